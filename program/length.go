package program

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Unit is what a Length counts.
type Unit string

// The units of a Length.
const (
	Minutes Unit = "minute"
	Hours   Unit = "hour"
	Days    Unit = "day"
	Weeks   Unit = "week"
	Months  Unit = "month"
)

// Length is a span of time as people say it: "6 months", "2 weeks", "45m".
type Length struct {
	N    int
	Unit Unit
}

var unitWords = map[string]Unit{
	"m": Minutes, "min": Minutes, "minute": Minutes, "minutes": Minutes,
	"h": Hours, "hour": Hours, "hours": Hours,
	"d": Days, "day": Days, "days": Days,
	"w": Weeks, "week": Weeks, "weeks": Weeks,
	"month": Months, "months": Months,
}

// ParseLength reads "6 months", "2 weeks", "10m". The number is positive and
// at most 1000.
func ParseLength(s string) (Length, error) {
	text := strings.TrimSpace(s)
	cut := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if cut > 0 && cut <= 4 {
		n, err := strconv.Atoi(text[:cut])
		unit, known := unitWords[strings.TrimSpace(text[cut:])]
		if err == nil && known && n > 0 && n <= 1000 {
			return Length{n, unit}, nil
		}
	}
	return Length{}, fmt.Errorf("found %q, expected a length like 45m, 2 weeks or 6 months", s)
}

// IsZero reports whether the length is absent.
func (l Length) IsZero() bool { return l.N == 0 }

// String gives "2 weeks", or "" for the absent length.
func (l Length) String() string {
	switch l.N {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("1 %s", l.Unit)
	}
	return fmt.Sprintf("%d %ss", l.N, l.Unit)
}

// Duration returns the exact span of minutes, hours, days of 24 hours and
// weeks; a month counts 30 days. Use After for dates.
func (l Length) Duration() time.Duration {
	switch l.Unit {
	case Minutes:
		return time.Duration(l.N) * time.Minute
	case Hours:
		return time.Duration(l.N) * time.Hour
	case Weeks:
		return time.Duration(l.N) * 7 * 24 * time.Hour
	case Months:
		return time.Duration(l.N) * 30 * 24 * time.Hour
	default:
		return time.Duration(l.N) * 24 * time.Hour
	}
}

// After returns the date one length after d. A month ends on the same day of
// its month, or on the last one that exists (31 January + 1 month is the end
// of February).
func (l Length) After(d Date) Date {
	if l.Unit != Months {
		return d.AddDays(int(l.Duration() / (24 * time.Hour)))
	}
	first := Date{d.Year, d.Month, 1}.naive().AddDate(0, l.N, 0)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}
