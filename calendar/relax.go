package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Relaxation is one way for members without a common hour to have one: what
// has to give, and the hour that is then found. Of Duration, Strains and
// Slot.Clashes, what is as the request has it does not have to give.
type Relaxation struct {
	Slot     Slot
	Duration time.Duration // of a session; a shorter one than asked for if that is what gives
	Strains  []Strain      // whose working days are exceeded; by member, weekday and side
}

// Strain says how far sessions reach beyond a member's working day. What it
// counts differs between weeks in which clocks have changed and others.
type Strain struct {
	Member   int          // index in the request
	Weekday  time.Weekday // of the working day
	Later    bool         // after its end; otherwise before its beginning
	Minutes  int          // of the session that reaches farthest
	Sessions int          // that reach out at all
}

// Relaxations says what keeps the members from a common hour: the nearest ways
// to one, found by trying all hours. First the longest session, in quarters of
// an hour, that fits everyone; then, for each member who alone could make it
// possible, by how much that member's day would have to be longer, least
// first; then the hour inside everyone's day that clashes with the fewest busy
// times. None of these takes anybody's night or day off. Where none is enough, the only one is
// what FindSlot chooses, with the strains of all.
//
// There are none where FindSlot's hour is inside everyone's hours and clashes
// with nothing. Errors are those of FindSlot.
func Relaxations(r SlotRequest) ([]Relaxation, error) {
	s, err := newSearch(r)
	if err != nil {
		return nil, fmt.Errorf("find relaxations: %w", err)
	}
	chosen, err := s.relaxed()
	if err != nil {
		return nil, fmt.Errorf("find relaxations: %w", err)
	}
	if chosen.fits() {
		return nil, nil
	}
	all, err := shorter(r)
	if err != nil {
		return nil, fmt.Errorf("find relaxations: %w", err)
	}
	all = append(all, s.longerDays()...)
	s.forget(tolerance{clashes: true})
	if moved, err := s.relaxed(); err == nil {
		all = append(all, moved)
	}
	if len(all) == 0 {
		all = append(all, chosen)
	}
	return all, nil
}

// fits reports whether nothing has to give.
func (r Relaxation) fits() bool { return len(r.Strains) == 0 && len(r.Slot.Clashes) == 0 }

// relaxed chooses an hour that is tolerated, and says whom it strains.
func (s *search) relaxed() (Relaxation, error) {
	c, err := s.choose()
	if err != nil {
		return Relaxation{}, err
	}
	return Relaxation{s.slot(c), s.request.Duration, s.strains(c)}, nil
}

// shorter finds the longest session that fits everyone. What fits, fits also
// if it is shorter, so that few lengths need a trial.
func shorter(r SlotRequest) ([]Relaxation, error) {
	var found []Relaxation
	low, high := 0, int((r.Duration-1)/(15*time.Minute)) // quarters that fit, that may fit
	for low < high {
		middle := (low + high + 1) / 2
		r.Duration = time.Duration(middle) * 15 * time.Minute
		s, err := newSearch(r)
		if err != nil {
			return nil, err
		}
		try, err := s.relaxed()
		if err != nil || !try.fits() {
			high = middle - 1
			continue
		}
		low, found = middle, []Relaxation{try}
	}
	return found, nil
}

// longerDays finds for each member the hour that suits all others.
func (s *search) longerDays() []Relaxation {
	var all []Relaxation
	for i := range s.members {
		s.forget(tolerance{longer: true, member: i})
		if found, err := s.relaxed(); err == nil {
			all = append(all, found)
		}
	}
	slices.SortStableFunc(all, func(a, b Relaxation) int {
		return cmp.Or(cmp.Compare(a.farthest(), b.farthest()), cmp.Compare(a.Slot.TotalMinutes, b.Slot.TotalMinutes))
	})
	return all
}

func (r Relaxation) farthest() (minutes int) {
	for _, s := range r.Strains {
		minutes = max(minutes, s.Minutes)
	}
	return minutes
}
