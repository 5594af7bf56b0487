package jobs

import (
	"slices"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
)

// suggest puts an hour that a member asks for first among those that are offered, if
// the meeting may be there: whatever the working hours, but on no closure, and at no
// hour that somebody's clocks show twice or change in.
func (c *Choices) suggest(at, now time.Time) {
	if at.IsZero() || !c.fits(at, now) || slices.ContainsFunc(c.Openings, at.Equal) {
		return
	}
	anchor, err := program.LoadZone(c.series.Zone)
	if err != nil || !calendar.AllSuit(atAnyHour(c.seats, anchor), c.session.EndsAt.Sub(c.session.StartsAt), []time.Time{at}, c.prog.Closed) {
		return
	}
	c.Openings = append([]time.Time{at.UTC()}, c.Openings...)
}

// atAnyHour are those who meet, and one more in another zone, as if they always worked
// and never were busy.
func atAnyHour(seats []calendar.Member, zone *time.Location) []calendar.Member {
	var always program.WeeklyHours
	for day := range always {
		always[day] = []program.Span{{From: 0, To: 24 * 60}}
	}
	all := []calendar.Member{{Zone: zone, Hours: always}}
	for _, seat := range seats {
		all = append(all, calendar.Member{Zone: seat.Zone, Hours: always})
	}
	return all
}
