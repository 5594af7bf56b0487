package jobs_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// overlapping are those of some Sessions, in whatever Pairings, that others overlap.
func overlapping(sessions []program.Session) (all []program.Session) {
	for i, s := range sessions {
		for _, other := range sessions[:i] {
			if s.StartsAt.Before(other.EndsAt) && other.StartsAt.Before(s.EndsAt) {
				all = append(all, s)
			}
		}
	}
	return all
}

// allSessions are those of all Pairings of a Program.
func allSessions(t *testing.T, w *jobstest.World, prog program.ID) (all []program.Session) {
	t.Helper()
	pairings, err := w.Store.Pairings(t.Context(), prog)
	if err != nil || len(pairings) == 0 {
		t.Fatal(pairings, err)
	}
	for _, p := range pairings {
		all = append(all, sessionsOf(t, w, p.ID)...)
	}
	return all
}

// mentors is a mentor who has three mentees and meets them on Monday mornings.
func mentors(t *testing.T) *jobstest.World {
	t.Helper()
	w := jobstest.New(t, dbtest.New(t))
	def := strings.NewReplacer("format: peers", "format: mentors", "every: 2 weeks", "every: 1 week", "pairing: {odd: leave_out}\n", "",
		"surveys:", "import: {people: register}\nsurveys:").Replace(small)
	people := "email,first_name,role,capacity,working_hours\nm@example.org,Mia,mentor,3,Mon 09:00-13:00\n"
	for _, name := range []string{"x", "y", "z"} {
		people += name + "@example.org," + name + ",mentee,1,Mon 09:00-12:00\n"
	}
	w.Apply("small", []byte(def), []byte(people), nil)
	w.RunTo(w.Program.RoundDue())
	w.ApproveDraft()
	w.RunTo(w.Now.AddDate(0, 0, 1))
	return w
}

func TestMentorMeetsOneMenteeAtATime(t *testing.T) {
	t.Parallel()
	w := mentors(t)
	sessions := allSessions(t, w, w.Program.ID)
	if clash := overlapping(sessions); len(clash) > 0 || len(sessions) != 24 {
		t.Errorf("of %d meetings %d overlap another: %v", len(sessions), len(clash), clash)
	}
}

func TestMeetingsWithOthersAreInTheWayOfMovingOne(t *testing.T) {
	t.Parallel()
	w := mentors(t)
	all := allSessions(t, w, w.Program.ID)
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 3 {
		t.Fatal(pairings, err)
	}
	offered := 0
	for _, p := range pairings {
		c := choices(t, w, p.ID)
		others := slices.DeleteFunc(slices.Clone(all), func(s program.Session) bool { return s.PairingID == p.ID })
		at := slices.Clone(c.Openings)
		for _, minutes := range c.Shifts {
			at = append(at, c.Session().StartsAt.Add(time.Duration(minutes)*time.Minute))
		}
		for _, start := range at {
			there := program.Session{StartsAt: start, EndsAt: start.Add(45 * time.Minute)}
			if clash := overlapping(append(slices.Clone(others), there)); len(clash) > 0 {
				t.Errorf("%s is offered, when the mentor meets another: %v", start, clash)
			}
		}
		offered += len(at)
	}
	if offered == 0 {
		t.Error("no other hour is offered")
	}
}

// twoPrograms is a pair who are paired in two Programs and have time for two meetings a
// week; the Draft of the second waits.
func twoPrograms(t *testing.T) (w *jobstest.World, first, second program.ID) {
	t.Helper()
	w = jobstest.New(t, dbtest.New(t))
	const people = "email,first_name,working_hours\na@example.org,Ana,\nb@example.org,Ben,Mon 09:00-09:45; Mon 10:00-10:45\n"
	def := strings.NewReplacer("every: 2 weeks", "every: 1 week", "surveys:", "import: {people: register}\nsurveys:").Replace(small)
	w.Apply("small", []byte(def), []byte(people), nil)
	first = w.Program.ID
	w.RunTo(w.Program.RoundDue())
	w.ApproveDraft()
	w.Apply("other", []byte(strings.Replace(def, "slug: small", "slug: other", 1)), []byte(people), nil)
	w.RunTo(w.Now)
	return w, first, w.Program.ID
}

