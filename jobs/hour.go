package jobs

import (
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// hour is the hour of a Series, and what would have to give for one inside
// everybody's working hours.
type hour struct {
	calendar.Slot
	ways []calendar.Relaxation
}

// mostWays is how many ways to a better hour people are told of.
const mostWays = 2

// waysFor are the nearest ways to a better hour as one member reads of them.
func (h hour) waysFor(members []program.Participant, reader program.Participant) []templates.Way {
	var ways []templates.Way
	for _, r := range h.ways {
		var way templates.Way
		if len(r.Strains) == 0 && len(r.Slot.Clashes) == 0 {
			way.Shorter = int(r.Duration / time.Minute)
		}
		for _, s := range r.Strains {
			strain := templates.Strain{Name: members[s.Member].Person.DisplayName(), Weekday: int(s.Weekday), Later: s.Later, Minutes: s.Minutes}
			if members[s.Member].ID == reader.ID {
				strain.Name = ""
			}
			way.Strains = append(way.Strains, strain)
		}
		if (way.Shorter > 0 || len(way.Strains) == 1) && len(ways) < mostWays {
			ways = append(ways, way)
		}
	}
	return ways
}
