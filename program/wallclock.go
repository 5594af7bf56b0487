package program

import (
	"fmt"
	"time"
)

// Clock is a time of day in minutes from 00:00 to 1440 (24:00).
type Clock int

// ParseClock reads "09:00" to "24:00".
func ParseClock(s string) (Clock, error) {
	var h, m int
	if len(s) == 5 && s[2] == ':' && digits(s[:2]+s[3:]) {
		h, m = int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
		if m < 60 && h*60+m <= 1440 {
			return Clock(h*60 + m), nil
		}
	}
	return 0, fmt.Errorf("found %q, expected a time of day like 09:00", s)
}

// String gives "09:00".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// Resolve returns the instant at which the clocks of loc show the wall clock
// of naive (whose own zone is ignored). RFC 5545 section 3.3.5 decides the two
// hard cases: a time that happens twice is the first of the two; a time that
// is skipped is read with the offset from before the gap. time.Date does
// neither reliably.
func Resolve(naive time.Time, loc *time.Location) time.Time {
	n := time.Date(naive.Year(), naive.Month(), naive.Day(), naive.Hour(), naive.Minute(), naive.Second(), 0, time.UTC)
	before, after := offsetAt(n.Add(-26*time.Hour), loc), offsetAt(n.Add(26*time.Hour), loc)
	early, late := n.Add(-max(before, after)), n.Add(-min(before, after))
	earlyValid, lateValid := naiveOf(early, loc).Equal(n), naiveOf(late, loc).Equal(n)
	switch {
	case earlyValid:
		return early.In(loc)
	case lateValid:
		return late.In(loc)
	default:
		return n.Add(-before).In(loc)
	}
}

// Ambiguous reports whether the wall clock naive happens twice or not at all
// in loc; the own zone of naive is ignored. Such a time is never offered for a
// meeting.
func Ambiguous(naive time.Time, loc *time.Location) bool {
	n := time.Date(naive.Year(), naive.Month(), naive.Day(), naive.Hour(), naive.Minute(), naive.Second(), 0, time.UTC)
	before, after := offsetAt(n.Add(-26*time.Hour), loc), offsetAt(n.Add(26*time.Hour), loc)
	if before == after {
		return false
	}
	first := naiveOf(n.Add(-before), loc).Equal(n)
	second := naiveOf(n.Add(-after), loc).Equal(n)
	return first == second
}

func offsetAt(t time.Time, loc *time.Location) time.Duration {
	_, offset := t.In(loc).Zone()
	return time.Duration(offset) * time.Second
}

// naiveOf carries the wall clock that loc shows at t as UTC.
func naiveOf(t time.Time, loc *time.Location) time.Time {
	t = t.In(loc)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
