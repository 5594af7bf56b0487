package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/peerpost/peerpost/program"
)

// maxSessions bounds what one rule may expand to: two years of daily meetings.
const maxSessions = 1000

// recurrence is a Series' rule on the naive wall clock, carried as UTC.
type recurrence struct {
	first   time.Time
	every   program.Length
	count   int // skipped ones included
	skipped []time.Time
}

// Occurrences returns the starts of the sessions of s that take place, in
// order and in the anchor zone. Every session shows the first one's clock in
// that zone, whatever its clocks do in between. Weeks and days repeat plainly;
// months keep the weekday and its place in the month (the second Tuesday; a
// fifth one means the last), so that no session drifts into a weekend. A wall
// clock that happens twice or never is read as RFC 5545 section 3.3.5 says.
// Unknown zones, counts below one and units below a day are errors.
func Occurrences(s program.Series) ([]time.Time, error) {
	loc, err := program.LoadZone(s.Zone)
	if err != nil {
		return nil, fmt.Errorf("expand series: %w", err)
	}
	held, _, err := recurrence{s.FirstLocal, s.Every, s.Count, s.Skipped}.split()
	if err != nil {
		return nil, fmt.Errorf("expand series: %w", err)
	}
	for i, wall := range held {
		held[i] = program.Resolve(wall, loc)
	}
	return held, nil
}

// split returns the wall clocks of the sessions that take place and those of
// the skipped ones between them. What is skipped after the last session is
// not part of the rule: it ends earlier. Skips that the rule never reaches
// count for nothing.
func (r recurrence) split() (held, skipped []time.Time, err error) {
	rule, err := r.rule()
	if err != nil {
		return nil, nil, err
	}
	all, err := expand(rule)
	if err != nil {
		return nil, nil, err
	}
	last := 0
	for _, wall := range all {
		if slices.ContainsFunc(r.skipped, func(s time.Time) bool { return naive(s).Equal(wall) }) {
			skipped = append(skipped, wall)
			continue
		}
		held, last = append(held, wall), len(skipped)
	}
	return held, skipped[:last], nil
}

// rule returns the recurrence as an RRULE on the naive wall clock.
func (r recurrence) rule() (rrule.ROption, error) {
	first := naive(r.first)
	rule := rrule.ROption{Dtstart: first, Interval: r.every.N, Count: r.count}
	day := weekdays[first.Weekday()]
	switch r.every.Unit {
	case program.Days:
		rule.Freq = rrule.DAILY
	case program.Weeks:
		rule.Freq = rrule.WEEKLY
		rule.Byweekday = []rrule.Weekday{day}
	case program.Months:
		nth := (first.Day()-1)/7 + 1
		if nth == 5 {
			nth = -1
		}
		rule.Freq = rrule.MONTHLY
		rule.Byweekday = []rrule.Weekday{day.Nth(nth)}
	default:
		return rrule.ROption{}, fmt.Errorf("found sessions every %s, expected days, weeks or months", r.every)
	}
	return rule, nil
}

// expand returns the wall clocks of a rule, its start first. It refuses what
// RFC 5545 section 3.3.10 forbids and rrule-go lets through: COUNT together
// with UNTIL, COUNT=0 and INTERVAL=0; and rules without an end.
func expand(rule rrule.ROption) ([]time.Time, error) {
	switch {
	case rule.Count != 0 && !rule.Until.IsZero():
		return nil, errors.New("found a rule with COUNT and UNTIL, expected one of them")
	case rule.Until.IsZero() && (rule.Count < 1 || rule.Count > maxSessions):
		return nil, fmt.Errorf("found %d sessions, expected 1 to %d", rule.Count, maxSessions)
	case rule.Interval < 1:
		return nil, fmt.Errorf("found an interval of %d, expected at least 1", rule.Interval)
	case rule.Dtstart.IsZero():
		return nil, errors.New("found no first session")
	}
	set, err := rrule.NewRRule(rule)
	if err != nil {
		return nil, fmt.Errorf("read rule: %w", err)
	}
	all := set.All()
	if len(all) == 0 || !all[0].Equal(rule.Dtstart) || (rule.Count > 0 && len(all) != rule.Count) {
		return nil, fmt.Errorf("found a rule (%s) that does not reach all its sessions", ruleText(rule))
	}
	return all, nil
}

// ruleText writes a rule as the value of RRULE. Ordinals lose the plus sign,
// which RFC 5545 allows and not every reader knows.
func ruleText(rule rrule.ROption) string {
	return strings.ReplaceAll(rule.RRuleString(), "+", "")
}

var weekdays = [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

// naive carries the wall clock that t itself shows as UTC, in whole seconds.
func naive(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
