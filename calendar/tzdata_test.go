package calendar

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTzdataSaysItsVersion(t *testing.T) {
	for _, c := range []struct{ why, file, text, want string }{
		{"Debian", "tzdata.zi", "# version 2026f\n# This zic input file is in the public domain.\n", "2026f"},
		{"macOS", "+VERSION", "2026c\n", "2026c"},
		{"built from a checkout", "tzdata.zi", "# version 2026f-3-gabcdef\n", "2026f-3-gabcdef"},
		{"built without a version", "tzdata.zi", "# version unknown\nR A 1916 o - Jun 14 23s 1 S\n", ""},
		{"not the file that it should be", "tzdata.zi", "# This zic input file is in the public domain.\n", ""},
		{"an empty file", "tzdata.zi", "", ""},
		{"no file", "zone.tab", "#\n", ""},
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, c.file), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := tzdataVersion([]string{filepath.Join(folder, "missing"), folder})
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: got %q, %v; want %q", c.why, got, err, c.want)
		}
	}
}

// What a zone showed before its change, under its name, must be found out.
func TestOldTzdataIsFoundOutByItsRules(t *testing.T) {
	rules := map[string]string{
		"America/Vancouver": "PST8PDT,M3.2.0,M11.1.0", "America/Edmonton": "MST7MDT,M3.2.0,M11.1.0", "America/Havana": "<-04>4",
		"America/Winnipeg": "<-05>5", "America/Inuvik": "<-06>6", "Africa/Casablanca": "<+00>0",
	}
	got := outdated(func(name string) (*time.Location, error) {
		if rule, known := rules[name]; known {
			return time.LoadLocationFromTZData(name, slimZone(t, rule))
		}
		return nil, errors.New("unknown")
	})
	if diff := cmp.Diff([]string{"America/Coyhaique", "America/Vancouver", "America/Edmonton"}, got); diff != "" {
		t.Errorf("outdated zones (-want +got):\n%s", diff)
	}
}

func TestDataThatIsYoungEnoughIsNotCalledOld(t *testing.T) {
	version, err := TzdataVersion()
	if err != nil {
		t.Fatalf("%v: run make deps, which installs tzdata", err)
	}
	old := OutdatedZones()
	for zone, since := range map[string]string{
		"America/Coyhaique": "2025b", "America/Vancouver": "2026b", "America/Edmonton": "2026c", "Africa/Casablanca": "2026c",
		"America/Inuvik": "2026d", "America/Winnipeg": "2026e", "America/Havana": "2026f",
	} {
		if version >= since && slices.Contains(old, zone) {
			t.Errorf("data of %s knows %s's change of %s, and is called old", version, zone, since)
		}
	}
}
