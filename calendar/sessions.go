package calendar

import "slices"

// score tries every session of a candidate. days are those of the Series from
// its first session; not ok means that the hour must not be chosen, or cannot
// be as good as the best so far.
func (s *search) score(c candidate) (result score, days []int64, ok bool) {
	result.anchor = c.anchor
	clear(s.spent)
	s.skipped, s.clashes = s.skipped[:0], s.clashes[:0]
	days = s.series(c.day, s.request.Count)
	for i := 0; i < len(days); {
		if slices.Contains(s.off, i) {
			i++
			continue
		}
		wall := days[i]*daySeconds + c.sec
		start, once := s.members[c.anchor].clock.instant(wall)
		if !once {
			return score{}, nil, false
		}
		if s.closed(start) {
			if s.admit != nil {
				return score{}, nil, false
			}
			result.lost++
			if result.held > 0 {
				s.skipped = append(s.skipped, wall)
				i++
			} else if len(days) == 1 {
				return score{}, nil, false
			} else {
				days, i = s.series(days[1], len(days)-1), 0
			}
			continue
		}
		if result.held == 0 && !s.begin(&result, start) || !s.hold(&result, wall, start, int64(len(days))) {
			return score{}, nil, false
		}
		result.held++
		i++
	}
	s.sum(&result)
	return result, days, true
}

// sum adds up what the members have spent.
func (s *search) sum(result *score) {
	for i, b := range s.spent {
		before := s.before(i)
		result.rest = max(result.rest, b.rest+before.rest*result.held)
		result.worst = max(result.worst, b.cost+before.cost*result.held)
		result.total += b.cost
		result.allRest += b.rest
	}
}

// before is what a member carries, for each session to come.
func (s *search) before(i int) burden {
	if s.carried == nil {
		return burden{}
	}
	return s.carried[i]
}

// begin looks at the first session: not before the earliest date for anyone.
// How long a day would have to be is said to the quarter, so that evenness does
// not count where that is looked for.
func (s *search) begin(result *score, start int64) bool {
	for i := range s.members {
		local := s.members[i].clock.local(start)
		if local < s.window[0]*daySeconds {
			return false
		}
		if local%(2*quarter) != 0 && !s.tolerance.longer {
			result.uneven++
		}
	}
	return true
}

// hold adds what one of at most n sessions costs each member. It gives up
// when clocks change, or when the hour cannot be as good as the best so far.
func (s *search) hold(result *score, wall, start, n int64) bool {
	clash := false
	for i := range s.members {
		m, b := &s.members[i], &s.spent[i]
		if m.clock.changes(start, start+s.seconds) {
			return false
		}
		at := (m.clock.local(start) + thursday) % weekSeconds / quarter
		outside, rest, busy := m.comfort.outside[at], m.comfort.rest[at], m.busy.meets(start, start+s.seconds)
		if !s.tolerance.admits(i, outside, rest, busy) {
			return false
		}
		b.cost += int64(outside)
		b.rest += int64(rest)
		result.reach += int64(outside)
		if busy {
			b.cost += clashMinutes
			clash = true
		}
		if len(s.ties) > 0 && s.hopeless(result.uneven, i, n) {
			return false
		}
	}
	if clash {
		s.clashes = append(s.clashes, wall)
	}
	return true
}

// hopeless reports whether an hour of at most n sessions already compares as
// worse than the best by what the member i has spent.
func (s *search) hopeless(uneven, i int, n int64) bool {
	best, own, before := &s.best, s.spent[i], s.before(i)
	if (own.rest+before.rest*n)*best.held > best.rest*n {
		return true
	}
	return best.rest == 0 && own.cost > 0 &&
		(best.total == 0 || uneven > best.uneven || uneven == best.uneven && (own.cost+before.cost*n)*best.held > best.worst*n)
}

// closed reports whether the day of the session is closed for any member.
func (s *search) closed(start int64) bool {
	if !s.closures {
		return false
	}
	for i := range s.members {
		day := s.members[i].clock.local(start)/daySeconds - s.origin
		if day >= 0 && day < int64(len(s.shut)) && s.shut[day] {
			return true
		}
	}
	return false
}
