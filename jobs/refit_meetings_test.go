package jobs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
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

// weeklyPair are a and b, who meet each week in these working hours.
func weeklyPair(t *testing.T, a, b string) (*jobstest.World, program.Pairing) {
	t.Helper()
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("small", []byte(strings.Replace(small, "every: 2 weeks", "every: 1 week", 1)),
		[]byte("email,first_name,timezone,working_hours,skills_wanted,skills_offered\na@example.org,Ana,Europe/Berlin,"+a+",,\nb@example.org,Ben,Europe/Berlin,"+b+",,\n"), nil)
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

func TestSkippedWeekStaysSkippedWhenSomebodyMovesToAnotherTimeZone(t *testing.T) {
	t.Parallel()
	w, pairing := weeklyPair(t, "", "")
	was := sessionsOf(t, w, pairing.ID)
	c, err := w.Choices(t.Context(), pairing.ID, was[3].ID, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.SkipSession(t.Context(), c, c.Members()[0].ID, w.Now); err != nil {
		t.Fatal(err)
	}
	imports(t, w, "email,timezone\na@example.org,America/New_York\n")
	w.RunTo(w.Now.Add(time.Hour))
	for i, s := range sessionsOf(t, w, pairing.ID) {
		if by := s.StartsAt.Sub(was[i].StartsAt); s.ID != was[i].ID || by.Abs() > 4*24*time.Hour || i == 3 != (s.State == program.SessionSkipped) {
			t.Errorf("session %d, %s, has moved by %s", s.Number, s.State, by)
		}
	}
	before := len(w.Delivered())
	leave(t, w, "b@example.org")
	w.RunTo(w.Now.Add(time.Hour))
	if got := entries(w, before); len(got) != 2 || !strings.Contains(got[0], "EXDATE") {
		t.Errorf("calendars have the skipped week: %q", got)
	}
}

func TestMeetingsGoWhereEveryoneWorksThreeDaysLaterButNotBeforeTheProgramStarts(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]time.Weekday{"Mon": time.Monday, "Fri": time.Friday, "Sat": time.Tuesday} { // Saturday is the sixth, the program starts on the eighth
		w, pairing := weeklyPair(t, "Tue 09:00-12:00", "Mon-Sun 09:00-17:00")
		imports(t, w, "email,working_hours\na@example.org,"+day+" 09:00-17:00\n")
		w.RunTo(w.Now.Add(time.Hour))
		for _, s := range sessionsOf(t, w, pairing.ID) {
			start := s.StartsAt.In(w.Program.Location())
			if start.Weekday() != want || start.Hour() < 9 || start.Hour() >= 17 || s.StartsAt.Before(w.Program.Begins()) {
				t.Errorf("who works on %s now meets at %s", day, start)
			}
		}
	}
}

func TestMeetingsThatMoveComeNeverOnTopOfOneThatWasMovedByItself(t *testing.T) {
	t.Parallel()
	w, pairing := weeklyPair(t, "Tue 09:00-17:00", "Mon-Sun 09:00-17:00")
	second := sessionsOf(t, w, pairing.ID)[1]
	monday := at(t, "2027-02-22 09:30") // the day before the third
	answering(t, w, pairing.ID, "b@example.org", &second, func(a *jobs.InvitationAnswer) { a.Answer, a.Proposed = program.Tentative, monday })
	c, err := w.Choices(t.Context(), pairing.ID, second.ID, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	move(t, w, c, monday)
	imports(t, w, "email,working_hours\na@example.org,Mon 09:00-11:00\n")
	w.RunTo(w.Now.Add(time.Hour))
	var free time.Time
	for i, s := range sessionsOf(t, w, pairing.ID) {
		start := s.StartsAt.In(w.Program.Location())
		if s.Number != i+1 || s.StartsAt.Before(free) || start.Weekday() != time.Monday {
			t.Errorf("session %d begins at %s, the one before is over at %s", s.Number, start, free)
		}
		free = s.EndsAt
	}
}

func TestWhereSeveralMembersChangeAtOnceAllAreToldOnce(t *testing.T) {
	t.Parallel()
	for _, file := range []string{
		"a@example.org,Australia/Sydney,Mon 09:00-12:00\nb@example.org,Europe/London,\n",
		"a@example.org,Asia/Tokyo,\nb@example.org,America/Los_Angeles,\n",
		"a@example.org,,Mon 09:00-10:00\nb@example.org,,Thu 15:00-16:00\n",
	} {
		w, pairing := meeting(t)
		imports(t, w, "email,timezone,working_hours\n"+file)
		w.RunTo(w.Now.Add(4 * 24 * time.Hour))
		for _, who := range []string{"a@example.org", "b@example.org"} {
			if told := mailTo(w, who, "New time: your meetings with"); len(told) > 1 {
				t.Errorf("%q: %s is told %d times", file, who, len(told))
			}
		}
		series, err := dbtest.LastSeries(t.Context(), w.Store, pairing.ID)
		if err != nil || series.Sequence > 1 {
			t.Errorf("%q: the series has changed %d times: %v", file, series.Sequence, err)
		}
		moments, err := w.Store.Moments(t.Context(), w.Program.ID)
		if err != nil || slices.ContainsFunc(moments, func(m program.Moment) bool { return m.Kind == jobs.RefitMeetings || m.Kind == jobs.RefitSeries }) {
			t.Errorf("%q: another hour is still looked for: %v", file, err)
		}
	}
}

func TestWhoMovesBeforeTheIntroductionIsIntroducedForAnHourThatIsGoodThere(t *testing.T) {
	t.Parallel()
	york, err := program.LoadZone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, off := range []bool{false, true} { // pairing is switched off meanwhile
		w := newSmall(t, berliners)
		register("a@example.org", "b@example.org")(t, w)
		w.RunTo(at(t, "2027-01-25 09:00"))
		w.ApproveDraft()
		w.RunTo(w.Now.Add(time.Minute))
		switchTo := func(to program.Switch) {
			if err := w.SetSwitch(t.Context(), w.Program.ID, to, "operator", w.Now); err != nil {
				t.Fatal(err)
			}
		}
		if off {
			switchTo(program.SwitchOff)
			w.RunTo(w.Now.Add(time.Hour))
		}
		imports(t, w, "email,timezone\na@example.org,America/New_York\n")
		w.RunTo(w.Now.Add(time.Minute))
		if off {
			w.RunTo(at(t, "2027-01-28 12:00"))
			switchTo(program.SwitchOn)
		}
		w.RunTo(at(t, "2027-01-30 12:00"))
		pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
		if err != nil || len(pairings) != 1 || pairings[0].State != program.PairingIntroduced {
			t.Fatalf("switched off %t: pairings %v, %v", off, pairings, err)
		}
		sessions := sessionsOf(t, w, pairings[0].ID)
		for _, s := range sessions {
			if hour := s.StartsAt.In(york).Hour(); hour < 9 || s.StartsAt.In(w.Program.Location()).Hour() > 16 {
				t.Errorf("switched off %t: session %d is at %s", off, s.Number, s.StartsAt.In(york))
			}
		}
		for who, loc := range map[string]*time.Location{"a@example.org": york, "b@example.org": w.Program.Location()} {
			first := sessions[0].StartsAt.In(loc).Format("2 January 2006, 15:04")
			for _, subject := range []string{"Meet ", "Small: your meetings with"} {
				if got := mailTo(w, who, subject); len(got) != 1 || !strings.Contains(got[0].Text, first) {
					t.Errorf("switched off %t: %s has %d emails %q, want one of %s", off, who, len(got), subject, first)
				}
			}
			if got := mailTo(w, who, "New time"); len(got) != 0 {
				t.Errorf("switched off %t: %s, who is introduced now, is told of another hour", off, who)
			}
		}
	}
}
