package matching

import (
	"math/bits"
	"time"

	"github.com/peerpost/peerpost/program"
)

const weekMinutes = 7 * 24 * 60

// week is the minutes of one week, Monday 00:00 UTC first, a bit each.
type week [(weekMinutes + 63) / 64]uint64

// overlap asks that two people work at the same time, in the week of the start
// date. As a requirement, they must share as much as a session takes (and at
// least a minute) in a week. As a recommendation it is worth the share of the
// shorter of their weeks.
type overlap struct {
	rule    program.Rule
	weeks   []week
	minutes []int // worked by each
	least   int
}

func (p *pool) newOverlap(rule program.Rule) (judge, error) {
	if p.starts.IsZero() {
		return nil, errNoStart
	}
	o := &overlap{
		rule:    rule,
		weeks:   make([]week, len(p.people)),
		minutes: make([]int, len(p.people)),
		least:   max(1, int(p.program.Sessions.Length.Duration()/time.Minute)),
	}
	monday := p.starts.AddDays(-(int(p.starts.Weekday()) + 6) % 7)
	known := map[place]week{} // of who works the same hours in the same zone
	for i, participant := range p.people {
		at := place{participant.Person.Hours, p.locations[i]}
		if _, ok := known[at]; !ok {
			known[at] = weekOf(participant.Person.WorkingHours(), p.locations[i], monday)
		}
		o.weeks[i] = known[at]
		o.minutes[i] = o.shared(i, i)
	}
	return o, nil
}

// place is where and when somebody works.
type place struct {
	hours string
	zone  *time.Location
}

// weekOf places weekly hours in the week that begins on monday, as the clocks
// of loc then go. Hours that reach over the week's edge in UTC come in again
// at its other end: every week is like this one.
func weekOf(hours program.WeeklyHours, loc *time.Location, monday program.Date) week {
	var w week
	begin := monday.In(time.UTC, 0)
	for day := range 7 {
		date := monday.AddDays(day)
		for _, span := range hours[date.Weekday()] {
			from := int(date.In(loc, span.From).Sub(begin) / time.Minute)
			to := int(date.In(loc, span.To).Sub(begin) / time.Minute)
			for m := from; m < to; m++ {
				at := (m + weekMinutes) % weekMinutes
				w[at/64] |= 1 << (at % 64)
			}
		}
	}
	return w
}

// shared returns the minutes a week in which both people work.
func (o *overlap) shared(i, j int) int {
	count := 0
	for at, word := range &o.weeks[i] {
		count += bits.OnesCount64(word & o.weeks[j][at])
	}
	return count
}

func (o *overlap) allows(i, j int) bool { return o.shared(i, j) >= o.least }

func (o *overlap) fraction(i, j int) float64 {
	shorter := min(o.minutes[i], o.minutes[j])
	if shorter == 0 {
		return 0
	}
	return float64(o.shared(i, j)) / float64(shorter)
}

func (o *overlap) classes() (class []int32, examples []int) {
	return classify(len(o.weeks), func(i int) week { return o.weeks[i] })
}

// reasons count the minutes a week in which all members work.
func (o *overlap) reasons(t team) []program.Reason {
	count := 0
	for at, word := range &o.weeks[t[0]] {
		for _, i := range t[1:] {
			word &= o.weeks[i][at]
		}
		count += bits.OnesCount64(word)
	}
	if count == 0 {
		return nil
	}
	return mutual(o, t, program.Reason{Kind: program.RuleOverlap, Subject: "working_hours", Count: count})
}
