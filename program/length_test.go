package program

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestALengthIsItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Length{rapid.IntRange(1, 1000).Draw(t, "n"), rapid.SampledFrom([]Unit{Minutes, Hours, Days, Weeks, Months}).Draw(t, "unit")}
		if got, err := ParseLength(l.String()); err != nil || got != l {
			t.Fatalf("%v came back as %v, %v", l, got, err)
		}
	})
}

func TestNoLengthIsTheEmptyText(t *testing.T) {
	if l := (Length{}); !l.IsZero() || l.String() != "" {
		t.Errorf("%q", l)
	}
}

func TestPeopleSayLengthsInManyWays(t *testing.T) {
	for in, want := range map[string]Length{
		"10m": {10, Minutes}, "45 min": {45, Minutes}, "1h": {1, Hours}, "2 hours": {2, Hours}, "3d": {3, Days}, " 1 day ": {1, Days},
		"2 weeks": {2, Weeks}, "1w": {1, Weeks}, "6 months": {6, Months}, "1 month": {1, Months},
	} {
		if got, err := ParseLength(in); err != nil || got != want {
			t.Errorf("ParseLength(%q) = %v, %v", in, got, err)
		}
	}
}

func TestWhatIsNoLengthIsRefused(t *testing.T) {
	for _, in := range []string{"", "m", "10", "0m", "-1 day", "1.5h", "1 fortnight", "10001m", "1001 days", "2weeks2", "10 M", "two weeks", "١ day"} {
		if got, err := ParseLength(in); err == nil {
			t.Errorf("ParseLength(%q) = %v", in, got)
		}
	}
}

func TestAMonthEndsOnTheSameDayOrTheLastOneThatExists(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2027-02-08", 6, "2027-08-08"}, {"2027-01-31", 1, "2027-02-28"}, {"2028-01-31", 1, "2028-02-29"},
		{"2027-08-31", 6, "2028-02-29"}, {"2027-12-15", 1, "2028-01-15"}, {"2027-05-31", 12, "2028-05-31"},
	} {
		from, _ := ParseDate(c.from)
		if got := (Length{c.months, Months}).After(from).String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.months, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d, n := someDate.Draw(t, "date"), rapid.IntRange(1, 60).Draw(t, "months")
		got := Length{n, Months}.After(d)
		if months := (got.Year-d.Year)*12 + int(got.Month-d.Month); months != n || got.Day > d.Day || DateOf(got.naive()) != got {
			t.Fatalf("%v and %d months is %v", d, n, got)
		}
		if got.Day < d.Day && got.AddDays(1).Day != 1 {
			t.Fatalf("%v and %d months is %v, not the last of its month", d, n, got)
		}
	})
}

func TestOtherLengthsAreWholeDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := someDate.Draw(t, "date"), rapid.IntRange(1, 500).Draw(t, "n")
		if (Length{n, Days}).After(d) != d.AddDays(n) || (Length{n, Weeks}).After(d) != d.AddDays(7*n) {
			t.Fatalf("%d after %v", n, d)
		}
	})
	if got := (Length{90, Minutes}).Duration(); got != 90*time.Minute {
		t.Errorf("%v", got)
	}
	if got := (Length{2, Weeks}).Duration(); got != 14*24*time.Hour {
		t.Errorf("%v", got)
	}
}
