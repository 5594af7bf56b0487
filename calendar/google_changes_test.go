package calendar

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/calendar/googlefake"
)

func changes(t *testing.T, g *Google, token string) GoogleChanges {
	t.Helper()
	got, err := g.Changes(context.Background(), ada, token)
	if err != nil {
		t.Fatal(err)
	}
	if got.Token == "" {
		t.Error("found no token for the next time")
	}
	return got
}

// answersOf gives "address: answer" of each change, in order.
func answersOf(c GoogleChanges) []string {
	var out []string
	for _, change := range c.Events {
		for _, answer := range change.Answers {
			if answer.Answer != "" {
				out = append(out, fmt.Sprintf("%s %s: %s", change.Session.Format("01-02"), answer.Address, answer.Answer))
			}
		}
	}
	return out
}

func TestAnswersToTheSeriesAndToOneSessionComeBack(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	first := changes(t, g, "")
	if !first.Full || len(first.Events) != 1 {
		t.Fatalf("found %+v, expected the one event in full", first)
	}
	if err := server.Answer(ada, pair(1).ID, kofi, "accepted"); err != nil {
		t.Fatal(err)
	}
	if err := server.Answer(ada, second(time.Time{}).instanceID(), guest, "declined"); err != nil {
		t.Fatal(err)
	}
	then := changes(t, g, first.Token)
	want := []string{"01-01 " + ada + ": accepted", "01-01 " + kofi + ": accepted",
		"03-29 " + ada + ": accepted", "03-29 " + kofi + ": accepted", "03-29 " + guest + ": declined"}
	if diff := cmp.Diff(want, answersOf(then)); diff != "" || then.Full {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	if at := then.Events[1]; !at.Session.Equal(second(time.Time{}).Original) || at.EventID != pair(1).ID || at.Updated.IsZero() {
		t.Errorf("found %+v, expected the second session of the series", at)
	}
	if last := changes(t, g, then.Token); len(last.Events) != 0 {
		t.Errorf("found %+v, expected nothing new", last.Events)
	}
}

func TestWhatPeopleMoveAndDeleteByHandIsSeen(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	put(t, g, pair(2))
	token := changes(t, g, "").Token
	s := second(time.Time{})
	if err := server.Edit(ada, pair(2).ID, func(e *gcal.Event) error { e.Start.DateTime = "2027-03-22T09:00:00+01:00"; return nil }); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{s.instanceID(), pair(1).ID} {
		if err := server.Edit(ada, id, func(e *gcal.Event) error { e.Status = "cancelled"; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	got := changes(t, g, token).Events
	want := []GoogleChange{
		{EventID: pair(2).ID, Start: time.Date(2027, 3, 22, 8, 0, 0, 0, time.UTC)},
		{EventID: pair(1).ID, Session: s.Original, Deleted: true},
		{EventID: pair(1).ID, Deleted: true, Start: time.Date(2027, 3, 22, 11, 0, 0, 0, time.UTC)},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(GoogleChange{}, "Answers", "Updated", "Sequence", "End", "MeetURL")); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestOthersEventsAreLeftOut(t *testing.T) {
	server, g := workspace(t)
	server.Add(ada, &gcal.Event{Id: "dentist1", Summary: "Dentist"})
	server.Add(ada, &gcal.Event{Id: "peerpostlike", Summary: "Post for a peer"})
	if got := changes(t, g, ""); len(got.Events) != 0 {
		t.Errorf("found %+v, expected nothing of ours", got.Events)
	}
}

func TestAForgottenTokenGivesEverythingAndSaysSo(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	token := changes(t, g, "").Token
	server.ExpireSyncTokens()
	got := changes(t, g, token)
	if !got.Full || len(got.Events) != 1 {
		t.Errorf("found %+v, expected the one event in full", got)
	}
	if next := changes(t, g, got.Token); next.Full || len(next.Events) != 0 {
		t.Errorf("found %+v, expected the new token to be believed", next)
	}
}

func TestManyChangesComeInPages(t *testing.T) {
	server := googlefake.Start(t, googlefake.Options{Users: []string{ada, kofi}, PageSize: 7})
	g := client(t, server)
	for n := range 30 {
		put(t, g, pair(n+1))
	}
	// What fails amid the pages is asked again.
	server.Break(googlefake.Fault{Kind: googlefake.Unavailable, Method: "GET"})
	all := changes(t, g, "")
	if len(all.Events) != 30 {
		t.Errorf("found %d events, expected 30", len(all.Events))
	}
	for n := range 9 {
		if err := server.Answer(ada, pair(n+1).ID, kofi, "accepted"); err != nil {
			t.Fatal(err)
		}
	}
	if some := changes(t, g, all.Token); len(some.Events) != 9 || some.Full {
		t.Errorf("found %d changes, expected 9", len(some.Events))
	}
}

func TestTokensThatAreForgottenAmidThePagesAreTriedLater(t *testing.T) {
	server := googlefake.Start(t, googlefake.Options{Users: []string{ada, kofi}, PageSize: 1})
	g := client(t, server)
	put(t, g, pair(1))
	put(t, g, pair(2))
	beforeEach(t, g, func(r *http.Request) {
		if r.URL.Query().Has("pageToken") {
			server.ExpireSyncTokens()
		}
	})
	_, err := g.Changes(context.Background(), ada, "")
	if failed := googleError(t, err); failed.Class != GoogleLater || failed.Code != http.StatusGone {
		t.Errorf("found %v, expected to try later", err)
	}
}
