package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

var (
	weekly      = program.Length{N: 1, Unit: program.Weeks}
	fortnightly = program.Length{N: 2, Unit: program.Weeks}
	monthly     = program.Length{N: 1, Unit: program.Months}
	daily       = program.Length{N: 1, Unit: program.Days}
)

// wall reads "2027-03-14 02:30" as a wall clock carried as UTC.
func wall(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := program.LoadZone(name)
	if err != nil {
		t.Fatalf("%v; install the system's tzdata", err)
	}
	return loc
}

func TestOccurrencesKeepTheAnchorsClock(t *testing.T) {
	for _, c := range []struct {
		why   string
		zone  string
		first string
		every program.Length
		count int
		skip  []string
		want  []string // UTC
	}{
		{"noon in Berlin is 11:00 UTC in winter and 10:00 in summer", "Europe/Berlin", "2027-03-22 12:00", weekly, 2, nil,
			[]string{"2027-03-22 11:00", "2027-03-29 10:00"}},
		{"a skipped hour is read with the offset before the gap (RFC 5545, 3.3.5)", "America/New_York", "2027-03-07 02:30", weekly, 3, nil,
			[]string{"2027-03-07 07:30", "2027-03-14 07:30", "2027-03-21 06:30"}},
		{"a repeated hour is its first time", "Europe/Berlin", "2027-10-24 02:30", weekly, 3, nil,
			[]string{"2027-10-24 00:30", "2027-10-31 00:30", "2027-11-07 01:30"}},
		{"Santiago has no midnight on 5 September: the day is neither lost nor doubled", "America/Santiago", "2027-09-04 00:00", daily, 3, nil,
			[]string{"2027-09-04 04:00", "2027-09-05 04:00", "2027-09-06 03:00"}},
		{"Cairo has no midnight on 30 April", "Africa/Cairo", "2027-04-29 00:00", daily, 3, nil,
			[]string{"2027-04-28 22:00", "2027-04-29 22:00", "2027-04-30 21:00"}},
		{"Dublin's winter is its daylight saving, and changes nothing", "Europe/Dublin", "2027-10-28 09:00", weekly, 2, nil,
			[]string{"2027-10-28 08:00", "2027-11-04 09:00"}},
		{"every second week over a year of 53 weeks", "UTC", "2026-12-29 09:00", fortnightly, 3, nil,
			[]string{"2026-12-29 09:00", "2027-01-12 09:00", "2027-01-26 09:00"}},
		{"a month later is the same weekday, not the same date", "UTC", "2027-01-12 09:00", monthly, 3, nil,
			[]string{"2027-01-12 09:00", "2027-02-09 09:00", "2027-03-09 09:00"}},
		{"a fifth Friday means the last one, so no month is without", "UTC", "2027-01-29 09:00", monthly, 3, nil,
			[]string{"2027-01-29 09:00", "2027-02-26 09:00", "2027-03-26 09:00"}},
		{"skipped sessions count", "UTC", "2027-01-04 09:00", weekly, 4, []string{"2027-01-11 09:00", "2027-01-25 09:00"},
			[]string{"2027-01-04 09:00", "2027-01-18 09:00"}},
		{"a skip that is no session changes nothing", "UTC", "2027-01-04 09:00", weekly, 2, []string{"2027-01-11 10:00"},
			[]string{"2027-01-04 09:00", "2027-01-11 09:00"}},
	} {
		t.Run(c.why, func(t *testing.T) {
			s := program.Series{Zone: c.zone, FirstLocal: wall(t, c.first), Every: c.every, Count: c.count}
			for _, skip := range c.skip {
				s.Skipped = append(s.Skipped, wall(t, skip))
			}
			starts, err := Occurrences(s)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, start := range starts {
				got = append(got, start.UTC().Format("2006-01-02 15:04"))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("starts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOccurrencesRefuseSeriesWithoutSense(t *testing.T) {
	good := program.Series{Zone: "Europe/Berlin", FirstLocal: wall(t, "2027-01-04 09:00"), Every: weekly, Count: 3}
	for name, spoil := range map[string]func(*program.Series){
		"no sessions":         func(s *program.Series) { s.Count = 0 },
		"too many sessions":   func(s *program.Series) { s.Count = 1001 },
		"negative count":      func(s *program.Series) { s.Count = -1 },
		"no interval":         func(s *program.Series) { s.Every.N = 0 },
		"a unit below a day":  func(s *program.Series) { s.Every.Unit = program.Hours },
		"an unknown zone":     func(s *program.Series) { s.Zone = "Europe/Atlantis" },
		"this machine's zone": func(s *program.Series) { s.Zone = "Local" },
		"no first session":    func(s *program.Series) { s.FirstLocal = time.Time{} },
	} {
		s := good
		spoil(&s)
		if starts, err := Occurrences(s); err == nil {
			t.Errorf("%s: got %d starts, want an error", name, len(starts))
		}
	}
}

func TestExpandRefusesWhatTheRFCForbids(t *testing.T) {
	start := wall(t, "2027-01-04 09:00")
	for name, rule := range map[string]rrule.ROption{
		"COUNT and UNTIL": {Freq: rrule.DAILY, Dtstart: start, Interval: 1, Count: 2, Until: start.AddDate(0, 0, 9)},
		"COUNT=0":         {Freq: rrule.DAILY, Dtstart: start, Interval: 1},
		"INTERVAL=0":      {Freq: rrule.DAILY, Dtstart: start, Count: 2},
		"a rule that does not contain its start": {Freq: rrule.WEEKLY, Dtstart: start, Interval: 1, Count: 2,
			Byweekday: []rrule.Weekday{rrule.TU}},
	} {
		if walls, err := expand(rule); err == nil {
			t.Errorf("%s: got %v, want an error", name, walls)
		}
	}
}

func TestEverySessionShowsTheSameClockAndWeekday(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := program.Series{
			Zone:       rapid.SampledFrom(someZones).Draw(t, "zone"),
			FirstLocal: drawWall(t),
			Every:      program.Length{N: rapid.IntRange(1, 6).Draw(t, "n"), Unit: rapid.SampledFrom([]program.Unit{program.Weeks, program.Months}).Draw(t, "unit")},
			Count:      rapid.IntRange(1, 40).Draw(t, "count"),
		}
		starts, err := Occurrences(s)
		if err != nil {
			t.Fatal(err)
		}
		if len(starts) != s.Count {
			t.Fatalf("got %d sessions, want %d", len(starts), s.Count)
		}
		for i, start := range starts {
			if i > 0 && !starts[i-1].Before(start) {
				t.Fatalf("%v comes after %v", start, starts[i-1])
			}
			shown := naive(start)
			if gap := program.Ambiguous(s.FirstLocal.AddDate(0, 0, program.DateOf(s.FirstLocal).DaysUntil(program.DateOf(start))), start.Location()); gap {
				continue
			}
			if shown.Format("Mon 15:04") != s.FirstLocal.Format("Mon 15:04") {
				t.Fatalf("session %d is at %s, the first one at %s", i, shown, s.FirstLocal)
			}
		}
	})
}

var someZones = []string{
	"UTC", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Santiago",
	"America/Sao_Paulo", "Africa/Cairo", "Africa/Casablanca", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Asia/Jerusalem",
	"Australia/Sydney", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Honolulu", "Pacific/Kiritimati",
}

// drawWall draws a quarter hour of 2026 to 2040.
func drawWall(t *rapid.T) time.Time {
	day := rapid.IntRange(0, 14*365).Draw(t, "day")
	return time.Date(2026, 1, 1, 0, 15*rapid.IntRange(0, 95).Draw(t, "quarter"), 0, 0, time.UTC).AddDate(0, 0, day)
}
