package calendar

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/peerpost/peerpost/program"
)

// TzdataVersion returns the release of this machine's time zone data, like
// "2026f", where the data says so: in the first line of tzdata.zi, or in
// +VERSION (macOS, BSD). An error means that there is no data, or that it does
// not name its release: OutdatedZones then tells whether it is young enough. A
// folder that the variable ZONEINFO names is not looked at.
func TzdataVersion() (string, error) {
	// Where Go looks for the data, in its order.
	return tzdataVersion([]string{"/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"})
}

func tzdataVersion(folders []string) (string, error) {
	for _, folder := range folders {
		for _, name := range []string{"tzdata.zi", "+VERSION"} {
			line, err := firstLine(filepath.Join(folder, name))
			if err != nil {
				continue
			}
			version := strings.TrimSpace(strings.TrimPrefix(line, "# version "))
			if version != "" && version != "unknown" && !strings.HasPrefix(version, "#") {
				return version, nil
			}
		}
	}
	return "", errors.New("the time zone data of this machine does not say its version")
}

func firstLine(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Scan()
	return lines.Text(), lines.Err()
}

// ruleChange is what the clocks of a zone show since a late decision of its
// government. Data from before it shows something else.
type ruleChange struct {
	zone   string
	at     time.Time
	offset time.Duration
}

// ruleChanges are the youngest that the zone database has announced: releases
// 2025b (Coyhaique), 2026b (Vancouver), 2026c (Edmonton, Casablanca), 2026d
// (Inuvik), 2026e (Winnipeg) and 2026f (Havana). Versions would not do: not every
// system keeps one, and some take single changes into older releases.
func ruleChanges() []ruleChange {
	winter := time.Date(2027, 1, 15, 12, 0, 0, 0, time.UTC)
	return []ruleChange{
		{"America/Coyhaique", winter.AddDate(0, 6, 0), -3 * time.Hour},
		{"America/Vancouver", winter, -7 * time.Hour},
		{"America/Edmonton", winter, -6 * time.Hour},
		{"Africa/Casablanca", winter, 0},
		{"America/Inuvik", winter, -6 * time.Hour},
		{"America/Winnipeg", winter, -5 * time.Hour},
		{"America/Havana", winter, -4 * time.Hour},
	}
}

// OutdatedZones returns the zones whose rules this machine's time zone data
// has wrong, or does not know, because it is older than their last change.
// Meetings there would be announced at other hours than people's clocks show.
// None means that the data is young enough for all changes known when Peerpost
// was built.
func OutdatedZones() []string { return outdated(program.LoadZone) }

func outdated(load func(string) (*time.Location, error)) []string {
	var old []string
	for _, change := range ruleChanges() {
		loc, err := load(change.zone)
		if err != nil {
			old = append(old, change.zone)
			continue
		}
		if _, offset := change.at.In(loc).Zone(); seconds(offset) != change.offset {
			old = append(old, change.zone)
		}
	}
	return old
}
