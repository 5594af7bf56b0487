package calendar

import (
	"slices"
	"time"

	"github.com/peerpost/peerpost/program"
)

const (
	quarter     = 15 * 60
	daySeconds  = 24 * 60 * 60
	weekSeconds = 7 * daySeconds
)

// search tries hours for a Series. Its times are seconds: of UTC since 1970,
// or of a wall clock carried as UTC. Its days are days since 1970.
type search struct {
	request SlotRequest
	seconds int64 // of a session
	window  []int64
	days    map[int64][]int64 // of the Series that begins on that day
	origin  int64             // the day of shut[0]
	shut    []bool
	members []seeker

	closures bool // some day is shut

	best score
	ties []candidate // all as good as best

	off   []int                // places in the rule at which nobody meets
	admit func(candidate) bool // whether an hour may be chosen; not nil: it loses no session

	carried   []burden // of each member, from the Series before; nil: none
	tolerance tolerance

	skipped, clashes []int64  // the last candidate's
	spent            []burden // of each member, the last candidate's
}

// burden is what sessions cost a member, in minutes: inconvenience, and rest.
type burden struct{ cost, rest int64 }

// seeker is a member with the tables that make a trial fast.
type seeker struct {
	zone    string
	clock   clock
	comfort *comfort
	busy    busy
}

// candidate is an hour: the wall clock in the zone of members[anchor] at which
// the Series begins, unless that day is closed.
type candidate struct {
	anchor   int
	day, sec int64
}

func newSearch(r SlotRequest) (*search, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	n, err := r.windowDays()
	if err != nil {
		return nil, err
	}
	s := &search{request: r, seconds: int64(r.Duration / time.Second), days: map[int64][]int64{}}
	last, err := s.plan(n)
	if err != nil {
		return nil, err
	}
	s.origin = s.window[0] - 2
	for day := s.origin; day <= last+2; day++ {
		s.shut = append(s.shut, r.Closed != nil && r.Closed(program.DateOf(unix(day*daySeconds))))
	}
	s.closures = slices.Contains(s.shut, true)
	for i, m := range r.Members {
		s.members = append(s.members, seeker{
			zone:    m.Zone.String(),
			clock:   newClock(m.Zone, unix(s.origin*daySeconds), unix((last+2)*daySeconds)),
			comfort: s.comfortOf(i),
			busy:    newBusy(m.Busy, m.Buffer),
		})
	}
	s.spent = make([]burden, len(s.members))
	return s, nil
}

// comfortOf returns the comfort of a member: an earlier one's with equal hours.
func (s *search) comfortOf(i int) *comfort {
	for k, m := range s.request.Members[:i] {
		if slices.EqualFunc(m.Hours[:], s.request.Members[i].Hours[:], slices.Equal[[]program.Span]) {
			return s.members[k].comfort
		}
	}
	return newComfort(s.request.Members[i].Hours, int(s.request.Duration/time.Minute))
}

// slot says a candidate in the domain's words.
func (s *search) slot(c candidate) Slot {
	score, days, _ := s.score(c)
	slot := Slot{
		Zone:       s.members[c.anchor].zone,
		FirstLocal: unix(days[0]*daySeconds + c.sec),
		Count:      len(days),
		Skipped:    walls(s.skipped),
		Clashes:    walls(s.clashes),
		Outside:    score.reach > 0,
	}
	for _, b := range s.spent {
		slot.Rest = slot.Rest || b.rest > 0
		slot.WorstMinutes = max(slot.WorstMinutes, int(b.cost))
		slot.TotalMinutes += int(b.cost)
	}
	return slot
}

func walls(list []int64) []time.Time {
	var out []time.Time
	for _, wall := range list {
		out = append(out, unix(wall))
	}
	return out
}

func unix(sec int64) time.Time { return time.Unix(sec, 0).UTC() }
