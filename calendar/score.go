package calendar

import "cmp"

// score is how good an hour is. Minutes are sums over the sessions held, and
// over as many of what is carried.
type score struct {
	held    int64 // sessions that take place
	rest    int64 // of the member with most of it
	worst   int64 // inconvenience of the member with most of it
	total   int64 // inconvenience of all, without what is carried
	reach   int64 // the minutes of total outside working hours
	allRest int64 // rest of all, without what is carried
	uneven  int   // members for whom the first session begins neither at :00 nor at :30
	lost    int   // sessions that closures take
	anchor  int
}

// free reports whether the hour costs nobody anything.
func (a score) free() bool { return a.total == 0 && a.allRest == 0 }

// compare is positive if a is better than b, 0 if they are equal. Hours that
// hold different numbers of sessions are compared by what one session costs.
func (a score) compare(b score) int {
	return cmp.Or(
		cmp.Compare(b.rest*a.held, a.rest*b.held),
		cmp.Compare(min(b.total, 1), min(a.total, 1)),
		cmp.Compare(b.uneven, a.uneven),
		cmp.Compare(b.worst*a.held, a.worst*b.held),
		cmp.Compare(b.total*a.held, a.total*b.held),
		cmp.Compare(b.lost, a.lost),
		cmp.Compare(b.anchor, a.anchor),
	)
}

// compareBurden compares only what the members bear, without regard to how
// the sessions came to be.
func (a score) compareBurden(b score) int {
	return cmp.Or(
		cmp.Compare(b.rest*a.held, a.rest*b.held),
		cmp.Compare(b.worst*a.held, a.worst*b.held),
		cmp.Compare(b.total*a.held, a.total*b.held),
	)
}

// worstMinutes is what a session costs the member with most, rest included.
func (a score) worstMinutes() int64 { return (a.rest + a.worst) / max(1, a.held) }
