package calendar

import (
	"errors"
	"fmt"
	"time"

	"github.com/peerpost/peerpost/program"
)

// ErrNoSlot says that closures leave no day for a first session.
var ErrNoSlot = errors.New("closures leave no day to meet")

// Member is one of those who meet. Zero Hours are program.DefaultHours.
type Member struct {
	Zone   *time.Location
	Hours  program.WeeklyHours
	Busy   []Interval    // in any order; may overlap, and reach beyond the Series
	Buffer time.Duration // kept free before and after each busy time; at most a day
}

// SlotRequest asks for the hour of a new Series.
type SlotRequest struct {
	Members  []Member
	Duration time.Duration  // of a session: whole minutes, at most 12 hours
	Earliest program.Date   // no session begins before this date in anyone's zone
	Window   program.Length // from Earliest: the first session's day; zero is Every
	Every    program.Length // days, weeks or months
	Count    int            // sessions, skipped ones included
	Closed   func(program.Date) bool
	Seed     uint64 // chooses among equally good hours
}

// Slot is the hour of a new Series, and what it costs.
type Slot struct {
	Zone       string      // the anchor: one of the members' zones
	FirstLocal time.Time   // wall clock there, carried as UTC; never on a closure
	Count      int         // the request's, less the sessions that closures took before the first
	Skipped    []time.Time // wall clocks of the later sessions that fall on a closure
	Clashes    []time.Time // wall clocks of the sessions at which somebody is busy

	Outside bool // some session lies outside somebody's working hours
	Rest    bool // some session lies between 22:00 and 06:00, or on a day without working hours, of somebody who does not work then

	// Inconvenience is how many minutes a session reaches outside a member's
	// nearest working hours, summed over the sessions that take place; one at
	// which the member is busy counts as two hours more.
	WorstMinutes int // of the member who has most
	TotalMinutes int // of all members
}

// FindSlot chooses the hour at which the members meet. Every session of the
// Series is tried in everyone's local time, with each member's zone as the
// anchor, because clocks do not change everywhere on the same day.
//
// An hour inside everyone's working hours at which nobody is busy wins, if it
// is so for all sessions. Otherwise it is one that spares everyone's nights and
// days off, then the worst-placed member, then all of them together. Sessions
// begin at :00 or :30 in every zone where the zones allow it, else at a quarter.
// An hour that clocks skip or repeat, or a session during which they change, is
// never chosen. Of equal hours the one that loses fewest sessions to closures
// wins, then an earlier member's zone as the anchor; among the others Seed
// chooses. A session is skipped if its day is closed in any member's zone.
//
// The same request gives the same Slot. ErrNoSlot says that there is none;
// any other error is a request that makes no sense.
func FindSlot(r SlotRequest) (Slot, error) {
	s, err := newSearch(r)
	if err != nil {
		return Slot{}, fmt.Errorf("find slot: %w", err)
	}
	c, err := s.choose()
	if err != nil {
		return Slot{}, fmt.Errorf("find slot: %w", err)
	}
	return s.slot(c), nil
}

// check refuses requests that make no sense.
func (r SlotRequest) check() error {
	switch {
	case len(r.Members) == 0:
		return errors.New("found no members")
	case r.Duration < time.Minute || r.Duration > 12*time.Hour || r.Duration%time.Minute != 0:
		return fmt.Errorf("found a duration of %s, expected whole minutes up to 12 hours", r.Duration)
	case r.Earliest.Year < 1973:
		return fmt.Errorf("found %q as the earliest date, expected one after 1972", r.Earliest)
	}
	for _, m := range r.Members {
		if err := checkMember(m); err != nil {
			return err
		}
	}
	return nil
}

// windowDays counts the days on which the first session may fall.
func (r SlotRequest) windowDays() (int, error) {
	window := r.Window
	if window.IsZero() {
		window = r.Every
	}
	if window.Unit == program.Minutes || window.Unit == program.Hours {
		return 0, fmt.Errorf("found a window of %s, expected days, weeks or months", window)
	}
	n := r.Earliest.DaysUntil(window.After(r.Earliest))
	if n < 1 || n > 366 {
		return 0, fmt.Errorf("found a window of %d days, expected 1 to 366", n)
	}
	return n, nil
}

// mix spreads neighbouring seeds (splitmix64, Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
