package calendar

import (
	"math"
	"time"
)

// clock is a zone's clock over the months of a search, in seconds.
type clock []segment

// segment is a run of UTC in which the offset stays the same.
type segment struct{ start, end, offset int64 }

func newClock(loc *time.Location, from, to time.Time) clock {
	var c clock
	for _, p := range periods(loc, from, to) {
		c = append(c, segment{p.start.Unix(), p.end.Unix(), int64(p.offset)})
	}
	c[0].start, c[len(c)-1].end = math.MinInt64, math.MaxInt64
	return c
}

// instant returns when the clock shows wall, if that happens exactly once.
func (c clock) instant(wall int64) (utc int64, once bool) {
	times := 0
	for _, s := range c {
		if t := wall - s.offset; t >= s.start && t < s.end {
			utc, times = t, times+1
		}
	}
	return utc, times == 1
}

// local returns what the clock shows at utc.
func (c clock) local(utc int64) int64 {
	for _, s := range c {
		if utc < s.end {
			return utc + s.offset
		}
	}
	return utc
}

// changes reports whether from start to end, both included, the clock is set
// forward, or shows a time that it shows twice. The end counts, because readers
// of a calendar's file work it out on the wall clock.
func (c clock) changes(start, end int64) bool {
	for i := 1; i < len(c); i++ {
		at, back := c[i].start, max(0, c[i-1].offset-c[i].offset)
		if start < at+back && end >= at-back {
			return true
		}
	}
	return false
}
