package jobs_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

// registeredByFile is a world whose people are registered by their file, on a
// Sunday evening.
func registeredByFile(t *testing.T, people string) *jobstest.World {
	w := jobstest.New(t, dbtest.New(t))
	w.Now = at(t, "2027-01-10 21:00")
	w.Apply("small", []byte(small+"import: {people: register}\n"), []byte(people), nil)
	return w
}

// imports reads a file of people into the world's program.
func imports(t *testing.T, w *jobstest.World, people string) {
	t.Helper()
	rows, err := file.ReadPeople("people.csv", []byte(people), &w.Program.Program)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ImportPeople(context.Background(), w.Program, rows, w.Now); err != nil {
		t.Fatal(err)
	}
}

func TestWordOfARegistrationByImportStopsWhenEverythingIsSwitchedOff(t *testing.T) {
	w := registeredByFile(t, berliners)
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchAllOff, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	before := w.Sent()
	w.RunTo(at(t, "2027-01-12 10:00"))
	register("a@example.org")(t, w)
	w.RunTo(at(t, "2027-01-12 10:01"))
	if diff := cmp.Diff(counts{program.AdministratorWelcome: 1, program.RegistrationConfirmed: 1}, since(w, before)); diff != "" {
		t.Errorf("what has left while all was off (-want +got):\n%s", diff)
	}
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOn, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-13 12:00"))
	if n := w.Sent()[program.ImportConfirmed]; n == 0 {
		t.Error("switched on again, nobody is told")
	}
}

func TestWordOfARegistrationByImportKeepsToTheSendHours(t *testing.T) {
	w := registeredByFile(t, berliners)
	w.RunTo(at(t, "2027-01-11 07:59"))
	if n := w.Sent()[program.ImportConfirmed]; n != 0 {
		t.Errorf("%d people were told at night", n)
	}
	w.RunTo(at(t, "2027-01-11 08:00"))
	w.RunTo(w.Now)
	if n := w.Sent()[program.ImportConfirmed]; n != 4 {
		t.Errorf("%d people were told in the morning, want 4", n)
	}
	for _, m := range w.Delivered() {
		if m.To == "a@example.org" && !strings.Contains(string(m.Text), "your organisation had on file") {
			t.Errorf("the file is not named:\n%s", m.Text)
		}
	}
}

const away = `email,status
a@example.org,terminated
b@example.org,leave
`

const back = `email,status
a@example.org,active
b@example.org,active
`

func TestNobodyWhoIsAwayIsInvitedOrReminded(t *testing.T) {
	for name, learnt := range map[string]string{
		"known before registration opens":   "2027-01-10 21:00",
		"learnt before the invitation left": "2027-01-11 09:30", // it may leave from 10:00 on
		"learnt before the reminder":        "2027-01-19 12:00",
	} {
		t.Run(name, func(t *testing.T) {
			w := jobstest.New(t, dbtest.New(t))
			w.Apply("small", []byte(small+"send_hours: 10:00-18:00\n"), []byte(berliners), nil)
			w.RunTo(at(t, learnt))
			imports(t, w, away)
			imports(t, w, berliners) // a file that says nothing of it changes nothing
			heard := map[string]int{}
			for _, m := range w.Delivered() {
				heard[m.To]++
			}
			w.RunTo(at(t, "2027-01-21 09:00"))
			for _, m := range w.Delivered() {
				heard[m.To]--
			}
			if heard["a@example.org"] != 0 || heard["b@example.org"] != 0 || heard["c@example.org"] == 0 {
				t.Errorf("found %v emails from then on, want some for who is at work alone", heard)
			}
			if n := countTo(t, w, "a@example.org", program.RegisterReminder); n != 0 {
				t.Errorf("%d reminders are written for who is away", n)
			}
			imports(t, w, back)
			w.RunTo(at(t, "2027-01-22 12:00"))
			for _, one := range []program.Address{"a@example.org", "b@example.org"} {
				if n := countTo(t, w, one, program.RegisterInvitation, program.OutboxDone); n != 1 {
					t.Errorf("back at work, %s has got %d invitations, want 1", one, n)
				}
			}
		})
	}
}

func TestWhoIsAwayIsNotToldOfARegistrationByImportBeforeTheyAreBack(t *testing.T) {
	w := registeredByFile(t, away)
	imports(t, w, berliners) // the file registers them, and does not know that they are away
	w.RunTo(at(t, "2027-01-12 12:00"))
	if n := w.Sent()[program.ImportConfirmed]; n != 2 {
		t.Errorf("%d people were told, want 2", n)
	}
	if n := countTo(t, w, "a@example.org", program.ImportConfirmed); n != 0 {
		t.Errorf("%d such messages are written for who is away", n)
	}
	imports(t, w, back)
	w.RunTo(at(t, "2027-01-13 12:00"))
	if n := w.Sent()[program.ImportConfirmed]; n != 4 {
		t.Errorf("%d people were told when all are back, want 4", n)
	}
}

