package calendar

import "cmp"

// score is how good an hour is. Minutes are sums over the sessions held, and
// over as many of what is carried.
type score struct {
	held   int64 // sessions that take place
	night  int64 // of the member with most of it
	worst  int64 // inconvenience of the member with most of it
	total  int64 // inconvenience of all, without what is carried
	reach  int64 // the minutes of total outside working hours
	wakes  int64 // night of all, without what is carried
	uneven int   // members for whom the first session begins neither at :00 nor at :30
	lost   int   // sessions that closures take
	anchor int
}

// free reports whether the hour costs nobody anything.
func (a score) free() bool { return a.total == 0 && a.wakes == 0 }

// compare is positive if a is better than b, 0 if they are equal. Hours that
// hold different numbers of sessions are compared by what one session costs.
func (a score) compare(b score) int {
	return cmp.Or(
		cmp.Compare(b.night*a.held, a.night*b.held),
		cmp.Compare(min(b.total, 1), min(a.total, 1)),
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
	clear(s.spent)
	s.skipped, s.clashes = s.skipped[:0], s.clashes[:0]
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
		result.night = max(result.night, b.night+before.night*result.held)
		result.worst = max(result.worst, b.cost+before.cost*result.held)
		result.total += b.cost
		result.wakes += b.night
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
func (s *search) hold(result *score, wall, start, n int64) bool {
	clash := false
	for i := range s.members {
		m, b := &s.members[i], &s.spent[i]
		if m.clock.changes(start, start+s.seconds) {
			return false
		}
		at := (m.clock.local(start) + thursday) % weekSeconds / quarter
		b.cost += int64(m.comfort.outside[at])
		b.night += int64(m.comfort.night[at])
		result.reach += int64(m.comfort.outside[at])
		if m.busy.meets(start, start+s.seconds) {
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
	if (own.night+before.night*n)*best.held > best.night*n {
		return true
	}
	return best.night == 0 && own.cost > 0 &&
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
