package calendar

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/calendar/googlefake"
)

func TestTheSameEventAgainChangesNothing(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	put(t, client(t, server), pair(1))
	newer := pair(1)
	newer.Revision = 7
	put(t, g, newer)
	if n := len(server.Events()); n != 1 {
		t.Errorf("found %d events, expected 1", n)
	}
	if n := server.Succeeded(http.MethodPatch); n != 0 {
		t.Errorf("found %d changes, expected none", n)
	}
	mailed(t, server, map[string]int{kofi: 1, guest: 1})
}

func TestAMeetLinkIsThereTheSecondTime(t *testing.T) {
	_, g := workspace(t)
	if first := put(t, g, pair(1)); !first.MeetPending || first.MeetURL != "" {
		t.Errorf("found %+v, expected a link that is pending", first)
	}
	put(t, g, pair(1)) // Google has made it when this asks
	second := put(t, g, pair(1))
	if second.MeetPending || !strings.HasPrefix(second.MeetURL, "https://meet.google.com/") {
		t.Errorf("found %+v, expected a link", second)
	}
	moved := pair(1)
	moved.Revision, moved.Series.FirstLocal = 1, moved.Series.FirstLocal.Add(time.Hour)
	if third := put(t, g, moved); third.MeetURL != second.MeetURL {
		t.Errorf("found %q after a move, expected the link to stay %q", third.MeetURL, second.MeetURL)
	}
	moved.Revision, moved.Meet, moved.Location = 2, false, "https://rooms.example.org/ada"
	if fourth := put(t, g, moved); fourth.MeetURL != "" {
		t.Errorf("found %q, expected no link beside the members' own", fourth.MeetURL)
	}
}

func TestADescriptionChangesWithoutAMail(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	if err := server.Answer(ada, pair(1).ID, kofi, "accepted"); err != nil {
		t.Fatal(err)
	}
	e := pair(1)
	e.Revision, e.Description = 1, ""
	put(t, g, e)
	put(t, g, e)
	got := server.Event(ada, e.ID)
	if got.Description != "" || got.Attendees[1].ResponseStatus != "accepted" {
		t.Errorf("found %q and %q, expected no words and the answer kept", got.Description, got.Attendees[1].ResponseStatus)
	}
	mailed(t, server, map[string]int{kofi: 1, guest: 1})
	if n := server.Succeeded(http.MethodPatch); n != 1 {
		t.Errorf("found %d changes, expected 1", n)
	}
}

func TestWhoStaysKeepsTheirAnswerAndWhoLeavesIsTold(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	if err := server.Answer(ada, pair(1).ID, kofi, "tentative"); err != nil {
		t.Fatal(err)
	}
	byHand := func(event *gcal.Event) error {
		event.Attendees = append(event.Attendees, &gcal.EventAttendee{Email: "boss@example.org", ResponseStatus: "declined"})
		return nil
	}
	if err := server.Edit(ada, pair(1).ID, byHand); err != nil {
		t.Fatal(err)
	}
	e := pair(1)
	e.Revision, e.Guests = 1, []Party{{"Ada", ada}, {"Kofi", "Kofi@Example.org"}, {"Mei", mei}}
	put(t, g, e)
	answers := map[string]string{}
	for _, a := range server.Event(ada, e.ID).Attendees {
		answers[a.Email] = a.ResponseStatus
	}
	want := map[string]string{ada: "accepted", kofi: "tentative", "boss@example.org": "declined", mei: "needsAction"}
	if diff := cmp.Diff(want, answers); diff != "" {
		t.Errorf("attendees (-want +got):\n%s", diff)
	}
	last := server.MailsTo(guest)
	if len(last) != 2 || last[1].Kind != googlefake.Cancellation {
		t.Errorf("found %+v, expected an invitation and a cancellation", last)
	}
	mailed(t, server, map[string]int{mei: 1, kofi: 2})
}

func TestAnOlderRevisionDoesNotOverwriteANewer(t *testing.T) {
	server, g := workspace(t)
	newer := pair(1)
	newer.Revision, newer.Summary = 2, "Newer"
	put(t, g, newer)
	older := pair(1)
	older.Revision, older.Summary = 1, "Older"
	if written := put(t, g, older); !written.Superseded {
		t.Errorf("found %+v, expected it superseded", written)
	}
	if got := server.Event(ada, newer.ID).Summary; got != "Newer" {
		t.Errorf("found %q, expected the newer", got)
	}
}

