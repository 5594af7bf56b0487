package jobs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
)

// opened is a Program of a year, paired when it begins, whose n people live in these zones.
func opened(t *testing.T, n int, every string, zones ...string) *jobstest.World {
	t.Helper()
	w := jobstest.New(t, dbtest.New(t))
	def := strings.NewReplacer("length: 2 months", "length: 12 months", "every: 2 weeks", "every: "+every, "odd: leave_out", "odd: trio",
		"matching: {opens: 2027-01-25, closes: 2027-02-05}", "matching: {opens: 2027-02-07, closes: 2027-02-07}",
		"surveys:", "import: {people: register}\nsurveys:").Replace(small)
	people := "email,first_name,timezone\n"
	for i := range n {
		people += fmt.Sprintf("p%d@example.org,P%d,%s\n", i, i, zones[i%len(zones)])
	}
	w.Apply("small", []byte(def), []byte(people), nil)
	w.RunTo(w.Program.RoundDue())
	w.ApproveDraft()
	w.RunTo(w.Now)
	return w
}

func TestNobodyMeetsAfterTheProgramHasEnded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		people int
		every  string
		zones  []string
	}{
		{40, "1 month", []string{"Europe/Berlin"}},
		{3, "1 month", []string{"Europe/Berlin", "America/Los_Angeles", "Australia/Sydney"}}, // whose hours take turns
		{10, "1 day", []string{"America/Los_Angeles"}},                                       // where it is afternoon when the Program ends in Berlin
	} {
		t.Run(c.every+" in "+strings.Join(c.zones, " and "), func(t *testing.T) {
			t.Parallel()
			w := opened(t, c.people, c.every, c.zones...)
			pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
			if err != nil || len(pairings) != max(1, c.people/2) {
				t.Fatal(len(pairings), err)
			}
			turns := 0
			for _, p := range pairings {
				series, err := w.Store.SeriesOf(t.Context(), p.ID)
				if err != nil {
					t.Fatal(err)
				}
				var rule, starts []time.Time
				for _, s := range series {
					of, err := calendar.Occurrences(s)
					if err != nil {
						t.Fatal(err)
					}
					rule = append(rule, of...)
				}
				sessions := sessionsOf(t, w, p.ID)
				for i, s := range sessions {
					starts = append(starts, s.StartsAt)
					if s.Number != i+1 || s.EndsAt.After(w.Program.Ends()) {
						t.Errorf("session %d of %d, %s to %s, is number %d; the program ends at %s", i+1, len(sessions), s.StartsAt, s.EndsAt, s.Number, w.Program.Ends())
					}
				}
				if !slices.EqualFunc(rule, starts, time.Time.Equal) || series[0].Of != len(starts) {
					t.Errorf("calendars have %v and the sessions, %d, are %v", rule, series[0].Of, starts)
				}
				turns = max(turns, len(series))
			}
			if len(c.zones) > 1 && turns < 2 {
				t.Error("nobody's hours take turns")
			}
		})
	}
}
