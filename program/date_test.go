package program

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// someDate draws a day of the years in which programs run.
var someDate = rapid.Custom(func(t *rapid.T) Date {
	return Date{2000, time.January, 1}.AddDays(rapid.IntRange(0, 40_000).Draw(t, "day"))
})

func TestADateIsItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := someDate.Draw(t, "date")
		got, err := ParseDate(d.String())
		if err != nil || got != d {
			t.Fatalf("%v came back as %v, %v", d, got, err)
		}
		data, err := json.Marshal(struct{ D Date }{d})
		var back struct{ D Date }
		if err != nil || json.Unmarshal(data, &back) != nil || back.D != d {
			t.Fatalf("%v came back from %s as %v", d, data, back.D)
		}
	})
}

func TestDaysCanBeCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := someDate.Draw(t, "date"), rapid.IntRange(-1000, 1000).Draw(t, "days")
		later := d.AddDays(n)
		if d.DaysUntil(later) != n || later.AddDays(-n) != d || d.Before(later) != (n > 0) {
			t.Fatalf("%v and %d days is %v, %d days away", d, n, later, d.DaysUntil(later))
		}
		if want := time.Weekday(((int(d.Weekday())+n)%7 + 7) % 7); later.Weekday() != want {
			t.Fatalf("%v is a %v, want %v", later, later.Weekday(), want)
		}
	})
}

func TestNoDateIsTheEmptyText(t *testing.T) {
	var d Date
	if !d.IsZero() || d.String() != "" {
		t.Errorf("%q", d)
	}
	d = Date{2027, time.May, 1}
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() {
		t.Errorf("%v, %v", d, err)
	}
}

func TestDaysThatDoNotExistAreNoDates(t *testing.T) {
	for _, in := range []string{"", "2027-02-29", "2027-13-01", "2027-1-1", "27-01-01", "01.02.2027", "2027-01-01T00:00:00Z", "2027-01-01 "} {
		if got, err := ParseDate(in); err == nil {
			t.Errorf("ParseDate(%q) = %v", in, got)
		}
	}
	if err := new(Date).UnmarshalText([]byte("2027-02-29")); err == nil {
		t.Error("UnmarshalText took 29 February 2027")
	}
}

func TestARangeHoldsItsFirstAndItsLastDay(t *testing.T) {
	r := DateRange{Date{2027, 12, 24}, Date{2027, 12, 31}}
	for in, want := range map[string]bool{"2027-12-23": false, "2027-12-24": true, "2027-12-28": true, "2027-12-31": true, "2028-01-01": false} {
		d, err := ParseDate(in)
		if err != nil || r.Contains(d) != want {
			t.Errorf("%s: %v, %v", in, r.Contains(d), err)
		}
	}
}

func TestADayHasTheDateThatItsOwnClockShows(t *testing.T) {
	kolkata, err := LoadZone("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	evening := time.Date(2027, 3, 1, 20, 0, 0, 0, time.UTC)
	if got := DateOf(evening.In(kolkata)); got != (Date{2027, 3, 2}) {
		t.Errorf("%v", got)
	}
	if got := (Date{2027, 3, 2}).In(kolkata, 90); !got.Equal(evening) {
		t.Errorf("%v", got)
	}
}
