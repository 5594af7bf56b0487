package calendar

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/program"
)

// second is the second session of pair(1), after clocks were set forward.
func second(start time.Time) GoogleSession {
	return GoogleSession{EventID: pair(1).ID, Original: time.Date(2027, 3, 29, 10, 0, 0, 0, time.UTC), Start: start,
		Duration: 45 * time.Minute, Zone: "Europe/Berlin"}
}

// startsOn lists when the sessions of pair(1) take place, in UTC.
func startsOn(t *testing.T, server *googlefake.Server, g *Google) []string {
	t.Helper()
	api, err := g.as(ada)
	if err != nil {
		t.Fatal(err)
	}
	var starts []string
	for page := ""; ; {
		events, err := api.Events.Instances(own, pair(1).ID).MaxResults(3).PageToken(page).Do()
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range events.Items {
			starts = append(starts, instantOf(one.Start).UTC().Format("01-02 15:04"))
		}
		if page = events.NextPageToken; page == "" {
			return starts
		}
	}
}

func putSession(t *testing.T, g *Google, s GoogleSession) {
	t.Helper()
	if err := g.PutSession(context.Background(), ada, s); err != nil {
		t.Fatalf("put session: %v", err)
	}
}

func TestOneSessionMovesAndMovesBack(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	s := second(time.Date(2027, 3, 30, 8, 0, 0, 0, time.UTC))
	s.Revision = 1
	putSession(t, g, s)
	putSession(t, g, s)
	if diff := cmp.Diff([]string{"03-22 11:00", "03-30 08:00", "04-05 10:00", "04-12 10:00"}, startsOn(t, server, g)); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}
	mailed(t, server, map[string]int{kofi: 2, guest: 2})

	back := second(s.Original)
	back.Revision = 2
	putSession(t, g, back)
	putSession(t, g, s) // an older one, late
	if diff := cmp.Diff([]string{"03-22 11:00", "03-29 10:00", "04-05 10:00", "04-12 10:00"}, startsOn(t, server, g)); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}
	mailed(t, server, map[string]int{kofi: 3, guest: 3})
}

func TestASessionThatWasNotMovedIsNotWritten(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	putSession(t, g, second(second(time.Time{}).Original))
	if n := server.Succeeded(http.MethodPatch); n != 0 {
		t.Errorf("found %d changes, expected none", n)
	}
}

func TestOneSessionIsDescribedWithoutAMail(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	if err := server.Answer(ada, pair(1).ID, kofi, "accepted"); err != nil {
		t.Fatal(err)
	}
	s := second(second(time.Time{}).Original)
	s.Description = "What Kofi promised"
	putSession(t, g, s)
	putSession(t, g, s)
	got := server.Event(ada, s.instanceID())
	if got.Description != s.Description || got.Attendees[1].ResponseStatus != "accepted" {
		t.Errorf("found %q and %q, expected the words and the answer kept", got.Description, got.Attendees[1].ResponseStatus)
	}
	if n := server.Succeeded(http.MethodPatch); n != 1 {
		t.Errorf("found %d changes, expected 1", n)
	}
	mailed(t, server, map[string]int{kofi: 1})
}

func TestOneSessionHasItsOwnGuests(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	s := second(second(time.Time{}).Original)
	s.Guests = []Party{{"Ada", ada}, {"Mei", mei}}
	putSession(t, g, s)
	putSession(t, g, s)
	var guests []string
	for _, a := range server.Event(ada, s.instanceID()).Attendees {
		guests = append(guests, a.Email)
	}
	if diff := cmp.Diff([]string{ada, mei}, guests); diff != "" {
		t.Errorf("guests (-want +got):\n%s", diff)
	}
	mailed(t, server, map[string]int{kofi: 2, guest: 2, mei: 1})
}

func TestOneSessionIsCancelledOnceAndStaysSo(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	s := second(time.Time{})
	s.Cancelled = true
	putSession(t, g, s)
	putSession(t, g, s)
	if diff := cmp.Diff([]string{"03-22 11:00", "04-05 10:00", "04-12 10:00"}, startsOn(t, server, g)); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}
	mailed(t, server, map[string]int{kofi: 2, guest: 2})
	err := g.PutSession(context.Background(), ada, second(time.Date(2027, 3, 30, 8, 0, 0, 0, time.UTC)))
	if !errors.Is(err, ErrEventDeleted) || googleError(t, err).Again() {
		t.Errorf("found %v, expected the session deleted for good", err)
	}
}

func TestASingleSessionMovesToo(t *testing.T) {
	server, g := workspace(t)
	e := pair(1)
	e.Series.Count = 1
	put(t, g, e)
	s := second(time.Date(2027, 3, 23, 8, 0, 0, 0, time.UTC))
	s.Original = time.Date(2027, 3, 22, 11, 0, 0, 0, time.UTC)
	putSession(t, g, s)
	if diff := cmp.Diff([]string{"03-23 08:00"}, startsOn(t, server, g)); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}
}

func TestACancelledSeriesIsCancelledOnce(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	for range 2 {
		if err := g.CancelEvent(context.Background(), ada, pair(1).ID); err != nil {
			t.Fatal(err)
		}
	}
	mailed(t, server, map[string]int{ada: 0, kofi: 2, guest: 2})
	if err := g.CancelEvent(context.Background(), ada, EventID(nil, "never made", 0)); err != nil {
		t.Errorf("found %v, expected what never existed to be cancelled", err)
	}
	s := second(time.Time{})
	s.Cancelled = true
	putSession(t, g, s)
	s.Cancelled, s.Start = false, s.Original.Add(time.Hour)
	if err := g.PutSession(context.Background(), ada, s); !errors.Is(err, ErrEventDeleted) {
		t.Errorf("found %v, expected the event deleted", err)
	}
}

