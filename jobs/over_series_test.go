package jobs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// splitInGoogle is a Pairing of Ana, Ben and Cem on Google after its first meeting,
// all others of which were shifted: that Series is over, and another goes on.
func splitInGoogle(t *testing.T) (*jobstest.World, *googlefake.Server, program.Series) {
	t.Helper()
	w, server := meetingInGoogle(t, 3)
	w.SyncEvery = 6 * time.Hour
	pairing, series := introduced(t, w)
	w.RunTo(sessionsOf(t, w, pairing.ID)[0].EndsAt.Add(24 * time.Hour))
	c := choices(t, w, pairing.ID)
	if err := w.ShiftSeries(t.Context(), c, c.Members()[0].ID, c.Shifts[0], w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	return w, server, series
}

// leaves lets somebody do so, and returns of which events guests hear then: of the
// Series that is over, and of another.
func leaves(t *testing.T, w *jobstest.World, server *googlefake.Server, who string, over program.Series) (ofOver, ofOthers int) {
	t.Helper()
	before := len(server.Mails())
	if err := w.Leave(t.Context(), w.Person(program.Address(who)), w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	for _, m := range server.Mails()[before:] {
		if strings.HasPrefix(m.EventID, over.EventID) {
			ofOver++
		} else {
			ofOthers++
		}
	}
	return ofOver, ofOthers
}

func TestNobodyHearsOfASeriesThatIsOverWhenSomebodyLeaves(t *testing.T) {
	t.Parallel()
	w, server, over := splitInGoogle(t)
	for _, who := range []string{"cem@example.org", "ben@example.org"} { // the others go on, and the end
		if ofOver, ofOthers := leaves(t, w, server, who, over); ofOver != 0 || ofOthers == 0 {
			t.Errorf("%s leaves: %d mails of the series that is over, %d of the other", who, ofOver, ofOthers)
		}
	}
}

func TestWhoIsErasedIsInNoSeriesThatIsOver(t *testing.T) {
	t.Parallel()
	for name, before := range map[string][]string{
		"who takes part":             nil,
		"who has left":               {"cem@example.org"},
		"who was the first to leave": {"cem@example.org", "ben@example.org"},
	} {
		w, server, over := splitInGoogle(t)
		for _, who := range before {
			leaves(t, w, server, who, over)
		}
		if err := w.Erase(t.Context(), w.Person("cem@example.org").Person, w.Now); err != nil {
			t.Fatal(err)
		}
		w.RunTo(w.Now.Add(time.Hour))
		for _, event := range server.Events() {
			if event.Status == "cancelled" {
				continue
			}
			var guests []string
			for _, a := range event.Attendees {
				guests = append(guests, a.Email)
			}
			if slices.Contains(guests, "cem@example.org") || strings.HasPrefix(event.Id, over.EventID) {
				t.Errorf("%s: %s, of the series that is over: %t, is for %v", name, event.Id, strings.HasPrefix(event.Id, over.EventID), guests)
			}
		}
		for _, r := range eventRows(t, w) {
			if r.State != program.OutboxDone {
				t.Errorf("%s: a %s is %s: %s", name, r.Kind, r.State, r.Reason)
			}
		}
	}
}
