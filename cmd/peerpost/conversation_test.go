package main

import (
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
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

const three = "email,name,timezone\na@example.org,Ana,Europe/Berlin\nb@example.org,Ben,Europe/Berlin\nc@example.org,Cem,Europe/London\n"

// keepers is the first of the orders in which calendars read that keep a session which
// was moved by itself, whatever becomes of its series.
const keepers = 100

// talk is a conversation between three people and their calendars.
type talk struct {
	*jobstest.World
	t       *testing.T
	pairing program.ID
}

func newTalk(t *testing.T) *talk {
	t.Helper()
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("year-round", []byte(yearRoundEvery("1 week")), []byte(three), nil)
	w.RunTo(w.Program.RoundDue())
	w.ApproveDraft()
	w.RunTo(w.Now.AddDate(0, 0, 7))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatalf("%v, %v", pairings, err)
	}
	return &talk{w, t, pairings[0].ID}
}

// do lets Ana do something with a meeting, so many after the next.
func (k *talk) do(after int, act func(jobs.Choices, program.ID) error) {
	k.t.Helper()
	next, err := k.Choices(k.t.Context(), k.pairing, "", k.Now)
	if err != nil {
		k.t.Fatal(err)
	}
	sessions, err := k.Store.Sessions(k.t.Context(), k.pairing)
	if err != nil {
		k.t.Fatal(err)
	}
	at := slices.IndexFunc(sessions, func(s program.Session) bool { return s.ID == next.Session().ID }) + after
	c, err := k.Choices(k.t.Context(), k.pairing, sessions[at].ID, k.Now)
	if err != nil {
		k.t.Fatal(err)
	}
	if err := act(c, k.Person("a@example.org").ID); err != nil {
		k.t.Fatal(err)
	}
	k.RunTo(k.Now.AddDate(0, 0, 3))
}

func (k *talk) move(c jobs.Choices, by program.ID) error {
	return k.MoveSession(k.t.Context(), c, by, c.Openings[len(c.Openings)-1], k.Now)
}

func (k *talk) skip(c jobs.Choices, by program.ID) error {
	return k.SkipSession(k.t.Context(), c, by, k.Now)
}

func (k *talk) shift(c jobs.Choices, by program.ID) error {
	return k.ShiftSeries(k.t.Context(), c, by, c.Shifts[0], k.Now)
}

func (k *talk) leave(who program.Address) {
	k.t.Helper()
	if err := k.Leave(k.t.Context(), k.Person(who), k.Now); err != nil {
		k.t.Fatal(err)
	}
	k.RunTo(k.Now.AddDate(0, 0, 4))
}

// pairs finds Ana another partner, who joins now.
func (k *talk) pairs(row string) {
	k.t.Helper()
	rows, err := file.ReadPeople("people.csv", []byte("email,name,timezone\n"+row+"\n"), &k.Program.Program)
	if err == nil {
		_, err = k.ImportPeople(k.t.Context(), k.Program, rows, k.Now)
	}
	if err == nil {
		_, err = k.MakeRoundDue(k.t.Context(), k.Program, "operator", k.Now)
	}
	if err != nil {
		k.t.Fatal(err)
	}
	k.RunTo(k.Now.Add(time.Minute))
	k.ApproveDraft()
	k.RunTo(k.Now.AddDate(0, 0, 7))
	pairings, err := k.Store.PairingsOf(k.t.Context(), k.Person(program.Address(row[:strings.Index(row, ",")])).ID)
	if err != nil || len(pairings) != 1 {
		k.t.Fatalf("%v, %v", pairings, err)
	}
	k.pairing = pairings[0].ID
}

// hours is when they will meet, on Berlin's clocks.
func (k *talk) hours() []string {
	sessions, err := k.Store.Sessions(k.t.Context(), k.pairing)
	if err != nil {
		k.t.Fatal(err)
	}
	var all []string
	for _, s := range sessions {
		if s.State == program.SessionInvited && s.StartsAt.After(k.Now) {
			const clock = "2006-01-02 15:04"
			all = append(all, s.StartsAt.In(k.Program.Location()).Format(clock)+" to "+s.EndsAt.In(k.Program.Location()).Format(clock))
		}
	}
	return all
}

