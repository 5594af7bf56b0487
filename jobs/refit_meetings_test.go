package jobs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestWhoMovesToAnotherTimeZoneMeetsAtAnHourThatIsGoodThere(t *testing.T) {
	t.Parallel()
	for _, begun := range []bool{false, true} {
		w, pairing := meeting(t)
		if begun {
			w.RunTo(sessionsOf(t, w, pairing.ID)[0].EndsAt.Add(36 * time.Hour))
		}
		was, before := sessionsOf(t, w, pairing.ID), len(w.Delivered())
		imports(t, w, "email,timezone\na@example.org,America/New_York\n")
		w.RunTo(w.Now.Add(3 * 24 * time.Hour))
		now := sessionsOf(t, w, pairing.ID)
		york, err := program.LoadZone("America/New_York")
		if err != nil || len(now) != len(was) {
			t.Fatal(err, len(now))
		}
		for i, s := range now {
			switch hour := s.StartsAt.In(york).Hour(); {
			case s.State != program.SessionInvited || begun && i == 0:
				if !s.StartsAt.Equal(was[i].StartsAt) {
					t.Errorf("begun %t: session %d, which is over, has moved to %s", begun, s.Number, s.StartsAt)
				}
			case hour < 8 || hour > 18 || s.StartsAt.In(w.Program.Location()).Hour() > 18:
				t.Errorf("begun %t: session %d is at %s", begun, s.Number, s.StartsAt.In(york))
			}
		}
		for who, words := range map[string]string{"a@example.org": "Your time zone or your working hours have changed", "b@example.org": "hours of Ana have changed"} {
			if told := mailTo(w, who, "New time: your meetings with"); len(told) != 1 || !strings.Contains(told[0].Text, words) {
				t.Errorf("begun %t: %s is told %d times", begun, who, len(told))
			}
		}
		if got := len(entries(w, before)); got != 2 && !begun || got != 4 && begun { // the former series ends by itself
			t.Errorf("begun %t: %d entries", begun, got)
		}
		before = len(w.Delivered())
		imports(t, w, "email,timezone\na@example.org,America/New_York\n")
		w.RunTo(w.Now.Add(24 * time.Hour))
		if got := entries(w, before); len(got) != 0 {
			t.Errorf("the same file again: %q", got)
		}
	}
}

func TestMeetingsThatSuitEveryoneStillStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	was := sessionsOf(t, w, pairing.ID)
	imports(t, w, "email,timezone\na@example.org,Europe/Paris\n")
	w.RunTo(w.Now.Add(24 * time.Hour))
	same := func(a, b program.Session) bool { return a.StartsAt.Equal(b.StartsAt) && a.Sequence == b.Sequence }
	if now := sessionsOf(t, w, pairing.ID); !slices.EqualFunc(was, now, same) {
		t.Errorf("the meetings of who moved to Paris are %v, want %v", now, was)
	}
	series, err := dbtest.LastSeries(t.Context(), w.Store, pairing.ID)
	if err != nil || series.Sequence != 0 {
		t.Errorf("the series has changed: %+v, %v", series, err)
	}
}
