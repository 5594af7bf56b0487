package calendar

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/program"
)

// RefitRequest asks for another hour for what is left of a Series.
type RefitRequest struct {
	Members []Member
	Series  program.Series            // what is left of it
	Starts  []time.Time               // of its sessions that move with it, in order; at the others nobody meets
	Around  int                       // days that each of them moves at most, on the anchor's calendar
	Fits    func(program.Series) bool // whether the Series may be there
	Closed  func(program.Date) bool
}

// Refit returns a Series at the hour that is best for its members: FindSlot's, and
// the nearest of equally good ones. It has the same sessions, of which none is on a
// closure, and what was skipped is skipped. Better says whether it spares the
// worst-placed member more of nights and days off than the present hour does, or
// takes nobody's and more working hours; where it does not, the Series is the
// present one. An error is a request that makes no sense.
func Refit(r RefitRequest) (after program.Series, better bool, err error) {
	s, err := newRefit(r)
	if err != nil {
		return r.Series, false, fmt.Errorf("refit series: %w", err)
	}
	now, ok := s.price(r.Starts)
	s.all()
	if len(s.ties) == 0 || ok && s.best.rest >= now.rest && (s.best.rest > 0 || s.best.worst >= now.worst) {
		return r.Series, false, nil
	}
	return s.at(slices.MinFunc(s.ties, s.compareAway)), true, nil
}

// refit looks for another hour of a Series that goes on.
type refit struct {
	*search
	request RefitRequest
	moving  []int // places in the rule of the sessions that move
	skipped []int // of those that are skipped
}

func newRefit(r RefitRequest) (*refit, error) {
	loc, err := program.LoadZone(r.Series.Zone)
	if err != nil {
		return nil, err
	}
	if len(r.Starts) == 0 || len(r.Members) == 0 {
		return nil, errors.New("found no sessions, or no members")
	}
	days, first := r.Around+1, program.Resolve(naive(r.Series.FirstLocal), loc)
	earliest := program.DateOf(first.UTC()).AddDays(-days - 1) // whatever the zone
	s := &refit{request: r}
	if s.search, err = newSearch(SlotRequest{
		Members: r.Members, Duration: r.Series.Duration, Earliest: earliest, Window: program.Length{N: 2*days + 3, Unit: program.Days},
		Every: r.Series.Every, Count: r.Series.Count, Closed: r.Closed,
	}); err != nil {
		return nil, err
	}
	rule, err := recurrence{r.Series.FirstLocal, r.Series.Every, r.Series.Count, r.Series.Skipped}.rule()
	if err != nil {
		return nil, err
	}
	walls, err := expand(rule)
	if err != nil {
		return nil, err
	}
	for i, wall := range walls {
		switch {
		case slices.ContainsFunc(r.Series.Skipped, func(t time.Time) bool { return naive(t).Equal(wall) }):
			s.skipped, s.off = append(s.skipped, i), append(s.off, i)
		case slices.ContainsFunc(r.Starts, program.Resolve(wall, loc).Equal):
			s.moving = append(s.moving, i)
		default:
			s.off = append(s.off, i)
		}
	}
	if len(s.moving) != len(r.Starts) {
		return nil, fmt.Errorf("found %d of %d sessions in the rule", len(s.moving), len(r.Starts))
	}
	s.admit = s.admits
	return s, nil
}

// admits reports whether each session is near its day, and the Series fits.
func (s *refit) admits(c candidate) bool {
	for i, place := range s.moving {
		was := program.DateOf(s.request.Starts[i].In(s.request.Members[c.anchor].Zone))
		days := was.DaysUntil(program.DateOf(s.wall(c, place)))
		if max(days, -days) > s.request.Around {
			return false
		}
	}
	return s.request.Fits(s.at(c))
}

// wall is the wall clock of the session at a place in the rule.
func (s *refit) wall(c candidate, place int) time.Time {
	return unix(s.days[c.day][place]*daySeconds + c.sec)
}

// compareAway orders candidates by how many days their first session is from where
// it was, then by how far its hour is.
func (s *refit) compareAway(a, b candidate) int {
	daysA, hourA := s.away(a)
	daysB, hourB := s.away(b)
	return cmp.Or(cmp.Compare(daysA, daysB), cmp.Compare(hourA, hourB))
}

func (s *refit) away(c candidate) (days, hour time.Duration) {
	const day = 24 * time.Hour
	by := program.Resolve(s.wall(c, s.moving[0]), s.request.Members[c.anchor].Zone).Sub(s.request.Starts[0])
	days = by.Round(day)
	return days.Abs(), (by - days).Abs()
}

// at is the Series at a candidate's hour.
func (s *refit) at(c candidate) program.Series {
	after := s.request.Series
	after.Zone, after.FirstLocal, after.Skipped = s.members[c.anchor].zone, s.wall(c, 0), nil
	for _, place := range s.skipped {
		after.Skipped = append(after.Skipped, s.wall(c, place))
	}
	return after
}

// price is what sessions at these times cost; not ok where one is on a closure, or
// clocks change meanwhile.
func (s *search) price(starts []time.Time) (result score, ok bool) {
	clear(s.spent)
	for _, t := range starts {
		if s.closed(t.Unix()) || !s.hold(&result, 0, t.Unix(), int64(len(starts))) {
			return score{}, false
		}
		result.held++
	}
	s.sum(&result)
	return result, true
}
