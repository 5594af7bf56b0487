package jobs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

func shift(t *testing.T, w *jobstest.World, c jobs.Choices) {
	t.Helper()
	if len(c.Shifts) == 0 {
		t.Fatal("no shift is offered")
	}
	if err := w.ShiftSeries(t.Context(), c, c.Members()[0].ID, c.Shifts[0], w.Now); err != nil {
		t.Fatal(err)
	}
}

func move(t *testing.T, w *jobstest.World, c jobs.Choices, to time.Time) {
	t.Helper()
	if err := w.MoveSession(t.Context(), c, c.Members()[0].ID, to, w.Now); err != nil {
		t.Fatal(err)
	}
}

func TestSeriesThatWasShiftedAndIsOverLeavesEveryCalendar(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	w.RunTo(at(t, "2027-02-25 20:00")) // when nothing leaves
	before := len(w.Delivered())
	shift(t, w, choices(t, w, pairing.ID))
	w.RunTo(w.Now.Add(time.Hour))
	leave(t, w, "b@example.org")
	w.RunTo(w.Now.Add(24 * time.Hour))
	invited := uids(w, "a@example.org", "REQUEST", 0)[0]
	if got := uids(w, "a@example.org", "CANCEL", before); !strings.Contains(strings.Join(got, " "), invited) {
		t.Errorf("what Ana was invited to is not cancelled: %v, want %s", got, invited)
	}
}

func TestWhoLeavesAfterAShiftThatHasNotLeftIsInNoMeetingOnGoogle(t *testing.T) {
	t.Parallel()
	for _, people := range []string{"", "c@example.org,Cem,Europe/Berlin,,\n"} {
		w, server := googleWorld(t, "peerpost@example.org")
		w.SyncEvery = 6 * time.Hour
		w.Apply("small", []byte(small), []byte(strings.SplitAfter(berliners, "Ben,Europe/Berlin,,\n")[0]+people), func(p *program.Program) { p.Pairing.Odd = "trio" })
		w.RunTo(w.Program.RegistrationOpens().Add(26 * time.Hour))
		w.RegisterAll()
		w.RunTo(at(t, "2027-01-25 09:00"))
		w.ApproveDraft()
		w.RunTo(at(t, "2027-02-25 12:00"))
		pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
		if err != nil || len(pairings) != 1 {
			t.Fatal(pairings, err)
		}
		shift(t, w, choices(t, w, pairings[0].ID))
		leave(t, w, "a@example.org")
		w.RunTo(w.Now.Add(24 * time.Hour))
		for _, e := range server.Events() {
			if e.Status == "cancelled" {
				continue
			}
			if people == "" {
				t.Errorf("the pairing is over, and its event goes on: %v", e.Recurrence)
			}
			for _, guest := range e.Attendees {
				if guest.Email == "a@example.org" {
					t.Errorf("who has left is a guest of %s %v", e.Start.DateTime, e.Recurrence)
				}
			}
		}
	}
}

func TestMeetingThatWasMovedByItselfStaysWhenAllOthersMove(t *testing.T) {
	t.Parallel()
	for _, begun := range []bool{false, true} {
		w, pairing := meeting(t)
		third := sessionsOf(t, w, pairing.ID)[2]
		c, err := w.Choices(t.Context(), pairing.ID, third.ID, w.Now)
		if err != nil {
			t.Fatal(err)
		}
		moved := c.Openings[len(c.Openings)-1]
		move(t, w, c, moved)
		w.RunTo(w.Now.Add(24 * time.Hour))
		if begun {
			w.RunTo(at(t, "2027-02-15 12:00"))
		}
		before := len(w.Delivered())
		c = choices(t, w, pairing.ID)
		if !c.Kept(w.Now) {
			t.Error("the page does not say that one stays")
		}
		shift(t, w, c)
		w.RunTo(w.Now.Add(4 * 24 * time.Hour))
		now := sessionsOf(t, w, pairing.ID)[2]
		if !now.StartsAt.Equal(moved) || now.Original.Equal(third.StartsAt) || now.ByRule() {
			t.Errorf("begun %t: it is at %s by the rule's %s, want %s", begun, now.StartsAt, now.Original, moved)
		}
		out, in := 0, 0
		for _, e := range entries(w, before) {
			if strings.Contains(e, "METHOD:CANCEL") && strings.Contains(e, "RECURRENCE-ID") {
				out++
			}
			if strings.Contains(e, "METHOD:REQUEST") && strings.Contains(e, "RECURRENCE-ID") {
				in++
			}
		}
		if out != 2 || in != 2 {
			t.Errorf("begun %t: %d former entries are taken out and %d new ones put in, want one for each: %q", begun, out, in, entries(w, before))
		}
	}
}