func TestAuditOfAnImportSaysWhatItChangedAndSkipped(t *testing.T) {
	w := newSmall(t, berliners)
	if err := w.Erase(context.Background(), w.Person("d@example.org").Person, w.Now); err != nil {
		t.Fatal(err)
	}
	imports(t, w, strings.Replace(berliners, "Ana", "Anna", 1)+fifth)
	audit, err := w.Store.Audit(context.Background(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range audit {
		if a.Action == "people imported" {
			got = append(got, a.Detail)
		}
	}
	want := []string{"4 new, 0 changed, 0 unchanged, 0 skipped", "1 new, 1 changed, 2 unchanged, 1 skipped"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the audit (-want +got):\n%s", diff)
	}
}

func TestOfSeveralRegistrationsAtOnceTheLastOneIsConfirmed(t *testing.T) {
	onBoth(t, func(t *testing.T, dialect string) {
		w := jobstest.Registered(t, dialect)
		p := w.People()[0]
		var clicks sync.WaitGroup
		for i := range 6 { // three forms, each clicked twice
			r := w.AnswersOf(p)
			r.Answers = maps.Clone(r.Answers)
			r.Answers["motivation"] = []string{fmt.Sprintf("Answer number %d", i/2)}
			clicks.Go(func() {
				if err := w.Register(context.Background(), p, r, w.Now); err != nil {
					t.Error(err)
				}
			})
		}
		clicks.Wait()
		w.RunTo(w.Now.Add(time.Minute))
		var confirmed []string
		for _, m := range w.Delivered() {
			if _, answer, found := strings.Cut(m.Text, "Answer number"); found {
				confirmed = append(confirmed, "Answer number"+answer[:2])
			}
		}
		if diff := cmp.Diff(w.Person(p.Person.Address).Answers["motivation"], confirmed); diff != "" {
			t.Errorf("what is confirmed (-stored +confirmed):\n%s", diff)
		}
	})
}

func TestWhoAnswersBeforeWordOfAnImportLeavesHearsOfTheirOwnAnswersAlone(t *testing.T) {
	w := registeredByFile(t, berliners)
	register("a@example.org")(t, w)
	w.RunTo(at(t, "2027-01-12 12:00"))
	if got := w.Sent(); got[program.ImportConfirmed] != 3 || got[program.RegistrationConfirmed] != 1 {
		t.Errorf("found %d of the import and %d of the person, want 3 and 1", got[program.ImportConfirmed], got[program.RegistrationConfirmed])
	}
}

func TestWordOfAnImportIsOfTheAnswersThatAreStored(t *testing.T) {
	const told, wanting = "2027-01-12 12:00", "email,first_name,timezone,skills_wanted\na@example.org,Ana,Europe/Berlin,"
	for name, c := range map[string]struct {
		before, after []string // what is wanted, import by import, before word leaves and after
		want          []string
	}{
		"changed before word left":              {[]string{"Chess", "Poker"}, nil, []string{"Poker"}},
		"changed and changed back":              {[]string{"Chess", "Poker", "Chess"}, nil, []string{"Chess"}},
		"changed after word left":               {[]string{"Chess"}, []string{"Poker", "Poker"}, []string{"Chess", "Poker"}},
		"changed back after word left":          {[]string{"Chess"}, []string{"Poker", "Chess", "Chess", "Poker", "Poker"}, []string{"Chess", "Poker", "Chess", "Poker"}},
		"changed before and the same afterward": {[]string{"Chess", "Poker"}, []string{"Poker"}, []string{"Poker"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := registeredByFile(t, wanting+c.before[0]+"\n")
			for _, wanted := range c.before[1:] {
				imports(t, w, wanting+wanted+"\n")
			}
			w.RunTo(at(t, told))
			for _, wanted := range c.after {
				imports(t, w, wanting+wanted+"\n")
				w.RunTo(w.Now.Add(time.Hour))
			}
			w.RunTo(at(t, "2027-01-14 12:00"))
			var got []string
			for _, m := range mailTo(w, "a@example.org", "") {
				for _, wanted := range []string{"Chess", "Poker"} {
					if strings.Contains(m.Text, wanted) {
						got = append(got, wanted)
					}
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("what Ana is told (-want +got):\n%s", diff)
			}
		})
	}
}

// countTo counts the messages of a kind to one person, in any of these states.
func countTo(t *testing.T, w *jobstest.World, to program.Address, kind program.Kind, states ...program.OutboxState) int {
	t.Helper()
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{PersonID: w.Person(to).PersonID, States: states, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range rows {
		if r.Kind == kind {
			n++
		}
	}
	return n
}