func TestPeopleInTwoProgramsMeetAtTwoHours(t *testing.T) {
	t.Parallel()
	w, first, second := twoPrograms(t)
	w.ApproveDraft()
	w.RunTo(w.Now.AddDate(0, 0, 1))
	sessions := append(allSessions(t, w, first), allSessions(t, w, second)...)
	if clash := overlapping(sessions); len(clash) > 0 || len(sessions) != 16 {
		t.Errorf("of %d meetings %d overlap another: %v", len(sessions), len(clash), clash)
	}
}

func TestHourThatIsFoundAgainIsNotThatOfAnotherMeeting(t *testing.T) {
	t.Parallel()
	w, first, second := twoPrograms(t)
	w.ApproveDraft()
	w.RunTo(w.Now)
	if err := w.SetSwitch(t.Context(), second, program.SwitchOff, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-02-09 12:00")) // its first meeting has passed
	held := allSessions(t, w, second)
	if err := w.SetSwitch(t.Context(), second, program.SwitchOn, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.AddDate(0, 0, 1))
	again := allSessions(t, w, second)
	if !again[0].StartsAt.After(held[0].StartsAt) {
		t.Fatalf("not found again: %s", again[0].StartsAt)
	}
	if clash := overlapping(append(allSessions(t, w, first), again...)); len(clash) > 0 {
		t.Errorf("%d meetings overlap another: %v", len(clash), clash)
	}
}

// A worker that was slow opens what another has opened: at whatever hours it would
// have put them, nothing of that is written.
func TestPairingsOpenedByTwoWorkersHaveOneHour(t *testing.T) {
	t.Parallel()
	w := jobstest.Drafted(t, "sqlite")
	w.ApproveDraft()
	var before []program.Session
	written := 0
	err := w.OpenPairingsWhile(t.Context(), w.Draft().ID, w.Now, func() {
		w.RunTo(w.Now)
		before, written = allSessions(t, w, w.Program.ID), outboxRows(t, w)
	})
	if err != nil {
		t.Fatal(err)
	}
	if after := allSessions(t, w, w.Program.ID); !slices.Equal(before, after) {
		t.Errorf("the meetings were %v and are %v", before, after)
	}
	if n := outboxRows(t, w); n != written || n == 0 {
		t.Errorf("the Outbox had %d rows and has %d", written, n)
	}
}

// inWorkspace is a pair whose calendars Google knows, who work at these hours, before
// their Draft is approved.
func inWorkspace(t *testing.T, hours string, change func(*program.Program)) (*jobstest.World, *googlefake.Server) {
	t.Helper()
	w, server := googleWorld(t, "peerpost@example.org", "ana@example.org", "ben@example.org")
	def := strings.Replace(small, "surveys:", "import: {people: register}\nsurveys:", 1)
	w.Apply("small", []byte(def), []byte("email,first_name,working_hours\nana@example.org,Ana,"+hours+"\nben@example.org,Ben,\n"), change)
	w.RunTo(w.Program.RoundDue())
	return w, server
}

// introducedInWorkspace is the pair once they are introduced, with their Sessions.
func introducedInWorkspace(t *testing.T, hours string, change func(*program.Program)) (*jobstest.World, *googlefake.Server, program.ID, []program.Session) {
	t.Helper()
	w, server := inWorkspace(t, hours, change)
	w.ApproveDraft()
	w.RunTo(w.Now.Add(48 * time.Hour))
	sessions := allSessions(t, w, w.Program.ID)
	return w, server, sessions[0].PairingID, sessions
}

// Ana is at work from 11:00 to 15:00, and free from noon until a quarter past one.
func TestBufferOfAProgramIsKeptFreeAroundOtherMeetings(t *testing.T) {
	t.Parallel()
	for _, minutes := range []int{0, 30} {
		w, server := inWorkspace(t, "Mon-Fri 11:00-15:00", func(p *program.Program) {
			if minutes > 0 {
				p.Sessions.Buffer = program.Length{N: minutes, Unit: program.Minutes}
			}
		})
		for day := program.DateOf(w.Now); day.Before(w.Program.EndDate()); day = day.AddDays(1) {
			occupy(server, "ana@example.org", day.In(w.Program.Location(), 11*60), day.In(w.Program.Location(), 12*60))
			occupy(server, "ana@example.org", day.In(w.Program.Location(), 13*60+15), day.In(w.Program.Location(), 15*60))
		}
		w.ApproveDraft()
		w.RunTo(w.Now.Add(48 * time.Hour))
		sessions := allSessions(t, w, w.Program.ID)
		first, c := sessions[0].StartsAt.In(w.Program.Location()), choices(t, w, sessions[0].PairingID)
		between := func(at time.Time) bool { return at.Hour() == 12 && at.Minute() <= 30 }
		if between(first) != (minutes == 0) || (len(c.Openings) > 0) != (minutes == 0) {
			t.Errorf("with %d minutes they meet at %s, and may move to %v", minutes, first, c.Openings)
		}
	}
}

// occupy puts an event into somebody's calendar.
func occupy(server *googlefake.Server, who string, from, to time.Time) {
	server.Add(who, &gcal.Event{Summary: "taken", Start: &gcal.EventDateTime{DateTime: from.UTC().Format(time.RFC3339)}, End: &gcal.EventDateTime{DateTime: to.UTC().Format(time.RFC3339)}})
}

func TestAllMeetingsMoveOnlyWhereNobodyIsBusyUntilTheLast(t *testing.T) {
	t.Parallel()
	w, server, pairing, sessions := introducedInWorkspace(t, "", nil)
	before := choices(t, w, pairing).Shifts
	if len(sessions) != 4 || len(before) < 2 {
		t.Fatalf("%d meetings, which can move by %v", len(sessions), before)
	}
	by := time.Duration(before[0]) * time.Minute
	occupy(server, "ana@example.org", sessions[3].StartsAt.Add(by), sessions[3].EndsAt.Add(by))
	if after := choices(t, w, pairing).Shifts; !slices.Equal(after, before[1:]) {
		t.Errorf("Ana is busy %s from the last meeting, and the shifts are %v", by, after)
	}
}

// Google knows of the meetings that are moved, and joins them with what comes right
// after: they are in nobody's way themselves.
func TestOwnMeetingsAreNotInTheWayOfMovingThem(t *testing.T) {
	t.Parallel()
	w, server, pairing, sessions := introducedInWorkspace(t, "Mon-Fri 11:00-15:00", func(p *program.Program) { p.Sessions.Length.N = 90 })
	before := choices(t, w, pairing)
	if !slices.Contains(before.Shifts, -60) {
		t.Fatalf("at %s the shifts are %v", sessions[0].StartsAt, before.Shifts)
	}
	for _, s := range sessions {
		occupy(server, "ana@example.org", s.EndsAt, s.EndsAt.Add(15*time.Minute))
	}
	if after := choices(t, w, pairing); !slices.Contains(after.Shifts, -60) || slices.Contains(after.Shifts, 60) {
		t.Errorf("where Ana is busy after each meeting the shifts are %v", after.Shifts)
	}
}

func TestWhatTookThePlaceOfASkippedMeetingIsInTheWay(t *testing.T) {
	t.Parallel()
	w, server, pairing, sessions := introducedInWorkspace(t, "Tue 13:00-13:45", func(p *program.Program) { p.Sessions.Every.N = 1 })
	c := choices(t, w, pairing)
	if err := w.SkipSession(t.Context(), c, c.Members()[0].ID, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if openings := choices(t, w, pairing).Openings; len(openings) != 1 || !openings[0].Equal(sessions[0].StartsAt) {
		t.Fatalf("found %v, want the hour of the meeting that is skipped", openings)
	}
	occupy(server, "ana@example.org", sessions[0].StartsAt, sessions[0].EndsAt)
	if openings := choices(t, w, pairing).Openings; len(openings) != 0 {
		t.Errorf("found %v, when Ana is busy", openings)
	}
}

// busyMornings occupies Ana until 13:00 on every working day of the program.
func busyMornings(w *jobstest.World, server *googlefake.Server) {
	for day := w.Program.StartDate(); day.Before(w.Program.EndDate()); day = day.AddDays(1) {
		morning := day.In(w.Program.Location(), 8*60)
		occupy(server, "ana@example.org", morning, morning.Add(5*time.Hour))
	}
}

func pairingsOf(t *testing.T, w *jobstest.World) int {
	t.Helper()
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	return len(pairings)
}

// Ana works in the mornings and is busy then.
func TestPairingsWaitUntilGoogleSaysWhoIsBusyForTwoHoursAtMost(t *testing.T) {
	t.Parallel()
	const away = "all of Google"
	for _, c := range []struct {
		why, reason string
		mended      time.Duration // zero: never
		opened      []int         // pairings after an hour, three hours
		afternoon   bool
	}{
		{"a calendar that cannot be read for an hour", "internalError", time.Hour, []int{0, 1}, true},
		{"one that can never be read", "internalError", 0, []int{0, 1}, false},
		{"one that is not there", "notFound", 0, []int{1, 1}, false},
		{"no answer for an hour", away, time.Hour, []int{0, 1}, true},
		{"none at all", away, 0, []int{0, 1}, false},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			w, server := inWorkspace(t, "Mon-Fri 09:00-13:00", nil)
			busyMornings(w, server)
			var log strings.Builder
			w.Log = slog.New(slog.NewTextHandler(&log, nil))
			if c.reason == away {
				server.BreakSometimes(1, 1, googlefake.Unavailable)
			} else {
				server.HideBusy("ana@example.org", c.reason)
			}
			w.ApproveDraft()
			approved := w.Now
			for i, hours := range []time.Duration{1, 3} {
				w.RunTo(approved.Add(hours * time.Hour))
				if n := pairingsOf(t, w); n != c.opened[i] {
					t.Errorf("%d pairings after %d hours, want %d", n, hours, c.opened[i])
				}
				if c.mended > 0 {
					server.Mend()
					server.HideBusy("ana@example.org", "")
				}
			}
			first := allSessions(t, w, w.Program.ID)[0].StartsAt.In(w.Program.Location())
			if afternoon := first.Hour() >= 13; afternoon != c.afternoon {
				t.Errorf("they meet at %s", first)
			}
			if warned := strings.Contains(log.String(), "found without what Google knows"); warned != (!c.afternoon && c.reason != "notFound") || strings.Contains(log.String(), "ana@") {
				t.Errorf("the log says: %s", log.String())
			}
			server.Mend()
			w.RunTo(approved.Add(30 * time.Hour))
			if n := w.Sent()[program.Introduction]; n != 2 {
				t.Errorf("%d introductions", n)
			}
		})
	}
}

