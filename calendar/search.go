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

	skipped      []int64 // the last candidate's
	cost, nights []int64 // of each member, the last candidate's
}

// seeker is a member with the tables that make a trial fast.
type seeker struct {
	zone    string
	clock   clock
	comfort *comfort
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
		})
	}
	s.cost, s.nights = make([]int64, len(s.members)), make([]int64, len(s.members))
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

// plan fills the window of n days and the days of the Series that may begin
// on each, and returns the last of all. Days and weeks repeat alike whenever
// they begin; months do not. A closed first day makes the next one the first,
// whose own rule may lead to other days of the month: these are added when
// they are met.
func (s *search) plan(n int) (last int64, err error) {
	first := s.request.Earliest.At(0).Unix() / daySeconds
	base, err := s.expand(first)
	if err != nil {
		return 0, err
	}
	for i := range int64(n) {
		s.window = append(s.window, first+i)
		days := base
		if s.request.Every.Unit == program.Months {
			if days, err = s.expand(first + i); err != nil {
				return 0, err
			}
		} else if i > 0 {
			days = slices.Clone(base)
			for k := range days {
				days[k] += i
			}
		}
		s.days[first+i] = days
		last = max(last, days[len(days)-1])
	}
	return last + 7, nil
}

// expand returns the days of the Series that begins on this one.
func (s *search) expand(day int64) ([]int64, error) {
	rule, err := recurrence{first: unix(day * daySeconds), every: s.request.Every, count: s.request.Count}.rule()
	if err != nil {
		return nil, err
	}
	walls, err := expand(rule)
	if err != nil {
		return nil, err
	}
	days := make([]int64, len(walls))
	for i, wall := range walls {
		days[i] = wall.Unix() / daySeconds
	}
	return days, nil
}

// series returns the first n days of the Series that begins on this day.
func (s *search) series(day int64, n int) []int64 {
	days, known := s.days[day]
	if !known {
		days, _ = s.expand(day) // the rule was accepted for another day
		s.days[day] = days
	}
	return days[:min(n, len(days))]
}

// repeated reports whether an earlier member has the same zone.
func (s *search) repeated(anchor int) bool {
	return slices.ContainsFunc(s.members[:anchor], func(m seeker) bool { return m.zone == s.members[anchor].zone })
}

func (s *search) try(c candidate) {
	score, _, ok := s.score(c)
	if !ok {
		return
	}
	order := 1
	if len(s.ties) > 0 {
		order = score.compare(s.best)
	}
	if order > 0 {
		s.best, s.ties = score, s.ties[:0]
	}
	if order >= 0 {
		s.ties = append(s.ties, c)
	}
}

// slot says a candidate in the domain's words.
func (s *search) slot(c candidate) Slot {
	score, days, _ := s.score(c)
	slot := Slot{
		Zone:         s.members[c.anchor].zone,
		FirstLocal:   unix(days[0]*daySeconds + c.sec),
		Count:        len(days),
		Outside:      score.total > 0,
		Night:        score.night > 0,
		WorstMinutes: int(score.worst),
		TotalMinutes: int(score.total),
	}
	for _, wall := range s.skipped {
		slot.Skipped = append(slot.Skipped, unix(wall))
	}
	return slot
}

func unix(sec int64) time.Time { return time.Unix(sec, 0).UTC() }
