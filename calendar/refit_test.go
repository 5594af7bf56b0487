package calendar

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

// refitted asks for another hour of a Series in Berlin, all of whose sessions move.
func refitted(t testing.TB, s program.Series, members ...Member) RefitRequest {
	t.Helper()
	s.Zone, s.Duration = "Europe/Berlin", 45*time.Minute
	starts, err := Occurrences(s)
	if err != nil {
		t.Fatal(err)
	}
	return RefitRequest{Members: members, Series: s, Starts: starts, Around: 3, Fits: func(program.Series) bool { return true }}
}

// refitOf is the Series at another hour, with its sessions.
func refitOf(t testing.TB, r RefitRequest) (program.Series, []time.Time, bool) {
	t.Helper()
	after, better, err := Refit(r)
	if err != nil {
		t.Fatal(err)
	}
	starts, err := Occurrences(after)
	if err != nil {
		t.Fatal(err)
	}
	return after, starts, better
}

// tuesdays are five fortnightly sessions at 10:00.
var tuesdays = program.Series{FirstLocal: time.Date(2027, 2, 9, 10, 0, 0, 0, time.UTC), Every: fortnightly, Count: 5}

func TestSeriesMovesUpToThreeDaysEitherWayToWhereEveryoneWorks(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for day, want := range map[string]string{
		"Mon": "Mon 8 10:00", "Wed": "Wed 10 10:00", "Thu": "Thu 11 10:00", "Fri": "Fri 12 10:00", "Sat": "Sat 6 10:00", "Sun": "Sun 7 10:00",
	} {
		r := refitted(t, tuesdays, Member{Zone: berlin, Hours: hours(t, day+" 09:00-17:00")}, Member{Zone: berlin, Hours: hours(t, "Mon-Sun 09:00-17:00")})
		after, starts, better := refitOf(t, r)
		if got := after.FirstLocal.Format("Mon 2 15:04"); !better || got != want || len(starts) != 5 {
			t.Errorf("who works on %s only meets %d times from %s, better %t; want %s", day, len(starts), got, better, want)
		}
	}
}

func TestSeriesThatMovesKeepsWhatIsSkippedAndAvoidsClosures(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	s := tuesdays
	s.Skipped = []time.Time{s.FirstLocal.AddDate(0, 0, 28)}
	r := refitted(t, s, Member{Zone: berlin, Hours: hours(t, "Wed 09:00-17:00; Thu 09:00-17:00")}, Member{Zone: berlin})
	r.Closed = func(d program.Date) bool { return d == date(t, "2027-04-07") } // the Wednesday of the last
	after, starts, better := refitOf(t, r)
	thursday := time.Date(2027, 3, 11, 10, 0, 0, 0, time.UTC)
	if !better || len(starts) != 4 || len(after.Skipped) != 1 || !after.Skipped[0].Equal(thursday) {
		t.Errorf("better %t: %d sessions, without %v; want all but %s", better, len(starts), after.Skipped, thursday)
	}
}

func TestSeriesStaysWhereNoHourSparesThoseWhoMeet(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	refused := refitted(t, tuesdays, Member{Zone: berlin, Hours: hours(t, "Thu 09:00-17:00")}, Member{Zone: berlin})
	refused.Fits = func(s program.Series) bool { return s.FirstLocal.Weekday() != time.Thursday }
	early := tuesdays
	early.FirstLocal = time.Date(2027, 2, 9, 6, 0, 0, 0, time.UTC)
	for name, r := range map[string]RefitRequest{
		"the one good day is refused":                 refused,
		"an hour halfway between their working hours": refitted(t, early, Member{Zone: berlin, Hours: hours(t, "Mon-Fri 00:00-04:00")}, Member{Zone: berlin}),
	} {
		if after, _, better := refitOf(t, r); better {
			t.Errorf("%s: moved to %s", name, after.FirstLocal)
		}
	}
}

func TestSessionThatIsAtNoHourOfItsSeriesDoesNotHoldTheOthersBack(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	r := refitted(t, tuesdays, Member{Zone: berlin, Hours: hours(t, "Fri 09:00-17:00")}, Member{Zone: berlin})
	r.Starts = slices.Delete(r.Starts, 2, 3)
	third := time.Date(2027, 3, 12, 0, 0, 0, 0, berlin) // when nobody can at its place in the rule
	r.Members[1].Busy = []Interval{{third, third.AddDate(0, 0, 1)}}
	after, starts, better := refitOf(t, r)
	if !better || len(starts) != 5 || after.FirstLocal.Weekday() != time.Friday {
		t.Errorf("better %t: %d sessions from %s", better, len(starts), after.FirstLocal)
	}
}

func TestEachSessionStaysNearItsDayWhateverTheRhythm(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Chatham"}
	days := []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
	rapid.Check(t, func(rt *rapid.T) {
		s := program.Series{
			FirstLocal: time.Date(2027, 2, rapid.IntRange(1, 28).Draw(rt, "day"), rapid.IntRange(0, 23).Draw(rt, "hour"), 0, 0, 0, time.UTC),
			Every:      rapid.SampledFrom([]program.Length{weekly, fortnightly, monthly}).Draw(rt, "every"), Count: rapid.IntRange(1, 6).Draw(rt, "count"),
		}
		var people []Member
		for range 2 {
			day := rapid.SampledFrom(days).Draw(rt, "works")
			people = append(people, Member{Zone: zone(t, rapid.SampledFrom(zones).Draw(rt, "zone")), Hours: hours(t, day+" 08:00-18:00")})
		}
		r := refitted(t, s, people...)
		if len(r.Starts) > 2 && rapid.Bool().Draw(rt, "skips") {
			r.Series.Skipped = []time.Time{naive(r.Starts[1])}
			r.Starts = slices.Delete(r.Starts, 1, 2)
		}
		after, starts, better := refitOf(t, r)
		anchor := zone(t, after.Zone)
		if len(starts) != len(r.Starts) {
			rt.Fatalf("%d sessions of %d", len(starts), len(r.Starts))
		}
		for i, start := range starts {
			away := program.DateOf(r.Starts[i].In(anchor)).DaysUntil(program.DateOf(start))
			if better && max(away, -away) > r.Around || !better && !start.Equal(r.Starts[i]) {
				rt.Errorf("session %d moved by %d days", i, away)
			}
		}
	})
}