func TestMembersHearInTimeOfAMeetingThatIsSooner(t *testing.T) {
	t.Parallel()
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("small", []byte(small), []byte("email,name,timezone,working_hours\na@example.org,Ana,Europe/Berlin,Mon-Fri 14:00-22:00\nb@example.org,Ben,Europe/Berlin,Mon-Fri 14:00-22:00\n"), nil)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-30 12:00"))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	first := sessionsOf(t, w, pairings[0].ID)[0].StartsAt.In(w.Program.Location())
	w.RunTo(time.Date(first.Year(), first.Month(), first.Day()-1, 18, 15, 0, 0, w.Program.Location()))
	c, before := choices(t, w, pairings[0].ID), len(w.Delivered())
	for _, to := range c.Openings {
		if program.DateOf(to.In(w.Program.Location())) != program.DateOf(w.Now.In(w.Program.Location())) {
			continue
		}
		move(t, w, c, to)
		w.RunTo(w.Now.Add(30 * time.Minute))
		if got := len(entries(w, before)); got != 2 {
			t.Errorf("%d have heard of the meeting at %s half an hour later, want both", got, to)
		}
		// And when it does not take place this evening after all.
		c, before = choices(t, w, pairings[0].ID), len(w.Delivered())
		move(t, w, c, c.Openings[len(c.Openings)-1])
		w.RunTo(w.Now.Add(30 * time.Minute))
		if got := len(entries(w, before)); got != 2 {
			t.Errorf("%d have heard that they do not meet this evening, want both", got)
		}
		return
	}
	t.Fatalf("no hour this evening is offered: %v", c.Openings)
}

func TestNobodyHearsOfAnHourThatWasReplacedOvernight(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	w.RunTo(at(t, "2027-02-01 20:00"))
	before, first := len(w.Delivered()), choices(t, w, pairing.ID).Session().StartsAt
	var last time.Time
	for range 3 {
		c := choices(t, w, pairing.ID)
		last = c.Openings[1]
		move(t, w, c, last)
		w.RunTo(w.Now.Add(time.Minute))
	}
	w.RunTo(at(t, "2027-02-02 12:00"))
	berlin := w.Program.Location()
	for _, m := range w.Delivered()[before:] {
		if m.ICS == nil {
			continue
		}
		for _, part := range []string{first.In(berlin).Format("2 January 2006, 15:04"), last.In(berlin).Format("2 January 2006, 15:04")} {
			if !strings.Contains(m.Text, part) {
				t.Errorf("%s reads nothing of %s:\n%s", m.To, part, m.Text)
			}
		}
	}
	if got := entries(w, before); len(got) != 2 {
		t.Errorf("calendars: %q, want one change each", got)
	}
}

func TestOneMeetingAloneIsMovedAndCancelledAsNoPartOfASeries(t *testing.T) {
	t.Parallel()
	w := jobstest.New(t, dbtest.New(t))
	once := strings.NewReplacer("length: 2 months", "length: 1 month", "every: 2 weeks", "every: 3 weeks").Replace(small)
	w.Apply("small", []byte(once), []byte(berliners), nil)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-28 12:00"))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	before := len(w.Delivered())
	c := choices(t, w, pairings[0].ID)
	move(t, w, c, c.Openings[0])
	w.RunTo(w.Now.AddDate(0, 0, 1))
	c = choices(t, w, pairings[0].ID)
	if err := w.SkipSession(t.Context(), c, c.Members()[0].ID, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.AddDate(0, 0, 1))
	got := entries(w, before)
	if len(got) != 4 || strings.Contains(strings.Join(got, " "), "RECURRENCE-ID") || strings.Contains(strings.Join(got, " "), "RRULE") {
		t.Errorf("calendars: %q, want the meeting itself changed and cancelled", got)
	}
}

func TestEntryOfASeriesHasThePlanThatMostMeetingsHave(t *testing.T) {
	t.Parallel()
	w, _ := meeting(t)
	entry := unfolded(mailTo(w, "a@example.org", "your meetings with Ben")[0].ICS)
	if strings.Contains(entry, "how you came to do it") || !strings.Contains(entry, "What became of the last steps") || !strings.Contains(entry, "The first of these meetings") {
		t.Errorf("the entry of all meetings is that of the first:\n%s", entry)
	}
}
