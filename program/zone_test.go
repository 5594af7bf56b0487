package program

import (
	"bufio"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestOnlyNamesOfTheZoneDatabaseAreZones(t *testing.T) {
	for _, in := range []string{"UTC", "Etc/UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Etc/GMT+5"} {
		if _, err := LoadZone(in); err != nil {
			t.Error(err)
		}
	}
	for _, in := range []string{
		"", "Local", "localtime", "CET", "EST", "HST", "GMT", "EST5EDT", "CST6CDT", "UTC+1", "GMT+2", "CET-1CEST,M3.5.0,M10.5.0/3", ":Europe/Berlin",
		"/etc/passwd", "/usr/share/zoneinfo/Europe/Berlin", "../Europe/Berlin", "../../etc/localtime", "Europe/../Europe/Berlin", "Europe\\Berlin",
		"./right/Europe/Berlin", "Europe//Berlin", "Europe/", "Europe", "Europe/Berlin\x00", "Europe/Berlin\n", "Europe/Atlantis", "Factory",
		"right/Europe/Berlin", "posix/Europe/Berlin", "Right/Europe/Berlin", "europe/berlin", "EUROPE/BERLIN", "America/New_york", "utc", "Singapore", "zone.tab",
	} {
		got, err := LoadZone(in)
		if err == nil {
			t.Errorf("LoadZone(%q) = %v", in, got)
		} else if text := err.Error(); !strings.HasPrefix(text, "found ") || !strings.Contains(text, ", expected ") || strings.Contains(text, "\n") {
			t.Errorf("LoadZone(%q) says %q", in, text)
		}
	}
}

func TestZonesThatAreMeantAreNamed(t *testing.T) {
	for in, want := range map[string]string{
		"europe/berlin":    `found "europe/berlin", expected Europe/Berlin`,
		"America/New_york": `found "America/New_york", expected America/New_York`,
		"Singapore":        `found "Singapore", expected Asia/Singapore`,
		"asia/calcutta":    `found "asia/calcutta", expected Asia/Kolkata`,
		"EST":              `found "EST", expected an IANA time zone like Europe/Berlin`,
		"GMT":              `found "GMT", expected an IANA time zone like Europe/Berlin`,
		"Europe/Atlantis":  `found "Europe/Atlantis", expected an IANA time zone like Europe/Berlin`,
	} {
		if _, err := LoadZone(in); err == nil || err.Error() != want {
			t.Errorf("LoadZone(%q) says %v, want %s", in, err, want)
		}
	}
}

func TestOnePlaceHasOneName(t *testing.T) {
	for in, want := range map[string]string{
		"Asia/Calcutta": "Asia/Kolkata", "Europe/Kiev": "Europe/Kyiv", "US/Eastern": "America/New_York", "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
		"Pacific/Truk": "Pacific/Chuuk", "Etc/Zulu": "UTC", "Etc/UTC": "UTC",
		"Europe/Amsterdam": "Europe/Amsterdam", // shares Brussels' clocks, and is a place of its own
	} {
		if loc, err := LoadZone(in); err != nil || loc.String() != want {
			t.Errorf("LoadZone(%q) = %v, %v; want %s", in, loc, err, want)
		}
	}
}

// What this machine's data calls a link must be the same clock under the name
// that LoadZone gives it, and that name must be one for good.
func TestEveryAliasOfThisMachineKeepsItsClock(t *testing.T) {
	const database = "/usr/share/zoneinfo/tzdata.zi"
	file, err := os.Open(database)
	if err != nil {
		t.Fatalf("%v: run make deps, which installs tzdata", err)
	}
	defer file.Close()
	aliases := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 || fields[0] != "L" || !strings.Contains(fields[2], "/") {
			continue
		}
		aliases++
		loc, err := LoadZone(fields[2])
		if err != nil {
			t.Error(err)
			continue
		}
		itself, err := time.LoadLocation(fields[2])
		if err != nil {
			t.Fatal(err)
		}
		again, err := LoadZone(loc.String())
		if err != nil || again.String() != loc.String() {
			t.Errorf("%s is %s, which is %v (%v)", fields[2], loc, again, err)
		}
		for at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2030; at = at.AddDate(0, 0, 1) {
			if offsetAt(at, loc) != offsetAt(at, itself) {
				t.Errorf("%s is read as %s, whose clock differs on %s", fields[2], loc, at)
				break
			}
		}
	}
	if aliases < 100 {
		t.Errorf("found %d aliases in %s", aliases, database)
	}
}

func TestTheListOfZonesSaysItsVersion(t *testing.T) {
	if !regexp.MustCompile(`^# IANA time zone database 20\d\d[a-z]\n`).MatchString(zoneFile) {
		t.Errorf("it begins %.60q", zoneFile)
	}
}
