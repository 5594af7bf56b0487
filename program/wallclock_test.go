package program

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// zones change their clocks by an hour, by half an hour, at midnight, never, or
// skipped a whole day.
var zones = []string{
	"UTC", "Europe/Berlin", "Europe/Lisbon", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata",
	"Africa/Casablanca", "Asia/Beirut", "Pacific/Apia", "America/St_Johns",
}

func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	loc, err := LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func naive(y int, mo time.Month, d, h, mi int) time.Time {
	return time.Date(y, mo, d, h, mi, 0, 0, time.UTC)
}

func TestHoursThatHappenTwiceOrNeverAreDecidedAsCalendarsDo(t *testing.T) {
	for _, c := range []struct {
		why, zone string
		naive     time.Time
		want      time.Time
		ambiguous bool
	}{
		{"an ordinary summer day", "Europe/Berlin", naive(2027, 7, 1, 9, 0), naive(2027, 7, 1, 7, 0), false},
		{"an ordinary winter day", "Europe/Berlin", naive(2027, 1, 1, 9, 0), naive(2027, 1, 1, 8, 0), false},
		{"skipped: read with the offset before the gap", "Europe/Berlin", naive(2027, 3, 28, 2, 30), naive(2027, 3, 28, 1, 30), true},
		{"the last minute before the gap", "Europe/Berlin", naive(2027, 3, 28, 1, 59), naive(2027, 3, 28, 0, 59), false},
		{"the first minute after the gap", "Europe/Berlin", naive(2027, 3, 28, 3, 0), naive(2027, 3, 28, 1, 0), false},
		{"twice: the first of the two", "Europe/Berlin", naive(2027, 10, 31, 2, 30), naive(2027, 10, 31, 0, 30), true},
		{"twice in New York", "America/New_York", naive(2027, 11, 7, 1, 30), naive(2027, 11, 7, 5, 30), true},
		{"skipped in New York", "America/New_York", naive(2027, 3, 14, 2, 30), naive(2027, 3, 14, 7, 30), true},
		{"half an hour twice", "Australia/Lord_Howe", naive(2027, 4, 4, 1, 45), naive(2027, 4, 3, 14, 45), true},
		{"a day that Samoa skipped", "Pacific/Apia", naive(2011, 12, 30, 12, 0), naive(2011, 12, 30, 22, 0), true},
		{"skipped at midnight", "Asia/Beirut", naive(2027, 3, 28, 0, 30), naive(2027, 3, 27, 22, 30), true},
	} {
		t.Run(c.why, func(t *testing.T) {
			loc := zone(t, c.zone)
			if got := Resolve(c.naive, loc); !got.Equal(c.want) {
				t.Errorf("Resolve is %v, want %v", got.UTC(), c.want)
			}
			if got := Ambiguous(c.naive, loc); got != c.ambiguous {
				t.Errorf("Ambiguous is %v", got)
			}
		})
	}
}

func TestAWallClockThatExistsIsShownAtItsInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		want := time.Unix(rapid.Int64Range(1_500_000_000, 2_000_000_000).Draw(t, "minute")/60*60, 0)
		shown := naiveOf(want, loc)
		got := Resolve(shown, loc)
		if !naiveOf(got, loc).Equal(shown) {
			t.Fatalf("%v resolves to %v, which shows %v", shown, got, naiveOf(got, loc))
		}
		if got.After(want) {
			t.Fatalf("%v resolves to %v, but %v is earlier and shows the same", shown, got, want)
		}
		if !got.Equal(want) && !Ambiguous(shown, loc) {
			t.Fatalf("%v is shown at %v and at %v, but counts as unique", shown, got, want)
		}
	})
}

func TestTimesOfDayAreReadFromMidnightToMidnight(t *testing.T) {
	for in, want := range map[string]Clock{"00:00": 0, "09:00": 540, "23:59": 1439, "24:00": 1440} {
		if got, err := ParseClock(in); err != nil || got != want || got.String() != in {
			t.Errorf("ParseClock(%q) = %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "9:00", "09.00", "24:01", "25:00", "12:60", "0900", "09:00 ", "-1:00", "+9:00", "０9:0"} {
		if got, err := ParseClock(in); err == nil {
			t.Errorf("ParseClock(%q) = %v", in, got)
		}
	}
}