func TestWhatTheOrganiserMovedByHandStaysWhenOnlyWordsChange(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	byHand := func(event *gcal.Event) error {
		event.Start.DateTime, event.End.DateTime = "2027-03-22T15:00:00+01:00", "2027-03-22T15:45:00+01:00"
		return nil
	}
	if err := server.Edit(ada, pair(1).ID, byHand); err != nil {
		t.Fatal(err)
	}
	e := pair(1)
	e.Revision, e.Description = 1, "New agenda"
	put(t, g, e)
	if got := server.Event(ada, e.ID); got.Start.DateTime != "2027-03-22T15:00:00+01:00" || got.Description != "New agenda" {
		t.Errorf("found %s and %q, expected the organiser's time and our words", got.Start.DateTime, got.Description)
	}
}

func TestAnotherEventWithTheSameIDIsNotTouched(t *testing.T) {
	server, g := workspace(t)
	server.Add(ada, &gcal.Event{Id: pair(1).ID, Summary: "Dentist", Start: at(time.Unix(0, 0), "UTC"), End: at(time.Unix(60, 0), "UTC")})
	_, err := g.Put(context.Background(), ada, pair(1))
	if failed := googleError(t, err); !errors.Is(err, ErrEventTaken) || failed.Class != GoogleRefused || failed.Advice == "" {
		t.Errorf("found %v, expected it taken", err)
	}
	if got := server.Event(ada, pair(1).ID).Summary; got != "Dentist" {
		t.Errorf("found %q, expected the dentist", got)
	}
}

func TestADeletedEventStaysDeletedUntilTheNextGeneration(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	if err := g.CancelEvent(context.Background(), ada, pair(1).ID); err != nil {
		t.Fatal(err)
	}
	for revision := range 2 {
		e := pair(1)
		e.Revision = revision
		if _, err := g.Put(context.Background(), ada, e); !errors.Is(err, ErrEventDeleted) {
			t.Errorf("found %v, expected the event deleted", err)
		}
	}
	e := pair(1)
	e.Generation, e.ID = 1, EventID([]byte("secret"), e.Series.ID, 1)
	put(t, g, e)
	if n := len(server.Events()); n != 1 {
		t.Errorf("found %d events, expected 1", n)
	}
}

func TestAChangeIsDecidedAnewWhenAGuestAnswersMeanwhile(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	e := pair(1)
	e.Revision, e.Summary = 1, "Changed"
	meanwhile := 1 // how many changes somebody is faster than
	beforeEach(t, g, func(r *http.Request) {
		if r.Method != http.MethodPatch || meanwhile == 0 {
			return
		}
		meanwhile--
		if err := server.Answer(ada, e.ID, kofi, "accepted"); err != nil {
			t.Error(err)
		}
	})
	put(t, g, e)
	got := server.Event(ada, e.ID)
	if got.Summary != "Changed" || got.Attendees[1].ResponseStatus != "accepted" {
		t.Errorf("found %q and %q, expected the change and the answer", got.Summary, got.Attendees[1].ResponseStatus)
	}
	mailed(t, server, map[string]int{kofi: 2, guest: 2})

	e.Revision, e.Summary, meanwhile = 2, "Changed again", 9
	_, err := g.Put(context.Background(), ada, e)
	if failed := googleError(t, err); failed.Class != GoogleLater || failed.Code != http.StatusPreconditionFailed {
		t.Errorf("found %v, expected to try later after two conflicts", err)
	}
}

func TestTwoWorkersAtOnceMakeOneEventAndOneMail(t *testing.T) {
	server, _ := workspace(t)
	e := pair(1)
	for revision := range 3 {
		e.Revision, e.Summary = revision, "Revision "+string(rune('A'+revision))
		var both sync.WaitGroup
		for range 2 {
			g := client(t, server)
			both.Go(func() {
				if _, err := g.Put(context.Background(), ada, e); err != nil {
					t.Errorf("put event: %v", err)
				}
			})
		}
		both.Wait()
	}
	if n := len(server.Events()); n != 1 {
		t.Errorf("found %d events, expected 1", n)
	}
	mailed(t, server, map[string]int{kofi: 3, guest: 3})
}
