package jobs_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// An act whose answer is lost is done again under the same id, and Google has done
// it once: exactly one event a pairing, and nobody is told twice.
func TestTwoHundredPairingsHaveOneEventEachThroughAllFaults(t *testing.T) {
	t.Parallel()
	const people = 400
	w, server := inGoogle(t, people)
	w.SyncEvery = 6 * time.Hour
	w.ApproveDraft()
	server.BreakSometimes(1, 0.05, googlefake.RateLimited, googlefake.UserRateLimited, googlefake.QuotaExceeded, googlefake.TooManyRequests,
		googlefake.InternalError, googlefake.Unavailable, googlefake.InternalAfterCommit, googlefake.LostAfterCommit)
	w.RunTo(w.Now.Add(24 * time.Hour))
	server.Mend()
	w.RunTo(w.Now.Add(24 * time.Hour))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != people/2 {
		t.Fatalf("%d pairings: %v", len(pairings), err)
	}
	events := map[string]int{}
	for _, event := range server.Events() {
		if event.Status != "cancelled" && event.RecurringEventId == "" {
			events[event.Id]++
		}
	}
	if len(events) != len(pairings) {
		t.Errorf("%d events of %d pairings", len(events), len(pairings))
	}
	for _, p := range w.People() {
		if mails := server.MailsTo(string(p.Person.Address)); len(mails) != 1 {
			t.Errorf("%s was told %d times", p.Person.Address, len(mails))
		}
	}
}

// Whatever fails and whatever people do meanwhile, in the end Google has
// what the store has, and nobody was told the same twice.
func TestGoogleHasWhatTheStoreHasThroughAllFaultsAndChanges(t *testing.T) {
	t.Parallel()
	const people = 61 // so that one pairing is a trio
	w, server := inGoogle(t, people)
	w.SyncEvery = 6 * time.Hour
	w.ApproveDraft()
	refuse(server, googlefake.Forbidden)
	w.RunTo(w.Now.Add(2 * time.Hour))
	if n := len(server.Events()); n != 0 {
		t.Errorf("%d events while Google refuses them all", n)
	}
	server.Mend()
	faults := func(seed uint64) {
		server.BreakSometimes(seed, 0.06, googlefake.RateLimited, googlefake.UserRateLimited, googlefake.TooManyRequests,
			googlefake.InternalError, googlefake.Unavailable, googlefake.InternalAfterCommit, googlefake.LostAfterCommit)
	}
	faults(1)
	w.RunTo(w.Now.Add(45 * time.Minute)) // some are written
	server.Break(googlefake.Fault{Kind: googlefake.QuotaExceeded})
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != people/2 {
		t.Fatalf("%d pairings: %v", len(pairings), err)
	}
	changeMeetings(t, w, pairings, 0)
	w.RunTo(w.Now.Add(12 * time.Hour))
	changeMeetings(t, w, pairings, 1)
	first := sessionsOf(t, w, pairings[0].ID)[0]
	w.RunTo(first.StartsAt.Add(-4 * 24 * time.Hour)) // with plans of the first meetings
	faults(2)
	changeMeetings(t, w, pairings, 2)
	w.RunTo(w.Now.Add(12 * time.Hour))
	server.Mend()
	w.RunTo(w.Now.Add(12 * time.Hour))
	for _, p := range pairings {
		sameInGoogle(t, w, server, p.ID)
	}
	for _, r := range eventRows(t, w) {
		if r.State != program.OutboxDone && r.State != program.OutboxCancelled {
			t.Errorf("a %s is %s: %s", r.Kind, r.State, r.Reason)
		}
	}
	told := map[string]int{}
	for _, m := range server.Mails() {
		news := fmt.Sprintf("%s %s %s %s", m.To, m.EventID, m.Kind, m.Shape)
		if told[news]++; told[news] == 2 {
			t.Errorf("told twice: %s", news)
		}
	}
}

// changeMeetings lets a third of the pairings do something about their meetings,
// another third each time: they move one, skip one, or lose a member.
func changeMeetings(t *testing.T, w *jobstest.World, pairings []program.Pairing, turn int) {
	t.Helper()
	for i, p := range pairings {
		at, err := w.Store.Pairing(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(at.Members) == 3 && turn == 2 {
			i = 6 // with a plan for all three
		} else if at.State != program.PairingIntroduced || i%3 != turn {
			continue
		}
		switch i / 3 % 4 {
		case 0:
			if c := choices(t, w, p.ID); len(c.Openings) > 0 {
				err = w.MoveSession(t.Context(), c, c.Members()[0].ID, c.Openings[0], w.Now)
			}
		case 1:
			c := choices(t, w, p.ID)
			err = w.SkipSession(t.Context(), c, c.Members()[0].ID, w.Now)
		case 2:
			c := choices(t, w, p.ID)
			err = w.Leave(t.Context(), c.Members()[0], w.Now)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// sameInGoogle fails unless Google has of a Pairing what the store has.
func sameInGoogle(t *testing.T, w *jobstest.World, server *googlefake.Server, id program.ID) {
	t.Helper()
	pairing, err := w.Store.Pairing(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.Store.SeriesOf(t.Context(), id)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	series := all[0]
	event := server.Event(office, series.EventID)
	if pairing.State != program.PairingIntroduced {
		if event != nil && event.Status != "cancelled" {
			t.Errorf("%s has ended, and its event is %s", id, event.Status)
		}
		return
	}
	if event == nil || event.Status != "confirmed" {
		t.Errorf("%s has no event", id)
		return
	}
	var members []string
	for _, p := range w.People() {
		if pairing.Has(p.ID) {
			members = append(members, string(p.Person.Address))
		}
	}
	slices.Sort(members)
	for _, session := range sessionsOf(t, w, id) {
		got := instanceOf(server, series, session.Recurrence())
		if session.State == program.SessionSkipped {
			if got != nil && got.Status != "cancelled" {
				t.Errorf("%s has skipped session %d, which is %s", id, session.Number, got.Status)
			}
			continue
		}
		over := session.StartsAt.Before(w.Now) // with whoever was there
		var guests []string
		for _, a := range got.Attendees {
			guests = append(guests, a.Email)
		}
		slices.Sort(guests)
		at, err := time.Parse(time.RFC3339, got.Start.DateTime)
		if err != nil || !at.Equal(session.StartsAt) || got.Status != "confirmed" || !over && !slices.Equal(guests, members) {
			t.Errorf("%s: session %d of %v is at %s, and on Google at %s (%s) with %v", id, session.Number, members, session.StartsAt, got.Start.DateTime, got.Status, guests)
		}
	}
}
