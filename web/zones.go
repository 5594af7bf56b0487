package web

import (
	_ "embed"
	"slices"
	"strings"
)

// zones.txt lists the zones of zone.tab of the IANA time zone database: one
// for each region that people name.
//
//go:embed zones.txt
var zoneFile string

// zones are the time zones to choose from, with the reader's own among them.
func zones(own string) []string {
	all := strings.Fields(zoneFile)
	if own != "" && !slices.Contains(all, own) {
		all = append([]string{own}, all...)
	}
	return all
}
