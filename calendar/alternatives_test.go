package calendar

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

// at reads "2027-03-10 15:00" on the clock of a zone.
func on(t *testing.T, zoneName, s string) time.Time {
	t.Helper()
	return program.Resolve(wall(t, s), zone(t, zoneName))
}

func TestAlternativesAreNearAndSuitEverybody(t *testing.T) {
	during := func(from, to string) []Interval {
		return []Interval{{on(t, "Europe/Berlin", from), on(t, "Europe/Berlin", to)}}
	}
	for _, c := range []struct {
		why  string
		edit func(*MoveRequest)
		want []string // Berlin
	}{
		{"the same afternoon, which New York has its morning in, and the next ones", func(*MoveRequest) {},
			[]string{"2027-02-10 16:00", "2027-02-09 16:00", "2027-02-11 15:00"}},
		{"not when one is busy", func(r *MoveRequest) { r.Members[1].Busy = during("2027-02-11 08:00", "2027-02-12 08:00") },
			[]string{"2027-02-10 16:00", "2027-02-09 16:00", "2027-02-09 15:00"}},
		{"nor within the buffer around it", func(r *MoveRequest) {
			r.Members[0].Busy, r.Members[0].Buffer = during("2027-02-10 16:45", "2027-02-10 17:30"), 15*time.Minute
		}, []string{"2027-02-09 16:00", "2027-02-11 15:00", "2027-02-09 15:00"}},
		{"the session that is moved stands in the calendar, and is no reason", func(r *MoveRequest) {
			r.Members[0].Busy, r.Members[0].Buffer = during("2027-02-10 15:00", "2027-02-10 15:45"), 30*time.Minute
		}, []string{"2027-02-10 16:00", "2027-02-09 16:00", "2027-02-11 15:00"}},
		{"what comes right after it is one", func(r *MoveRequest) { r.Members[0].Busy = during("2027-02-10 15:00", "2027-02-10 16:30") },
			[]string{"2027-02-09 16:00", "2027-02-11 15:00", "2027-02-09 15:00"}},
		{"never in the past", func(r *MoveRequest) { r.Now = on(t, "Europe/Berlin", "2027-02-10 16:00") },
			[]string{"2027-02-11 15:00", "2027-02-11 16:00", "2027-02-12 15:00"}},
		{"nor on a closed day", func(r *MoveRequest) {
			r.Closed = func(d program.Date) bool { return d != date(t, "2027-02-15") }
		}, []string{"2027-02-15 15:00"}},
		{"as many as are wanted", func(r *MoveRequest) { r.Most = 1 }, []string{"2027-02-10 16:00"}},
		{"a quarter where only quarters fit", func(r *MoveRequest) { r.Members[0].Hours = hours(t, "Thu 15:15-16:00") }, []string{"2027-02-11 15:15"}},
		{"none, if there is none", func(r *MoveRequest) { r.Members[0].Hours = hours(t, "Mon-Fri 09:00-12:00") }, nil},
	} {
		r := MoveRequest{Members: members(t, "Europe/Berlin", "America/New_York"), Duration: 45 * time.Minute, Around: 5, Most: 3,
			Session: on(t, "Europe/Berlin", "2027-02-10 15:00"), Now: on(t, "Europe/Berlin", "2027-02-08 09:00")}
		c.edit(&r)
		starts, err := Alternatives(r)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, start := range starts {
			got = append(got, start.Format("2006-01-02 15:04"))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}

func TestMovesWithoutSenseAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*MoveRequest){
		"nobody":              func(r *MoveRequest) { r.Members = nil },
		"no days":             func(r *MoveRequest) { r.Around = 0 },
		"a year around":       func(r *MoveRequest) { r.Around = 365 },
		"none wanted":         func(r *MoveRequest) { r.Most = 0 },
		"no duration":         func(r *MoveRequest) { r.Duration = 0 },
		"no session":          func(r *MoveRequest) { r.Session = time.Time{} },
		"busy backwards":      func(r *MoveRequest) { r.Members[0].Busy = []Interval{{r.Session, r.Session.Add(-1)}} },
		"a negative buffer":   func(r *MoveRequest) { r.Members[0].Buffer = -1 },
		"this machine's zone": func(r *MoveRequest) { r.Members[0].Zone = time.Local },
	} {
		r := MoveRequest{Members: members(t, "Europe/Berlin"), Duration: time.Hour, Around: 5, Most: 3, Session: on(t, "Europe/Berlin", "2027-02-10 15:00")}
		spoil(&r)
		if starts, err := Alternatives(r); err == nil {
			t.Errorf("%s: got %v", name, starts)
		}
	}
}

// Whatever is asked, each alternative must suit, and what is nearer than the
// farthest must be ruled out by something.
func TestAlternativesSuitInEveryZoneAndNoneIsMissed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		slots := drawRequest(t)
		r := MoveRequest{Members: slots.Members, Duration: slots.Duration, Closed: slots.Closed, Around: 4, Most: rapid.IntRange(1, 4).Draw(t, "most")}
		r.Session = program.Resolve(slots.Earliest.At(program.Clock(15*rapid.IntRange(0, 95).Draw(t, "quarter"))), r.Members[0].Zone)
		r.Now = r.Session.Add(time.Duration(rapid.IntRange(-100, 10).Draw(t, "hours until")) * time.Hour)
		got, err := Alternatives(r)
		if err != nil {
			t.Fatal(err)
		}
		clear := func(a, b time.Time) bool { return a.Sub(b).Abs() >= r.Duration }
		farthest := time.Duration(r.Around) * 24 * time.Hour
		for i, start := range got {
			if why := bruteUnsuitable(r, start); why != "" {
				t.Fatalf("offers %s: %s", start, why)
			}
			if i > 0 && got[i-1].Sub(r.Session).Abs() > start.Sub(r.Session).Abs() {
				t.Fatalf("%s is nearer than %s", start, got[i-1])
			}
		}
		if len(got) == r.Most {
			farthest = got[len(got)-1].Sub(r.Session).Abs() - 15*time.Minute
		}
		for away := -farthest; away <= farthest; away += 15 * time.Minute {
			start := r.Session.Add(away)
			taken := slices.ContainsFunc(got, func(other time.Time) bool { return !clear(start, other) })
			even := slices.ContainsFunc(got, func(other time.Time) bool { return (start.Unix()-other.Unix())%1800 != 0 })
			if why := bruteUnsuitable(r, start); why == "" && !taken && !even {
				t.Fatalf("offers %v, and not %s", got, start)
			}
		}
	})
}

// bruteUnsuitable says why not everyone can make a start.
func bruteUnsuitable(r MoveRequest, start time.Time) string {
	if !start.After(r.Now) {
		return "it is past"
	}
	if start.Sub(r.Session).Abs() < r.Duration {
		return "it overlaps the session"
	}
	for _, m := range r.Members {
		local := naive(start.In(m.Zone))
		reach, _ := bruteCost(local, r.Duration, m.Hours)
		m.Busy = Without(m.Busy, []Interval{{r.Session, r.Session.Add(r.Duration)}})
		switch {
		case reach > 0:
			return "outside hours"
		case bruteBusy(m, start, start.Add(r.Duration)):
			return "somebody is busy"
		case r.Closed(program.DateOf(local)):
			return "closed"
		case program.Ambiguous(local, m.Zone) || bruteChanges(start, r.Duration, m.Zone):
			return "clocks change"
		}
	}
	return ""
}
