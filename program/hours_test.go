package program

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWorkingHoursAreReadAsPeopleSayThem(t *testing.T) {
	span := func(from, to Clock) []Span { return []Span{{from * 60, to * 60}} }
	for in, want := range map[string]WeeklyHours{
		"":                                     DefaultHours(),
		"Mon-Fri 09:00-17:00":                  DefaultHours(),
		"mon-thu 09:00-17:00; FRI 09:00-12:00": {1: span(9, 17), 2: span(9, 17), 3: span(9, 17), 4: span(9, 17), 5: span(9, 12)},
		"Sun-Thu 08:00-16:00":                  {0: span(8, 16), 1: span(8, 16), 2: span(8, 16), 3: span(8, 16), 4: span(8, 16)},
		"Sat-Mon 10:00-12:00":                  {6: span(10, 12), 0: span(10, 12), 1: span(10, 12)},
		"Tue 14:00-24:00; Tue 08:00-12:00;":    {2: {{8 * 60, 12 * 60}, {14 * 60, 24 * 60}}},
		"Mon 09:00 - 12:00; Mon 12:00-13:00":   {1: {{9 * 60, 12 * 60}, {12 * 60, 13 * 60}}},
	} {
		got, err := ParseWeeklyHours(in)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v (-want +got)\n%s", in, err, diff)
		}
	}
}

func TestTheLongestStretchGoesOnWhereHoursTouch(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"":                                 8 * time.Hour,
		"Mon 09:00-09:01":                  time.Minute,
		"Mon 09:00-12:00; Mon 13:00-15:00": 3 * time.Hour,
		"Mon 09:00-12:00; Mon 12:00-13:00": 4 * time.Hour,
		"Mon 23:30-24:00; Tue 00:00-00:15": 45 * time.Minute,
		"Sat 23:30-24:00; Sun 00:00-00:15": 45 * time.Minute,
		"Mon 23:30-24:00; Wed 00:00-00:15": 30 * time.Minute,
		"Sun-Sat 00:00-24:00":              7 * 24 * time.Hour,
		"Sun 00:00-00:10; Mon 00:00-00:20": 20 * time.Minute,
		"Tue 09:00-09:20; Thu 09:00-09:30": 30 * time.Minute,
	} {
		hours, err := ParseWeeklyHours(in)
		if got := hours.Longest(); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", in, got, err, want)
		}
	}
}

func TestWhatAreNoWorkingHoursIsRefused(t *testing.T) {
	for _, in := range []string{
		";", " ; ", "Mon", "09:00-17:00", "Mon 9-17", "Mon 17:00-09:00", "Mon 09:00-09:00", "Mon 09:00-25:00", "Mon 09:60-10:00",
		"Monday 09:00-17:00", "Mon-Thu-Fri 09:00-17:00", "Mon 09:00-12:00; Mon 11:00-13:00", "Mon 09:00", "Mon 09:00-12:00-13:00",
	} {
		if got, err := ParseWeeklyHours(in); err == nil {
			t.Errorf("ParseWeeklyHours(%q) = %v", in, got)
		}
	}
}

func TestWeeklyHoursAreTheirText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want WeeklyHours
		for _, day := range rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 1, 7, rapid.ID[int]).Draw(t, "days") {
			from := rapid.IntRange(0, 1438).Draw(t, "from")
			noon := rapid.IntRange(from+1, 1439).Draw(t, "noon")
			want[day] = []Span{{Clock(from), Clock(noon)}, {Clock(noon), Clock(rapid.IntRange(noon+1, 1440).Draw(t, "to"))}}
		}
		got, err := ParseWeeklyHours(want.String())
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%v (-want +got)\n%s", err, diff)
		}
		for day := time.Sunday; day <= time.Saturday; day++ {
			if got.Works(day) != (len(want[day]) > 0) {
				t.Fatalf("works on %v: %v", day, got.Works(day))
			}
		}
	})
}
