package program

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
)

// zones.txt lists the names of the IANA time zone database, and for those that
// were given up (its file "backward") the name to use.
//
//go:generate ./zones.sh
//go:embed zones.txt
var zoneFile string

// zoneNames are what the file knows: the name to use of each name, and of each
// in lower case the name as it is written.
type zoneNames struct{ use, written map[string]string }

var knownZones = sync.OnceValue(func() zoneNames {
	known := zoneNames{map[string]string{}, map[string]string{}}
	for line := range strings.Lines(zoneFile) {
		name, use, found := strings.Cut(strings.TrimSpace(line), " ")
		if name == "#" {
			continue
		}
		if !found {
			use = name
		}
		known.use[name], known.written[strings.ToLower(name)] = use, name
	}
	return known
})

// zoneForm is how the names of places are written; no path outside the folder
// of zones is.
var zoneForm = regexp.MustCompile(`^[A-Z][A-Za-z]+(/[A-Z][A-Za-z0-9_+-]*){1,2}$`)

// copies are second sets of zones that some machines keep: right/ counts leap
// seconds. Where file names have no case, Right/ is found too.
var copies = regexp.MustCompile(`(?i)^(right|posix)/`)

// LoadZone returns the zone with this IANA name ("Europe/Berlin", "UTC"). A
// name that was given up is the one that took its place: Asia/Calcutta gives
// the zone whose String is Asia/Kolkata, so that one place has one name. The
// rules are those of this machine's time zone data.
//
// Names that mean this machine's zone, abbreviations and offsets (EST,
// EST5EDT, GMT+2), paths, and names in other capitals are refused with a
// sentence that says what was expected: no calendar knows them.
func LoadZone(name string) (*time.Location, error) {
	known := knownZones()
	use, listed := known.use[name]
	switch {
	case name == "UTC" || use == "Etc/UTC" && strings.Contains(name, "/"):
		return time.UTC, nil
	case !zoneForm.MatchString(name), copies.MatchString(name), !listed && known.written[strings.ToLower(name)] != "":
		return nil, fmt.Errorf("found %q, expected %s", name, known.instead(name))
	case !listed:
		use = name // younger than the file
	}
	loc, err := time.LoadLocation(use)
	if err != nil && use != name { // younger than this machine's data
		loc, err = time.LoadLocation(name)
	}
	if err != nil {
		return nil, fmt.Errorf("found %q, expected an IANA time zone like Europe/Berlin", name)
	}
	return loc, nil
}

// instead is what LoadZone would rather have read: the name of the same place,
// where only one can be meant.
func (z zoneNames) instead(name string) string {
	use := z.use[z.written[strings.ToLower(strings.TrimSpace(name))]]
	if zoneForm.MatchString(use) && !strings.HasPrefix(use, "Etc/") {
		return use
	}
	return "an IANA time zone like Europe/Berlin"
}