// ahead leaves out what has been.
func (k *talk) ahead(hours []string) []string {
	now := k.Now.In(k.Program.Location()).Format("2006-01-02 15:04")
	slices.Sort(hours)
	return slices.DeleteFunc(slices.Compact(hours), func(hour string) bool { return hour < now })
}

// reads compares what other programs make of the mail with what Peerpost believes:
// as it came, and in other orders.
func (k *talk) reads(when string, people ...string) {
	k.t.Helper()
	want := k.hours()
	for _, shuffled := range []int{0, 1, keepers, keepers + 3} {
		calendars := mailboxes(k.t, k.World, shuffled, "Europe/Berlin")
		for _, address := range []string{"a@example.org", "b@example.org", "c@example.org", "d@example.org"} {
			var got []string
			for _, m := range calendars[address] {
				got = append(got, m.Times["Europe/Berlin"]...)
			}
			got = k.ahead(got)
			ours := want
			if !slices.Contains(people, address) {
				ours = nil
			}
			if diff := cmp.Diff(ours, got, cmpopts.EquateEmpty()); diff != "" {
				k.t.Errorf("%s, in the order %d, icalendar shows %s (-ours +theirs):\n%s", when, shuffled, address, diff)
			}
		}
	}
	for _, shuffled := range []int{0, 4} {
		var ours []string
		if len(people) > 0 {
			ours = want
		}
		if diff := cmp.Diff(ours, k.khal(shuffled)); diff != "" {
			k.t.Errorf("%s, in the order %d, Radicale and khal show (-ours +theirs):\n%s", when, shuffled, diff)
		}
	}
}

// khal lists Ana's calendar, which Radicale stores.
func (k *talk) khal(shuffled int) []string {
	k.t.Helper()
	out, err := exec.Command(python(k.t), filepath.Join("testdata", "store_invitations.py"), k.Maildir, strconv.Itoa(shuffled), "a@example.org", "2027-02-01", "2027-12-31").Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		k.t.Fatalf("Radicale or khal cannot read what was sent: %s; make deps installs them", failed.Stderr)
	}
	var lines []string
	if err == nil {
		err = json.Unmarshal(out, &lines)
	}
	if err != nil {
		k.t.Fatalf("%v: run make test, which installs radicale, khal and python3-icalendar", err)
	}
	return k.ahead(lines)
}

// A long conversation ends as Peerpost believes in every calendar, however its
// messages are overtaken.
func TestLongConversationReadsTheSameInOtherProgramsInAnyOrder(t *testing.T) {
	t.Parallel()
	k := newTalk(t)
	all := []string{"a@example.org", "b@example.org", "c@example.org"}
	k.reads("invited", all...)
	k.do(2, k.move)
	k.reads("one is moved", all...)
	k.do(3, k.skip)
	k.reads("one is skipped", all...)
	k.do(4, k.move)
	k.do(4, k.move)
	k.reads("one is moved twice", all...)
	k.leave("c@example.org")
	k.reads("one has left", all[:2]...)
	k.RunTo(k.Now.Add(10 * 24 * time.Hour))
	k.do(0, k.shift)
	k.reads("all to come are moved", all[:2]...)
	k.do(1, k.skip)
	k.reads("and one is skipped then", all[:2]...)
	k.leave("b@example.org")
	k.pairs("d@example.org,Dana,Europe/Berlin")
	k.reads("another partner is found", "a@example.org", "d@example.org")
	k.do(1, k.move)
	k.reads("and one meeting with her is moved", "a@example.org", "d@example.org")
	k.leave("d@example.org")
	calendars := mailboxes(t, k.World, 5, "Europe/Berlin")
	for _, address := range append(all, "d@example.org") {
		for _, m := range calendars[address] {
			if hours := k.ahead(m.Times["Europe/Berlin"]); len(hours) > 0 {
				t.Errorf("once the pairing has ended %s still shows %s", address, hours)
			}
		}
	}
}
