package calendar

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

// Strained is how many minutes sessions of so long that begin at these times, in
// order, reach into the rest and outside the working hours of the member with most,
// summed over all; one at which the member is busy counts as two hours more.
func Strained(members []Member, duration time.Duration, starts []time.Time) int {
	if len(starts) == 0 {
		return 0
	}
	s := newSuiting(members, duration, starts[0], starts[len(starts)-1], nil)
	worst := 0
	for _, m := range s.seekers {
		spent := 0
		for _, t := range starts {
			start := t.Unix()
			at := (m.clock.local(start) + thursday) % weekSeconds / quarter
			spent += int(m.comfort.outside[at] + m.comfort.rest[at])
			if m.busy.meets(start, start+s.seconds) {
				spent += clashMinutes
			}
		}
		worst = max(worst, spent)
	}
	return worst
}

// RefitRequest asks for another hour of the sessions that begin at these times, in
// order: none begins before earliest, and the first so many days from its own at most.
func RefitRequest(members []Member, s program.Series, starts []time.Time, earliest time.Time, days int) SlotRequest {
	r := SlotRequest{Members: members, Duration: s.Duration, Every: s.Every, Count: len(starts)}
	for _, m := range members {
		if day := program.DateOf(later(earliest, starts[0].AddDate(0, 0, -days)).In(m.Zone)); r.Earliest.Before(day) {
			r.Earliest = day
		}
	}
	last := program.DateOf(starts[0].In(members[0].Zone)).AddDays(days)
	r.Window = program.Length{N: max(1, r.Earliest.DaysUntil(last)), Unit: program.Days}
	return r
}