func TestSessionsThatMakeNoSenseAreRefused(t *testing.T) {
	server, g := workspace(t)
	good := second(time.Date(2027, 3, 30, 8, 0, 0, 0, time.UTC))
	for why, spoil := range map[string]func(*GoogleSession){
		"no event":                func(s *GoogleSession) { s.EventID = "" },
		"no original start":       func(s *GoogleSession) { s.Original = time.Time{} },
		"no start":                func(s *GoogleSession) { s.Start = time.Time{} },
		"no duration":             func(s *GoogleSession) { s.Duration = 0 },
		"a zone of this machine":  func(s *GoogleSession) { s.Zone = "Local" },
		"an address that is none": func(s *GoogleSession) { s.Guests = []Party{{Address: program.Address("ada")}} },
		"guests who are nobody":   func(s *GoogleSession) { s.Guests = []Party{} },
	} {
		s := good
		spoil(&s)
		if err := g.PutSession(context.Background(), ada, s); err == nil {
			t.Errorf("%s: found no error", why)
		}
	}
	if n := len(server.Requests()); n != 0 {
		t.Errorf("found %d requests, expected none", n)
	}
}

func TestASessionWhoseEventWasNeverWrittenWaits(t *testing.T) {
	server, g := workspace(t)
	for _, cancelled := range []bool{false, true} {
		s := second(time.Date(2027, 3, 30, 8, 0, 0, 0, time.UTC))
		s.Cancelled = cancelled
		if failed := googleError(t, g.PutSession(context.Background(), ada, s)); !errors.Is(failed, ErrEventUnwritten) || failed.Class != GoogleLater || failed.Maybe {
			t.Errorf("cancelled %t: found %v, expected to try later", cancelled, failed)
		}
	}
	put(t, g, pair(1))
	s := second(time.Date(2027, 3, 30, 8, 0, 0, 0, time.UTC))
	s.Original = s.Original.Add(time.Hour) // which the rule does not have
	if err := g.PutSession(context.Background(), ada, s); !errors.Is(err, ErrEventDeleted) {
		t.Errorf("found %v, expected that there is no such session", err)
	}
	if n := server.Succeeded(http.MethodPatch); n != 0 {
		t.Errorf("found %d changes, expected none", n)
	}
}

func TestADescriptionLeavesWhatPeopleHaveMovedByHand(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	s := second(second(time.Time{}).Original)
	byHand := time.Date(2027, 3, 30, 8, 0, 0, 0, time.UTC)
	if err := server.Edit(ada, s.instanceID(), func(e *gcal.Event) error {
		e.Start, e.End = at(byHand, s.Zone), at(byHand.Add(s.Duration), s.Zone)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	s.Description, s.WordsAlone = "The plan", true
	putSession(t, g, s)
	if got := server.Event(ada, s.instanceID()); got.Description != s.Description || !instantOf(got.Start).Equal(byHand) {
		t.Errorf("found %q at %s, expected the words at %s", got.Description, got.Start.DateTime, byHand)
	}
	mailed(t, server, map[string]int{kofi: 1})
}

func TestAnotherHourAsksForAnotherAnswer(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1))
	s := second(time.Date(2027, 3, 30, 8, 0, 0, 0, time.UTC))
	answers := func(id string) (said []string) {
		for _, a := range server.Event(ada, id).Attendees {
			said = append(said, a.ResponseStatus)
		}
		return said
	}
	expect := func(what, id string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, answers(id)); diff != "" {
			t.Errorf("%s: answers (-want +got):\n%s", what, diff)
		}
	}
	for _, who := range []string{kofi, guest} {
		if err := server.Answer(ada, s.instanceID(), who, "declined"); err != nil {
			t.Fatal(err)
		}
	}
	s.Revision = 1
	s.Guests = []Party{{"Ada", ada}, {"Kofi", kofi}, {"Guest", guest}}
	putSession(t, g, s)
	expect("moved", s.instanceID(), "accepted", "needsAction", "needsAction")
	if err := server.Answer(ada, s.instanceID(), kofi, "accepted"); err != nil {
		t.Fatal(err)
	}
	s.Revision, s.Guests = 2, append(s.Guests, Party{"Mei", mei})
	putSession(t, g, s)
	expect("with a guest more", s.instanceID(), "accepted", "accepted", "needsAction", "needsAction")
	back := second(s.Original)
	back.Revision = 3
	putSession(t, g, back)
	expect("back", s.instanceID(), "accepted", "needsAction", "needsAction", "needsAction")

	if err := server.Answer(ada, pair(1).ID, kofi, "declined"); err != nil {
		t.Fatal(err)
	}
	e := pair(1)
	e.Revision, e.Summary = 1, "Other words"
	put(t, g, e)
	expect("in other words", e.ID, "accepted", "declined", "needsAction")
	e.Revision, e.Series.FirstLocal = 2, e.Series.FirstLocal.Add(time.Hour)
	put(t, g, e)
	expect("shifted", e.ID, "accepted", "needsAction", "needsAction")
}
