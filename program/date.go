package program

import (
	"fmt"
	"time"
)

// Date is a day of the civil calendar, in no particular zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads "2027-01-31". A day that does not exist is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("found %q, expected a date like 2027-01-31", s)
	}
	return DateOf(t), nil
}

// DateOf returns the date that t's own clock shows.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// IsZero reports whether the date is absent.
func (d Date) IsZero() bool { return d == Date{} }

// String gives "2027-01-31", or "" for the absent date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.naive().Format(time.DateOnly)
}

// MarshalText and UnmarshalText carry a Date as its String form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// AddDays returns the date n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.naive().AddDate(0, 0, n)) }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.naive().Before(e.naive()) }

// DaysUntil counts the days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.naive().Sub(d.naive()) / (24 * time.Hour)) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.naive().Weekday() }

// At returns the wall clock c on this day, carried as UTC. Resolve turns it
// into an instant.
func (d Date) At(c Clock) time.Time { return d.naive().Add(time.Duration(c) * time.Minute) }

// In returns the instant at which the wall clock in loc shows c on this day.
func (d Date) In(loc *time.Location, c Clock) time.Time { return Resolve(d.At(c), loc) }

func (d Date) naive() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// DateRange is an inclusive run of days.
type DateRange struct{ First, Last Date }

// Contains reports whether d lies in the range.
func (r DateRange) Contains(d Date) bool { return !d.Before(r.First) && !r.Last.Before(d) }

// Window is the days on which something is open: from 09:00 of Opens to 24:00
// of Closes, in the program's zone.
type Window struct{ Opens, Closes Date }
