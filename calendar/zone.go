package calendar

import "time"

// period is a run of time in which a zone keeps one offset from UTC.
type period struct {
	start  time.Time // zero: since ever
	end    time.Time // zero: for ever
	offset int       // seconds east of UTC
	name   string    // abbreviation
}

// periods returns the offsets of loc from the instant from to the instant to,
// neighbours with equal offsets merged. The first begins at or before from
// and the last ends at or after to.
//
// ZoneBounds cannot be believed beyond the table of transitions, where it
// works from a rule: there a period may be cut at New Year's Day, and on 31
// December of a leap year its end is not after its start.
func periods(loc *time.Location, from, to time.Time) []period {
	var out []period
	for t := from; ; {
		start, end := t.In(loc).ZoneBounds()
		name, offset := t.In(loc).Zone()
		if n := len(out); n > 0 && out[n-1].offset == offset {
			out[n-1].end = end
		} else {
			out = append(out, period{start, end, offset, name})
		}
		if end.IsZero() || !end.Before(to) {
			break
		}
		if !end.After(t) {
			end = t.Add(24 * time.Hour)
		}
		t = end
	}
	out[0].start = began(loc, out[0])
	return out
}

// began returns the true start of p: where the offset before it differs.
func began(loc *time.Location, p period) time.Time {
	start := p.start
	for !start.IsZero() {
		before := start.Add(-time.Second).In(loc)
		if _, offset := before.Zone(); offset != p.offset {
			break
		}
		start, _ = before.ZoneBounds()
	}
	return start
}
