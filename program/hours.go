package program

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Span is a run of minutes of one day, From included and To excluded.
type Span struct{ From, To Clock }

// ParseSpan reads "08:00-18:00".
func ParseSpan(s string) (Span, error) {
	a, b, found := strings.Cut(strings.TrimSpace(s), "-")
	from, err1 := ParseClock(strings.TrimSpace(a))
	to, err2 := ParseClock(strings.TrimSpace(b))
	if !found || err1 != nil || err2 != nil {
		return Span{}, fmt.Errorf("found %q, expected hours like 09:00-17:00", s)
	}
	if from >= to {
		return Span{}, fmt.Errorf("found %q, expected an end after the start, like 09:00-17:00", s)
	}
	return Span{from, to}, nil
}

// String gives "09:00-17:00".
func (s Span) String() string { return s.From.String() + "-" + s.To.String() }

// WeeklyHours are the spans of each weekday, Sunday first as in time.Weekday,
// in order and without overlap. They are wall-clock times of the person's zone.
type WeeklyHours [7][]Span

// DefaultHours are Monday to Friday, 09:00 to 17:00.
func DefaultHours() WeeklyHours {
	var w WeeklyHours
	for day := time.Monday; day <= time.Friday; day++ {
		w[day] = []Span{{9 * 60, 17 * 60}}
	}
	return w
}

var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseWeeklyHours reads "Mon-Thu 09:00-17:00; Fri 09:00-12:00". The empty
// text is DefaultHours. Spans of one day must not overlap.
func ParseWeeklyHours(s string) (WeeklyHours, error) {
	if strings.TrimSpace(s) == "" {
		return DefaultHours(), nil
	}
	var w WeeklyHours
	for part := range strings.SplitSeq(s, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		days, hours, _ := strings.Cut(part, " ")
		first, last, err := parseDays(days)
		if err != nil {
			return WeeklyHours{}, err
		}
		span, err := ParseSpan(hours)
		if err != nil {
			return WeeklyHours{}, err
		}
		for day := first; ; day = (day + 1) % 7 {
			w[day] = append(w[day], span)
			if day == last {
				break
			}
		}
	}
	if w.String() == "" {
		return WeeklyHours{}, fmt.Errorf("found %q, expected hours like Mon-Fri 09:00-17:00", s)
	}
	for day := range w {
		slices.SortFunc(w[day], func(a, b Span) int { return int(a.From - b.From) })
		for i := 1; i < len(w[day]); i++ {
			if w[day][i].From < w[day][i-1].To {
				return WeeklyHours{}, fmt.Errorf("found %q, expected hours of one day that do not overlap", s)
			}
		}
	}
	return w, nil
}

func parseDays(s string) (first, last int, err error) {
	a, b, isRange := strings.Cut(strings.ToLower(s), "-")
	if !isRange {
		b = a
	}
	first, last = slices.Index(weekdays[:], a), slices.Index(weekdays[:], b)
	if first < 0 || last < 0 {
		return 0, 0, fmt.Errorf("found %q, expected days like Mon or Mon-Thu before the hours", s)
	}
	return first, last, nil
}

// String gives the text that ParseWeeklyHours reads.
func (w WeeklyHours) String() string {
	var parts []string
	for i := range 7 {
		day := (i + 1) % 7
		for _, span := range w[day] {
			name := strings.ToUpper(weekdays[day][:1]) + weekdays[day][1:]
			parts = append(parts, name+" "+span.String())
		}
	}
	return strings.Join(parts, "; ")
}

// Works reports whether the person has any hours on that weekday.
func (w WeeklyHours) Works(day time.Weekday) bool { return len(w[day]) > 0 }

// Longest is the longest stretch without a break; it may cross midnight.
func (w WeeklyHours) Longest() time.Duration {
	longest, from, to := 0, 0, 0
	for day := range 14 { // twice, for a stretch from Saturday to Sunday
		for _, span := range w[day%7] {
			begins := day*24*60 + int(span.From)
			if begins != to {
				from = begins
			}
			to = day*24*60 + int(span.To)
			longest = max(longest, to-from)
		}
	}
	return time.Duration(min(longest, 7*24*60)) * time.Minute
}
