package calendar

import (
	"cmp"
	"errors"
	"slices"
	"sort"
	"time"
)

// clashMinutes is what a session costs a member who is busy then, beside what
// it reaches outside the working hours: as much as one two hours after work.
// An hour that clashes each time is thus worse than a somewhat late one, and a
// holiday of two weeks does not drive the other sessions into the night.
const clashMinutes = 120

// Interval is a run of time, its End excluded.
type Interval struct{ Start, End time.Time }

// Without is what is left of times outside the others: of a time that reaches beyond
// them, the rest.
func Without(times, others []Interval) []Interval {
	for _, o := range others {
		var left []Interval
		for _, t := range times {
			for _, part := range []Interval{{t.Start, earlier(t.End, o.Start)}, {later(t.Start, o.End), t.End}} {
				if part.Start.Before(part.End) {
					left = append(left, part)
				}
			}
		}
		times = left
	}
	return times
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// stretch is an Interval in seconds of UTC.
type stretch struct{ from, to int64 }

// busy are the stretches at which nobody may meet a member: in order, without
// overlap, the buffers included.
type busy []stretch

func newBusy(list []Interval, buffer time.Duration) busy {
	pad := int64((buffer + time.Second - 1) / time.Second)
	all := make(busy, 0, len(list))
	for _, i := range list {
		all = append(all, stretch{i.Start.Unix() - pad, i.End.Add(time.Second-1).Unix() + pad})
	}
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	merged := all[:0]
	for _, next := range all {
		if n := len(merged); n > 0 && merged[n-1].to >= next.from {
			merged[n-1].to = max(merged[n-1].to, next.to)
			continue
		}
		merged = append(merged, next)
	}
	return merged
}

// meets reports whether some stretch lies within from and to.
func (b busy) meets(from, to int64) bool {
	if len(b) == 0 {
		return false
	}
	i := sort.Search(len(b), func(i int) bool { return b[i].to > from })
	return i < len(b) && b[i].from < to
}

// checkMember refuses members who cannot be reckoned with.
func checkMember(m Member) error {
	switch {
	case m.Zone == nil || m.Zone == time.Local:
		return errors.New("found a member without a time zone")
	case m.Buffer < 0 || m.Buffer > 24*time.Hour:
		return errors.New("found a buffer below nothing or above a day")
	}
	for _, i := range m.Busy {
		if !i.Start.Before(i.End) {
			return errors.New("found a busy time that does not end after its start")
		}
	}
	return nil
}
