package main

import (
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

const yearRound = `name: Year round
slug: year-round
goal: networking
cycle: cohort
format: peers
admins: [admin@example.org]
timezone: Europe/Berlin
registration: {opens: 2027-01-11, closes: 2027-01-22}
matching: {opens: 2027-01-25, closes: 2027-02-05}
starts: 2027-02-08
length: 10 months
closures: [2027-07-19..2027-08-22]
sessions: {every: EVERY, length: 45m, agenda: peer-starter}
questionnaire: [{id: skills, text: What can you teach?, type: text}]
import: {people: register}
`

func yearRoundEvery(every string) string { return strings.Replace(yearRound, "EVERY", every, 1) }

// meeting is an entry of somebody's calendar.
type meeting struct {
	Invited []string            `json:"invited"`
	Times   map[string][]string `json:"times"` // by zone, from when to when on its clocks
}

// mailboxes are the calendars of an installation's people in another program.
func mailboxes(t *testing.T, w *jobstest.World, shuffled int, zones ...string) map[string][]meeting {
	t.Helper()
	opened, err := exec.Command(python(t), append([]string{filepath.Join("testdata", "open_invitations.py"), w.Maildir, strconv.Itoa(shuffled)}, zones...)...).Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		t.Fatalf("the other program cannot open what was sent: %s", failed.Stderr)
	}
	if err != nil {
		t.Fatalf("%v: run make test, which installs python3-icalendar and python3-dateutil", err)
	}
	var all map[string][]meeting
	if err := json.Unmarshal(opened, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// Three people meet, then two, then nobody any more. What others read out of the
// emails must be, on both clocks, when Peerpost believes that they meet.
func TestAnotherProgramReadsTheSameHoursInEveryInvitation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ first, second, every string }{
		{"America/New_York", "Europe/Berlin", "2 weeks"},
		{"Asia/Kathmandu", "Pacific/Chatham", "1 week"},
		{"America/Santiago", "Europe/Dublin", "1 month"},
	} {
		t.Run(strings.ReplaceAll(c.first+" and "+c.second, "/", ":"), func(t *testing.T) {
			t.Parallel()
			w := jobstest.New(t, dbtest.New(t))
			people := "email,name,timezone\na@example.org,Ana,ZONE\nb@example.org,\"Béla, from afar\",OTHER\nc@example.org,Cem,ZONE\n"
			w.Apply("year-round", []byte(yearRoundEvery(c.every)), []byte(strings.NewReplacer("ZONE", c.first, "OTHER", c.second).Replace(people)), nil)
			w.RunTo(w.Program.RoundDue())
			w.ApproveDraft()
			zones := []string{c.first, c.second}
			shows := func(when string, want map[string][]string) {
				t.Helper()
				ours := map[string][]meeting{"admin@example.org": {}}
				for address, invited := range want {
					ours[address] = []meeting{}
					if invited != nil {
						ours[address] = []meeting{{Invited: invited, Times: hoursOf(t, w, zones...)}}
					}
				}
				if diff := cmp.Diff(ours, mailboxes(t, w, 0, zones...)); diff != "" {
					t.Errorf("%s, in the calendars (-ours +theirs):\n%s", when, diff)
				}
			}
			leave := func(who program.Address) {
				t.Helper()
				if err := w.Leave(context.Background(), w.Person(who), w.Now); err != nil {
					t.Fatal(err)
				}
				w.RunTo(w.Now.AddDate(0, 0, 7))
			}
			three, two := []string{"a@example.org", "b@example.org", "c@example.org"}, []string{"a@example.org", "b@example.org"}

			w.RunTo(w.Now.AddDate(0, 0, 7))
			shows("invited", map[string][]string{"a@example.org": three, "b@example.org": three, "c@example.org": three})
			leave("c@example.org")
			shows("when one has left", map[string][]string{"a@example.org": two, "b@example.org": two, "c@example.org": nil})
			leave("b@example.org")
			shows("when another has", map[string][]string{"a@example.org": nil, "b@example.org": nil, "c@example.org": nil})
		})
	}
}

// hoursOf is when the installation's one Pairing meets, on the clocks of these
// zones. Over so long a time the clocks must have changed, or nothing is tested.
func hoursOf(t *testing.T, w *jobstest.World, zones ...string) map[string][]string {
	t.Helper()
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatalf("pairings: %v, %v", pairings, err)
	}
	series, err := dbtest.LastSeries(t.Context(), w.Store, pairings[0].ID)
	if err != nil || len(series.Skipped) == 0 {
		t.Fatalf("series: %v, %v; want one with a closure", series, err)
	}
	sessions, err := w.Store.Sessions(t.Context(), pairings[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	hours, offsets := map[string][]string{}, []int{}
	for _, name := range zones {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sessions {
			const clock = "2006-01-02 15:04"
			hours[name] = append(hours[name], s.StartsAt.In(zone).Format(clock)+" to "+s.EndsAt.In(zone).Format(clock))
			_, offset := s.StartsAt.In(zone).Zone()
			offsets = append(offsets, offset)
		}
	}
	slices.Sort(offsets)
	if changes := len(slices.Compact(offsets)); len(sessions) < 8 || changes < 3 {
		t.Fatalf("%d sessions with %d offsets are no test of the changes of clocks", len(sessions), changes)
	}
	return hours
}
