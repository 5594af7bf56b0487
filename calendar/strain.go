package calendar

import (
	"cmp"
	"slices"
	"time"
)

// tolerance is what an hour may cost that is looked for; nothing set means that
// all costs are weighed and none rules an hour out.
type tolerance struct {
	longer  bool // only that one member is outside working hours
	member  int
	clashes bool // only that members are busy
}

// admits reports whether the member i may be outside hours, awake or busy.
func (t tolerance) admits(i int, outside, rest int32, clash bool) bool {
	switch {
	case t.longer:
		return rest == 0 && !clash && (outside == 0 || i == t.member)
	case t.clashes:
		return rest == 0 && outside == 0
	}
	return true
}

// forget makes the search one for another tolerance.
func (s *search) forget(t tolerance) { s.tolerance, s.ties = t, s.ties[:0] }

// held returns the starts, in UTC, of the sessions of a candidate.
func (s *search) held(c candidate) []int64 {
	_, days, _ := s.score(c)
	var starts []int64
	for _, day := range days {
		wall := day*daySeconds + c.sec
		if start, once := s.members[c.anchor].clock.instant(wall); once && !slices.Contains(s.skipped, wall) {
			starts = append(starts, start)
		}
	}
	return starts
}

// strains says whose working days a candidate exceeds.
func (s *search) strains(c candidate) []Strain {
	var all []Strain
	starts := s.held(c)
	for i, m := range s.members {
		runs := workRuns(orDefault(s.request.Members[i].Hours))
		for _, start := range starts {
			from := int((m.clock.local(start) + thursday) % weekSeconds / 60)
			strain := exceeded(runs, from, from+int(s.request.Duration/time.Minute))
			if strain.Minutes == 0 {
				continue
			}
			strain.Member = i
			all = add(all, strain)
		}
	}
	slices.SortFunc(all, func(a, b Strain) int {
		return cmp.Or(cmp.Compare(a.Member, b.Member), cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(b.Minutes, a.Minutes))
	})
	return all
}

// exceeded is the strain of one session on the nearest run of working time.
func exceeded(runs []run, from, to int) Strain {
	best := Strain{Minutes: 2 * weekMinutes, Sessions: 1}
	for _, run := range runs {
		before, after := run.from-from, to-run.to
		reach := max(0, before, after)
		if reach >= best.Minutes {
			continue
		}
		best.Minutes, best.Later = reach, after > before
		day := run.from
		if best.Later {
			day = run.to - 1
		}
		best.Weekday = time.Weekday((day + weekMinutes) / dayMinutes % 7)
	}
	return best
}

// add counts a strain with others of the same member, day and side.
func add(all []Strain, next Strain) []Strain {
	for i := range all {
		if all[i].Member == next.Member && all[i].Weekday == next.Weekday && all[i].Later == next.Later {
			all[i].Minutes = max(all[i].Minutes, next.Minutes)
			all[i].Sessions++
			return all
		}
	}
	return append(all, next)
}
