package calendar

import (
	"fmt"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
)

// onset is a moment at which a zone takes another offset (RFC 5545 section
// 3.6.5), and whether it comes back every year.
type onset struct {
	wall     time.Time // on the clock before the change, carried as UTC
	from, to int       // seconds east of UTC
	name     string
	daylight bool
	yearly   *rrule.ROption
}

// timezone describes loc as a VTIMEZONE that is right from 13 months before
// first to one year after last, under the id tzid.
//
// A zone that does not change is one STANDARD; a zone whose clocks go forth
// and back by the same two rules each year has these rules, because Outlook
// wants RRULE and not RDATE; any other zone lists each change. DAYLIGHT is
// the larger offset and not tzdata's flag, which is inverted in Dublin.
func timezone(tzid string, loc *time.Location, first, last time.Time) *ical.Component {
	from, to := first.AddDate(0, -13, 0), last.AddDate(1, 0, 0)
	onsets := onsetsOf(loc, periods(loc, from, to))
	if rules, ok := yearly(onsets, to); ok {
		onsets = rules
	}
	zone := ical.NewComponent(ical.CompTimezone)
	zone.Props.SetText(ical.PropTimezoneID, tzid)
	for _, o := range onsets {
		zone.Children = append(zone.Children, o.component())
	}
	return zone
}

// onsetsOf returns the beginning of each period. What began before 1970 is
// said to begin then, without a change.
func onsetsOf(loc *time.Location, list []period) []onset {
	epoch := time.Unix(0, 0).UTC()
	standard := list[0].offset
	for _, p := range list {
		standard = min(standard, p.offset)
	}
	var out []onset
	for i, p := range list {
		o := onset{wall: epoch, from: p.offset, to: p.offset, name: p.name, daylight: p.offset > standard}
		if len(list) > 1 && p.start.After(epoch) {
			if i > 0 {
				o.from = list[i-1].offset
			} else {
				_, o.from = p.start.Add(-time.Second).In(loc).Zone()
			}
			o.wall = p.start.UTC().Add(seconds(o.from))
		}
		out = append(out, o)
	}
	return out
}

// yearly returns the two rules that produce exactly these onsets before the
// instant to, if there are two.
func yearly(onsets []onset, to time.Time) ([]onset, bool) {
	var groups [2][]onset
	for i, o := range onsets {
		group := groups[i%2]
		if len(group) > 0 && (group[0].from != o.from || group[0].to != o.to) {
			return nil, false
		}
		groups[i%2] = append(group, o)
	}
	var rules []onset
	for _, group := range groups {
		if len(group) < 2 {
			return nil, false
		}
		rule := yearlyRule(group, to.UTC().Add(seconds(group[0].from)-time.Second))
		if rule == nil {
			return nil, false
		}
		first := group[0]
		first.yearly = rule
		rules = append(rules, first)
	}
	return rules, true
}

// yearlyRule returns the rule that has exactly the wall clocks of group until
// the wall clock end: the last such weekday of a month, the nth, or the one in
// a run of seven days; nil if none fits.
func yearlyRule(group []onset, end time.Time) *rrule.ROption {
	first := group[0].wall
	day, latest := weekdays[first.Weekday()], 0
	for _, o := range group {
		latest = max(latest, o.wall.Day())
	}
	rule := rrule.ROption{Freq: rrule.YEARLY, Bymonth: []int{int(first.Month())}}
	last, nth, window := rule, rule, rule
	last.Byweekday = []rrule.Weekday{day.Nth(-1)}
	nth.Byweekday = []rrule.Weekday{day.Nth((first.Day()-1)/7 + 1)}
	window.Byweekday = []rrule.Weekday{day}
	for d := max(1, latest-6); len(window.Bymonthday) < 7; d++ {
		window.Bymonthday = append(window.Bymonthday, d)
	}
	for _, rule := range []rrule.ROption{last, nth, window} {
		trial := rule
		trial.Dtstart, trial.Until, trial.Interval = first, end, 1
		if walls, err := expand(trial); err == nil && sameWalls(walls, group) {
			return &rule
		}
	}
	return nil
}

func sameWalls(walls []time.Time, group []onset) bool {
	if len(walls) != len(group) {
		return false
	}
	for i := range walls {
		if !walls[i].Equal(group[i].wall) {
			return false
		}
	}
	return true
}

func (o onset) component() *ical.Component {
	name := ical.CompTimezoneStandard
	if o.daylight {
		name = ical.CompTimezoneDaylight
	}
	c := ical.NewComponent(name)
	setRaw(c, ical.PropDateTimeStart, o.wall.Format(wallForm))
	setRaw(c, ical.PropTimezoneOffsetFrom, offsetText(o.from))
	setRaw(c, ical.PropTimezoneOffsetTo, offsetText(o.to))
	if o.name != "" {
		c.Props.SetText(ical.PropTimezoneName, o.name)
	}
	if o.yearly != nil {
		setRaw(c, ical.PropRecurrenceRule, ruleText(*o.yearly))
	}
	return c
}

// offsetText writes seconds east of UTC as RFC 5545 section 3.3.14: +0545.
func offsetText(offset int) string {
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	text := fmt.Sprintf("%s%02d%02d", sign, offset/3600, offset/60%60)
	if offset%60 != 0 {
		text += fmt.Sprintf("%02d", offset%60)
	}
	return text
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