func TestHourIsNotFoundAgainWhileGoogleDoesNotSayWhoIsBusy(t *testing.T) {
	t.Parallel()
	w, server := inWorkspace(t, "Mon-Fri 09:00-13:00", nil)
	w.ApproveDraft()
	w.RunTo(w.Now)
	if err := w.SetSwitch(t.Context(), w.Program.ID, program.SwitchOff, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	busyMornings(w, server)
	w.RunTo(at(t, "2027-02-23 14:00")) // their first meeting has passed
	server.HideBusy("ana@example.org", "internalError")
	if err := w.SetSwitch(t.Context(), w.Program.ID, program.SwitchOn, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if n := w.Sent()[program.Introduction]; n != 0 {
		t.Fatalf("%d introductions before anybody knows", n)
	}
	server.HideBusy("ana@example.org", "")
	w.RunTo(w.Now.Add(24 * time.Hour))
	if n := w.Sent()[program.Introduction]; n != 2 {
		t.Fatalf("%d introductions", n)
	}
	if first := allSessions(t, w, w.Program.ID)[0].StartsAt.In(w.Program.Location()); first.Hour() < 13 {
		t.Errorf("they meet at %s, when Ana is busy", first)
	}
}

func TestNoOtherHourIsOfferedWhileGoogleDoesNotSayWhoIsBusy(t *testing.T) {
	t.Parallel()
	w, server, pairing, _ := introducedInWorkspace(t, "", nil)
	for _, c := range []struct {
		reason  string
		offered bool
	}{{"", true}, {"internalError", false}, {"notFound", true}} {
		server.HideBusy("ana@example.org", c.reason)
		found := choices(t, w, pairing)
		if offered := len(found.Openings) > 0 && len(found.Shifts) > 0; offered != c.offered || !offered && len(found.Openings)+len(found.Shifts) > 0 {
			t.Errorf("%q: found %v and %v", c.reason, found.Openings, found.Shifts)
		}
	}
	server.HideBusy("ana@example.org", "")
	server.BreakSometimes(1, 1, googlefake.Unavailable)
	found := choices(t, w, pairing)
	if len(found.Openings)+len(found.Shifts) > 0 {
		t.Errorf("without an answer: found %v and %v", found.Openings, found.Shifts)
	}
	if err := w.SkipSession(t.Context(), found, found.Members()[0].ID, w.Now); err != nil {
		t.Error(err)
	}
}
