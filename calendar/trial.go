package calendar

import "slices"

// choose tries all hours and returns the best.
func (s *search) choose() (candidate, error) {
	s.all()
	if len(s.ties) == 0 {
		return candidate{}, ErrNoSlot
	}
	return s.ties[mix(s.request.Seed)%uint64(len(s.ties))], nil
}

// all tries every hour of the window: half hours first, and quarters where no
// zone's clock shares them with the others', or no half hour is free of cost.
func (s *search) all() {
	if s.halves() {
		s.every(2*quarter, 0)
		if len(s.ties) > 0 && s.best.free() {
			return
		}
		s.every(2*quarter, quarter)
		return
	}
	s.every(quarter, 0)
}

// every tries an hour each step of each day, the first one at offset.
func (s *search) every(step, offset int64) {
	for anchor := range s.members {
		if s.repeated(anchor) {
			continue
		}
		for _, day := range s.window {
			for sec := offset; sec < daySeconds; sec += step {
				s.try(candidate{anchor, day, sec})
			}
		}
	}
}

// halves reports whether the half hours of all members are the same.
func (s *search) halves() bool {
	for _, m := range s.members {
		for _, segment := range m.clock {
			if segment.offset%(2*quarter) != 0 {
				return false
			}
		}
	}
	return true
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
	if order < 0 || s.admit != nil && !s.admit(c) {
		return
	}
	if order > 0 {
		s.best, s.ties = score, s.ties[:0]
	}
	s.ties = append(s.ties, c)
}
