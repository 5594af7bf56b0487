package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/program"
)

func date(t testing.TB, s string) program.Date {
	t.Helper()
	d, err := program.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestShiftsNameTheWeeksAtAnotherClock(t *testing.T) {
	for _, c := range []struct {
		why, anchor, first, reader string
		every                      program.Length
		count                      int
		want                       []Shift
	}{
		{"who lives in the anchor zone sees none", "Europe/Berlin", "2027-02-08 15:00", "Europe/Berlin", weekly, 40, nil},
		{"America changes two weeks before Europe", "Europe/Berlin", "2027-02-08 15:00", "America/New_York", weekly, 10,
			[]Shift{{date(t, "2027-03-15"), date(t, "2027-03-22"), 10 * 60}}},
		{"New York's evening is Sydney's next morning, in three phases", "America/New_York", "2027-03-09 18:00", "Australia/Sydney", weekly, 6,
			[]Shift{{date(t, "2027-03-17"), date(t, "2027-03-31"), 9 * 60}, {date(t, "2027-04-07"), date(t, "2027-04-14"), 8 * 60}}},
		{"a first session in the odd weeks makes the others the shift", "Europe/Berlin", "2027-03-16 15:00", "America/New_York", weekly, 4,
			[]Shift{{date(t, "2027-03-30"), date(t, "2027-04-06"), 9 * 60}}},
		{"the same odd clock in two runs is two shifts", "Europe/Berlin", "2027-02-08 15:00", "America/New_York", fortnightly, 20,
			[]Shift{{date(t, "2027-03-22"), date(t, "2027-03-22"), 10 * 60}, {date(t, "2027-11-01"), date(t, "2027-11-01"), 10 * 60}}},
	} {
		s := program.Series{Zone: c.anchor, FirstLocal: wall(t, c.first), Every: c.every, Count: c.count, Duration: 45 * time.Minute}
		got, err := Shifts(s, zone(t, c.reader))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}

func TestShiftsOfASeriesWithoutSenseAreAnError(t *testing.T) {
	if shifts, err := Shifts(program.Series{Zone: "UTC"}, time.UTC); err == nil {
		t.Errorf("got %v, want an error", shifts)
	}
}
