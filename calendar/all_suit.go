package calendar

import (
	"slices"
	"time"

	"github.com/peerpost/peerpost/program"
)

// AllSuit reports whether each session of so long that begins at one of these
// times, in order, lies inside the working hours of all members, when none is busy,
// on no closed day of theirs, and while no clock changes.
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
			busy: newBusy(m.Busy, m.Buffer),
		})
	}
	return s
}

func (s suiting) suits(t time.Time) bool {
	start := t.Unix()
	for i, m := range s.seekers {
		local := m.clock.local(start)
		if m.comfort.outside[(local+thursday)%weekSeconds/quarter] > 0 || m.clock.changes(start, start+s.seconds) || m.busy.meets(start, start+s.seconds) {
			return false
		}
		if _, once := m.clock.instant(local); !once || s.closed != nil && s.closed(program.DateOf(t.In(s.zones[i]))) {
			return false
		}
	}
	return true
}
