package web

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// zones.txt lists the zones of zone.tab of the IANA time zone database: one
// for each region that people name.
//
//go:embed zones.txt
var zoneFile string

// knownZones are those of the file that this build knows, read once: there are
// hundreds, each in a file of its own.
var knownZones = sync.OnceValue(func() []*time.Location {
	var all []*time.Location
	for name := range strings.FieldsSeq(zoneFile) {
		if loc, err := program.LoadZone(name); err == nil {
			all = append(all, loc)
		}
	}
	return all
})

// zones are the time zones to choose from as they are at now, with the reader's
// own among them.
func zones(own string, now time.Time) []templates.Zone {
	all := knownZones()
	if loc, err := program.LoadZone(own); err == nil && !slices.ContainsFunc(all, func(l *time.Location) bool { return l.String() == loc.String() }) {
		all = append([]*time.Location{loc}, all...)
	}
	list := make([]templates.Zone, len(all))
	for i, loc := range all {
		list[i] = templates.Zone{Name: loc.String(), Offset: now.In(loc).Format("-07:00")}
	}
	return list
}
