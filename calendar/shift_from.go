package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/program"
)

// ShiftFrom cuts a Series at the session whose wall clock the rule says is from,
// carried as UTC: before is what lies ahead of it, after the rest, so much later.
// UIDs and SEQUENCEs are left to the caller. It fails where the rule has no such
// session.
func ShiftFrom(s program.Series, from time.Time, by time.Duration) (before, after program.Series, err error) {
	rule, err := recurrence{s.FirstLocal, s.Every, s.Count, s.Skipped}.rule()
	if err != nil {
		return before, after, fmt.Errorf("shift series: %w", err)
	}
	walls, err := expand(rule)
	if err != nil {
		return before, after, fmt.Errorf("shift series: %w", err)
	}
	at := slices.IndexFunc(walls, naive(from).Equal)
	if at < 0 {
		return before, after, fmt.Errorf("shift series: found no session at %s", from.Format(wallForm))
	}
	before, after = s, s
	before.Count, before.Skipped = at, nil
	after.Count, after.Skipped, after.FirstLocal = s.Count-at, nil, naive(from).Add(by)
	for _, wall := range s.Skipped {
		if naive(wall).Before(naive(from)) {
			before.Skipped = append(before.Skipped, wall)
		} else {
			after.Skipped = append(after.Skipped, wall.Add(by))
		}
	}
	return before, after, nil
}
