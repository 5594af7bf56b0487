package calendar

import (
	"cmp"
	"slices"
	"time"

	"github.com/peerpost/peerpost/program"
)

// OpeningRequest asks to which other hours one session could move.
type OpeningRequest struct {
	Members  []Member
	Duration time.Duration // whole minutes, at most 12 hours
	Session  time.Time     // when it begins as it is
	From, To time.Time     // it begins at From or later and is over by To
	Closed   func(program.Date) bool
	Most     int // how many to return
}

// openingsADay is how many hours of one day are offered: who cannot come then
// wants another day.
const openingsADay = 2

// Openings returns hours that suit all members, the nearest to the session first,
// at most two of a day. The session's own is none of them.
func Openings(r OpeningRequest) []time.Time {
	s := newSuiting(r.Members, r.Duration, r.From, r.To, r.Closed)
	var all []time.Time
	for t := r.From.Truncate(quarter * time.Second); !t.Add(r.Duration).After(r.To); t = t.Add(quarter * time.Second) {
		if !t.Before(r.From) && !t.Equal(r.Session) && s.even(t) && s.suits(t) {
			all = append(all, t.UTC())
		}
	}
	slices.SortStableFunc(all, func(a, b time.Time) int {
		return cmp.Compare(a.Sub(r.Session).Abs(), b.Sub(r.Session).Abs())
	})
	days := map[program.Date]int{}
	return slices.DeleteFunc(all, func(t time.Time) bool {
		day := program.DateOf(t.In(r.Members[0].Zone))
		days[day]++
		r.Most--
		if days[day] > openingsADay {
			r.Most++
		}
		return days[day] > openingsADay || r.Most < 0
	})
}

// AllSuit reports whether each session of so long that begins at one of these
// times, in order, lies inside the working hours of all members, on no closed day
// of theirs, and while no clock changes.
func AllSuit(members []Member, duration time.Duration, starts []time.Time, closed func(program.Date) bool) bool {
	if len(starts) == 0 {
		return false
	}
	s := newSuiting(members, duration, starts[0], starts[len(starts)-1], closed)
	return !slices.ContainsFunc(starts, func(t time.Time) bool { return !s.suits(t) })
}

// suiting says which hours suit everyone.
type suiting struct {
	seekers []seeker
	zones   []*time.Location
	seconds int64
	closed  func(program.Date) bool
}

func newSuiting(members []Member, duration time.Duration, from, to time.Time, closed func(program.Date) bool) suiting {
	s := suiting{seconds: int64(duration / time.Second), closed: closed}
	for _, m := range members {
		s.zones = append(s.zones, m.Zone)
		s.seekers = append(s.seekers, seeker{
			zone: m.Zone.String(), clock: newClock(m.Zone, from.AddDate(0, 0, -2), to.AddDate(0, 0, 2)), comfort: newComfort(m.Hours, int(duration/time.Minute)),
		})
	}
	return s
}

func (s suiting) suits(t time.Time) bool {
	start := t.Unix()
	for i, m := range s.seekers {
		local := m.clock.local(start)
		if m.comfort.outside[(local+thursday)%weekSeconds/quarter] > 0 || m.clock.changes(start, start+s.seconds) {
			return false
		}
		if _, once := m.clock.instant(local); !once || s.closed != nil && s.closed(program.DateOf(t.In(s.zones[i]))) {
			return false
		}
	}
	return true
}

// even reports whether somebody's clock shows :00 or :30 then.
func (s suiting) even(t time.Time) bool {
	return slices.ContainsFunc(s.seekers, func(m seeker) bool { return m.clock.local(t.Unix())%(2*quarter) == 0 })
}
