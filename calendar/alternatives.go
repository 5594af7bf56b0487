package calendar

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/program"
)

// MoveRequest asks for other starts of one session that does not suit.
type MoveRequest struct {
	Members  []Member
	Duration time.Duration // of the session: whole minutes, at most 12 hours
	Session  time.Time     // its start
	Now      time.Time     // nothing is offered before it, or at it
	Around   int           // days of 24 hours before and after Session to look in: 1 to 60
	Most     int           // alternatives wanted
	Closed   func(program.Date) bool
}

// Alternatives returns up to Most starts that all members can make, nearest
// first (of two equally near, the later), in Session's zone: inside everyone's
// working hours, when nobody is busy, on no closed day of anyone, and not at an
// hour that some member's clocks skip, repeat or change in. None overlaps the
// session or another alternative; what of a busy time lies within the session does
// not count, the Series' other sessions only if they are among the busy times.
// They begin at :00 or :30 as far as the zones allow, at quarters where that
// leaves nothing.
//
// There may be none. An error is a request that makes no sense.
func Alternatives(r MoveRequest) ([]time.Time, error) {
	m, err := newMove(r)
	if err != nil {
		return nil, fmt.Errorf("find alternatives: %w", err)
	}
	starts := m.nearest(m.evenness())
	if len(starts) == 0 {
		starts = m.nearest(len(m.members))
	}
	var out []time.Time
	for _, start := range starts {
		out = append(out, time.Unix(start, 0).In(r.Session.Location()))
	}
	return out, nil
}

// move looks for another start. Its times are seconds of UTC.
type move struct {
	MoveRequest
	session, seconds int64
	members          []seeker
}

func newMove(r MoveRequest) (*move, error) {
	check := SlotRequest{Members: r.Members, Duration: r.Duration, Earliest: program.DateOf(r.Session)}
	if err := check.check(); err != nil {
		return nil, err
	}
	if r.Around < 1 || r.Around > 60 || r.Most < 1 {
		return nil, errors.New("found no room for alternatives, expected 1 to 60 days and one or more")
	}
	m := &move{MoveRequest: r, session: r.Session.Unix(), seconds: int64(r.Duration / time.Second)}
	from, to := r.Session.AddDate(0, 0, -r.Around-2), r.Session.AddDate(0, 0, r.Around+2)
	for _, member := range r.Members {
		others := Without(member.Busy, []Interval{{r.Session, r.Session.Add(r.Duration)}})
		m.members = append(m.members, seeker{
			clock:   newClock(member.Zone, from, to),
			comfort: newComfort(member.Hours, int(r.Duration/time.Minute)),
			busy:    newBusy(others, member.Buffer),
		})
	}
	return m, nil
}

// nearest returns the starts that suit, uneven for at most so many members.
func (m *move) nearest(uneven int) []int64 {
	var found []int64
	base := m.session / quarter * quarter
	for away := int64(0); away <= int64(m.Around)*daySeconds && len(found) < m.Most; away += quarter {
		for _, start := range []int64{base + away, base - away} {
			overlaps := func(other int64) bool { return max(start, other)-min(start, other) < m.seconds }
			if len(found) == m.Most || m.uneven(start) > uneven || overlaps(m.session) || slices.ContainsFunc(found, overlaps) || !m.suits(start) {
				continue
			}
			found = append(found, start)
		}
	}
	return found
}

// suits reports whether everyone can begin then.
func (m *move) suits(start int64) bool {
	if start <= m.Now.Unix() {
		return false
	}
	for i := range m.members {
		member := &m.members[i]
		local := member.clock.local(start)
		if member.comfort.outside[(local+thursday)%weekSeconds/quarter] > 0 ||
			member.clock.changes(start, start+m.seconds) || member.busy.meets(start, start+m.seconds) ||
			m.Closed != nil && m.Closed(program.DateOf(unix(local))) {
			return false
		}
	}
	return true
}

// uneven counts the members for whom start is neither at :00 nor at :30.
func (m *move) uneven(start int64) (n int) {
	for i := range m.members {
		if m.members[i].clock.local(start)%(2*quarter) != 0 {
			n++
		}
	}
	return n
}

// evenness is the least that uneven can be.
func (m *move) evenness() int {
	base := m.session / quarter * quarter
	return min(m.uneven(base), m.uneven(base+quarter))
}
