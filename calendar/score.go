package calendar

import "cmp"

// score is how good an hour is. Minutes are sums over the sessions held.
type score struct {
	held   int64 // sessions that take place
	night  int64 // of the member with most of it
	worst  int64 // inconvenience of the member with most of it
	total  int64 // inconvenience of all
	uneven int   // members for whom the first session begins neither at :00 nor at :30
	lost   int   // sessions that closures take
	anchor int
}

// compare is positive if a is better than b, 0 if they are equal. Hours that
// hold different numbers of sessions are compared by what one session costs.
func (a score) compare(b score) int {
	return cmp.Or(
		cmp.Compare(b.night*a.held, a.night*b.held),
		cmp.Compare(min(b.worst, 1), min(a.worst, 1)),
		cmp.Compare(b.uneven, a.uneven),
		cmp.Compare(b.worst*a.held, a.worst*b.held),
		cmp.Compare(b.total*a.held, a.total*b.held),
		cmp.Compare(b.lost, a.lost),
		cmp.Compare(b.anchor, a.anchor),
	)
}

// score tries every session of a candidate. days are those of the Series from
// its first session; not ok means that the hour must not be chosen, or cannot
// be as good as the best so far.
func (s *search) score(c candidate) (result score, days []int64, ok bool) {
	result.anchor = c.anchor
	clear(s.cost)
	clear(s.nights)
	s.skipped = s.skipped[:0]
	days = s.series(c.day, s.request.Count)
	for i := 0; i < len(days); {
		wall := days[i]*daySeconds + c.sec
		start, once := s.members[c.anchor].clock.instant(wall)
		if !once {
			return score{}, nil, false
		}
		if s.closed(start) {
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
		if result.held == 0 && !s.begin(&result, start) || !s.hold(result, start, int64(len(days))) {
			return score{}, nil, false
		}
		result.held++
		i++
	}
	for i := range s.members {
		result.night = max(result.night, s.nights[i])
		result.worst = max(result.worst, s.cost[i])
		result.total += s.cost[i]
	}
	return result, days, true
}

// begin looks at the first session: not before the earliest date for anyone.
func (s *search) begin(result *score, start int64) bool {
	for i := range s.members {
		local := s.members[i].clock.local(start)
		if local < s.window[0]*daySeconds {
			return false
		}
		if local%(2*quarter) != 0 {
			result.uneven++
		}
	}
	return true
}

// hold adds what one of at most n sessions costs each member. It gives up
// when clocks change, or when the hour cannot be as good as the best so far.
func (s *search) hold(result score, start, n int64) bool {
	for i := range s.members {
		m := &s.members[i]
		if m.clock.changes(start, start+s.seconds) {
			return false
		}
		at := (m.clock.local(start) + thursday) % weekSeconds / quarter
		s.cost[i] += int64(m.comfort.outside[at])
		s.nights[i] += int64(m.comfort.night[at])
		if len(s.ties) > 0 && s.hopeless(result.uneven, s.nights[i], s.cost[i], n) {
			return false
		}
	}
	return true
}

// hopeless reports whether an hour of at most n sessions with these sums for
// one member already compares as worse than the best.
func (s *search) hopeless(uneven int, night, cost, n int64) bool {
	best := s.best
	if night*best.held > best.night*n {
		return true
	}
	return best.night == 0 && cost > 0 &&
		(best.worst == 0 || uneven > best.uneven || uneven == best.uneven && cost*best.held > best.worst*n)
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
