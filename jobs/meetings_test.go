package jobs_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// meeting is a pair who are introduced: a and b of berliners, on 28 January 2027.
func meeting(t *testing.T) (w *jobstest.World, pairing program.Pairing) {
	t.Helper()
	return meetingsFor(t, "2 months")
}

// meetingsFor is such a pair in a program of some length.
func meetingsFor(t *testing.T, length string) (w *jobstest.World, pairing program.Pairing) {
	t.Helper()
	w = jobstest.New(t, dbtest.New(t))
	w.Apply("small", []byte(strings.Replace(small, "length: 2 months", "length: "+length, 1)), []byte(berliners), nil)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-28 12:00"))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatalf("found %d pairings: %v", len(pairings), err)
	}
	return w, pairings[0]
}

func choices(t *testing.T, w *jobstest.World, pairing program.ID) jobs.Choices {
	t.Helper()
	c, err := w.Choices(t.Context(), pairing, "", w.Now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sessionsOf(t *testing.T, w *jobstest.World, pairing program.ID) []program.Session {
	t.Helper()
	sessions, err := w.Store.Sessions(t.Context(), pairing)
	if err != nil {
		t.Fatal(err)
	}
	return sessions
}

// entries are what calendars have got since: a line each.
func entries(w *jobstest.World, since int) []string {
	var all []string
	for _, m := range w.Delivered()[since:] {
		if m.ICS == nil {
			continue
		}
		var words []string
		for _, line := range icsLines.FindAllString(strings.ReplaceAll(string(m.ICS[strings.Index(string(m.ICS), "BEGIN:VEVENT"):]), "\r\n ", ""), -1) {
			words = append(words, strings.TrimSpace(line))
		}
		method := icsMethod.FindString(string(m.ICS))
		all = append(all, m.To+" "+method+" "+strings.Join(words, " "))
	}
	return all
}

var (
	icsLines  = regexp.MustCompile(`(?m)^(DTSTART|RECURRENCE-ID|RRULE|SEQUENCE|STATUS|EXDATE)\S*`)
	isAgenda  = regexp.MustCompile(`^\w+ \d+ \w+ \d{4}: your meeting with`)
	icsMethod = regexp.MustCompile(`METHOD:\w+`)
)

func TestMovedMeetingIsMovedInBothCalendarsAndAllThatFollowsComesWithIt(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	c := choices(t, w, pairing.ID)
	if len(c.Openings) != 3 {
		t.Fatalf("found the openings %v", c.Openings)
	}
	was, to, before := c.Session(), c.Openings[2], len(w.Delivered())
	by := c.Members()[0].ID
	if err := w.MoveSession(t.Context(), c, by, to, w.Now); err != nil {
		t.Fatal(err)
	}
	if err := w.MoveSession(t.Context(), c, by, c.Openings[0], w.Now); !errors.Is(err, program.ErrConflict) {
		t.Errorf("whoever saw the meeting where it was moves it as well: %v", err)
	}
	if err := w.MoveSession(t.Context(), choices(t, w, pairing.ID), by, was.StartsAt.Add(37*time.Minute), w.Now); !errors.Is(err, jobs.ErrNotOffered) {
		t.Errorf("an hour that nobody offered: %v", err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	loc := w.Program.Location()
	entry := "METHOD:REQUEST DTSTART;TZID=Europe/Berlin:" + to.In(loc).Format("20060102T150405") +
		" RECURRENCE-ID;TZID=Europe/Berlin:" + was.StartsAt.In(loc).Format("20060102T150405") + " SEQUENCE:1 STATUS:CONFIRMED"
	if diff := cmp.Diff([]string{"a@example.org " + entry, "b@example.org " + entry}, slices.Sorted(slices.Values(entries(w, before)))); diff != "" {
		t.Errorf("calendars (-want +got):\n%s", diff)
	}
	moved := sessionsOf(t, w, pairing.ID)[0]
	if !moved.StartsAt.Equal(to) || !moved.Original.Equal(was.StartsAt) || moved.ID != was.ID {
		t.Errorf("moved to %+v", moved)
	}
	w.RunTo(to.Add(3 * time.Hour))
	agendas, questions := 0, 0
	for _, m := range w.Delivered()[before:] {
		switch {
		case strings.HasPrefix(m.Subject, to.In(loc).Format("Monday 2 January 2006")+": your meeting with"):
			agendas++
		case strings.HasPrefix(m.Subject, "Did you meet"):
			if questions++; m.Date.Before(to) {
				t.Errorf("asked at %s, before the meeting of %s", m.Date, to)
			}
		case isAgenda.MatchString(m.Subject):
			t.Errorf("an agenda of another day: %s", m.Subject)
		}
	}
	if agendas != 2 || questions != 2 {
		t.Errorf("%d agendas and %d questions, want 2 of each", agendas, questions)
	}
}

func TestMeetingThatIsMovedOnceItsAgendaWasWrittenHasNoOldAgenda(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	was := choices(t, w, pairing.ID).Session()
	w.RunTo(was.StartsAt.Add(-30 * time.Hour)) // written, and waiting for the day before
	c := choices(t, w, pairing.ID)
	before := len(w.Delivered())
	later := c.Openings[len(c.Openings)-1]
	if err := w.MoveSession(t.Context(), c, c.Members()[1].ID, later, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(later.Add(time.Hour))
	agendas := 0
	for _, m := range w.Delivered()[before:] {
		if isAgenda.MatchString(m.Subject) {
			agendas++
			if !strings.HasPrefix(m.Subject, later.In(w.Program.Location()).Format("Monday 2 January 2006")) {
				t.Errorf("after the move to %s an agenda says: %s", later, m.Subject)
			}
		}
	}
	if agendas > 2 {
		t.Errorf("%d agendas after the move", agendas)
	}
}

func TestSkippedMeetingIsTakenOutOfBothCalendarsAndTheNextGoesOn(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	c := choices(t, w, pairing.ID)
	skipped, before := c.Session(), len(w.Delivered())
	if err := w.SkipSession(t.Context(), c, c.Members()[0].ID, w.Now); err != nil {
		t.Fatal(err)
	}
	next := choices(t, w, pairing.ID).Session()
	if next.Number != skipped.Number+1 {
		t.Fatalf("the next meeting is %+v", next)
	}
	w.RunTo(next.EndsAt.Add(time.Hour))
	loc := w.Program.Location()
	wall := skipped.StartsAt.In(loc).Format("20060102T150405")
	entry := "METHOD:CANCEL DTSTART;TZID=Europe/Berlin:" + wall + " RECURRENCE-ID;TZID=Europe/Berlin:" + wall + " SEQUENCE:1 STATUS:CANCELLED"
	if diff := cmp.Diff([]string{"a@example.org " + entry, "b@example.org " + entry}, slices.Sorted(slices.Values(entries(w, before)))); diff != "" {
		t.Errorf("calendars (-want +got):\n%s", diff)
	}
	agendas := 0
	for _, m := range w.Delivered()[before:] {
		if isAgenda.MatchString(m.Subject) {
			agendas++
			if !strings.HasPrefix(m.Subject, next.StartsAt.In(loc).Format("Monday 2 January 2006")) {
				t.Errorf("an agenda of a meeting that is skipped: %s", m.Subject)
			}
		}
		if strings.HasPrefix(m.Subject, "Did you meet") && m.Date.Before(next.EndsAt) {
			t.Errorf("asked about a meeting that was skipped, at %s", m.Date)
		}
	}
	if agendas != 2 {
		t.Errorf("%d agendas of the next meeting, want 2", agendas)
	}
}

func TestWhoHasNotHeardOfAMoveReadsThatTheMeetingIsSkippedOnTheDayThatTheyKnow(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	c, before := choices(t, w, pairing.ID), len(w.Delivered())
	known, by := c.Session().StartsAt, c.Members()[0].ID
	if err := w.MoveSession(t.Context(), c, by, c.Openings[2], w.Now); err != nil {
		t.Fatal(err)
	}
	if err := w.SkipSession(t.Context(), choices(t, w, pairing.ID), by, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	told, day := 0, known.In(w.Program.Location()).Format("Monday 2 January 2006")
	for _, m := range w.Delivered()[before:] {
		if strings.HasPrefix(m.Subject, "Skipped: ") {
			told++
			if !strings.HasSuffix(m.Subject, " on "+day) || !strings.Contains(m.Text, " of "+day) || strings.Contains(m.Text, "skip this meeting") {
				t.Errorf("they read %q:\n%s", m.Subject, m.Text)
			}
		}
	}
	if told != 2 {
		t.Errorf("%d are told", told)
	}
}

func TestAllMeetingsMoveAtOnceUnderTheSameUIDUntilTheFirstHasBeen(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	c := choices(t, w, pairing.ID)
	if len(c.Shifts) == 0 {
		t.Fatal("no shift is offered")
	}
	first, before := c.Session(), len(w.Delivered())
	series, err := dbtest.LastSeries(t.Context(), w.Store, pairing.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.ShiftSeries(t.Context(), c, c.Members()[0].ID, c.Shifts[0], w.Now); err != nil {
		t.Fatal(err)
	}
	by := time.Duration(c.Shifts[0]) * time.Minute
	shifted, err := dbtest.LastSeries(t.Context(), w.Store, pairing.ID)
	if err != nil || shifted.UID != series.UID || shifted.Sequence != 1 || shifted.Count != series.Count {
		t.Errorf("before the first meeting: %+v, %v", shifted, err)
	}
	if got := choices(t, w, pairing.ID).Session().StartsAt; !got.Equal(first.StartsAt.Add(by)) {
		t.Errorf("the first meeting is at %s", got)
	}
	w.RunTo(first.StartsAt.Add(30 * time.Hour))
	if got := entries(w, before); len(got) != 2 {
		t.Errorf("calendars: %v", got)
	}

	c = choices(t, w, pairing.ID) // the first has been
	before = len(w.Delivered())
	ahead := c.Session()
	if err := w.ShiftSeries(t.Context(), c, c.Members()[0].ID, c.Shifts[0], w.Now); err != nil {
		t.Fatal(err)
	}
	next, err := dbtest.LastSeries(t.Context(), w.Store, pairing.ID)
	if err != nil || next.UID == series.UID || next.Sequence != 0 || next.Count != series.Count-1 {
		t.Errorf("after the first meeting: %+v, %v", next, err)
	}
	w.RunTo(w.Now.AddDate(0, 0, 4)) // past the weekend
	got := entries(w, before)
	old, fresh := 0, 0
	for _, e := range got {
		if strings.Contains(e, "SEQUENCE:2") && !strings.Contains(e, "RRULE") { // one meeting, which has been
			old++
		}
		if strings.Contains(e, "SEQUENCE:0") && strings.Contains(e, "RRULE") {
			fresh++
		}
	}
	if old != 2 || fresh != 2 {
		t.Errorf("calendars:\n%s", strings.Join(got, "\n"))
	}
	after := sessionsOf(t, w, pairing.ID)
	if now := after[ahead.Number-1]; now.ID != ahead.ID || now.SeriesID != next.ID || now.StartsAt.Equal(ahead.StartsAt) {
		t.Errorf("the next meeting is %+v, was %+v", now, ahead)
	}
	w.RunTo(w.Program.ReportDue().Add(time.Hour)) // and all goes on to the end
	for _, s := range sessionsOf(t, w, pairing.ID) {
		if s.State == program.SessionInvited {
			t.Errorf("at the end %+v is still to come", s)
		}
	}
}

func TestChangedMeetingsAreNobodysOnceThePairingHasEnded(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	c := choices(t, w, pairing.ID)
	if err := w.Leave(t.Context(), c.Members()[0], w.Now); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Choices(t.Context(), pairing.ID, "", w.Now); !errors.Is(err, program.ErrClosed) {
		t.Errorf("the meetings of a pairing that has ended: %v", err)
	}
	for name, act := range map[string]func() error{
		"move":  func() error { return w.MoveSession(t.Context(), c, c.Members()[1].ID, c.Openings[0], w.Now) },
		"skip":  func() error { return w.SkipSession(t.Context(), c, c.Members()[1].ID, w.Now) },
		"shift": func() error { return w.ShiftSeries(t.Context(), c, c.Members()[1].ID, c.Shifts[0], w.Now) },
	} {
		if err := act(); !errors.Is(err, program.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEachPairingHasARoomOfItsOwnInBothCalendars(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	definition := strings.Replace(small, "agenda: peer-starter}", "agenda: peer-starter, room: \"https://meet.example.org/{pairing}\"}", 1)
	w.Apply("small", []byte(definition), []byte(berliners), nil)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-28 12:00"))
	rooms := map[string]int{}
	for _, m := range w.Delivered() {
		if m.ICS == nil {
			continue
		}
		entry := strings.ReplaceAll(string(m.ICS), "\r\n ", "")
		place := regexp.MustCompile(`(?m)^LOCATION:(https://meet\.example\.org/[0-9a-v]{24})\s*$`).FindStringSubmatch(entry)
		if place == nil || strings.Count(entry, place[1]) != 2 {
			t.Fatalf("no room in the entry and its description:\n%s", entry)
		}
		rooms[place[1]]++
	}
	if len(rooms) != 2 {
		t.Errorf("rooms of two pairings: %v", rooms)
	}
	for room, calendars := range rooms {
		if calendars != 2 {
			t.Errorf("%s is in %d calendars, want 2", room, calendars)
		}
	}
}
