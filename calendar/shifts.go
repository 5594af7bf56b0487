package calendar

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

// Shift is a run of sessions that begin at another local time than the first
// one: the dates of the first and the last of them, and their clock.
type Shift struct {
	First, Last program.Date
	Clock       program.Clock
}

// Shifts returns the runs of sessions of s whose clock in loc differs from the
// first session's, in order; none for somebody who lives in the anchor zone.
// Dates and clocks are local to loc. Errors are those of Occurrences.
func Shifts(s program.Series, loc *time.Location) ([]Shift, error) {
	starts, err := Occurrences(s)
	if err != nil {
		return nil, err
	}
	var out []Shift
	var usual, before program.Clock
	for i, start := range starts {
		local := start.In(loc)
		date, clock := program.DateOf(local), program.Clock(local.Hour()*60+local.Minute())
		switch {
		case i == 0:
			usual = clock
		case clock == usual:
		case clock == before:
			out[len(out)-1].Last = date
		default:
			out = append(out, Shift{date, date, clock})
		}
		before = clock
	}
	return out, nil
}
