package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

// Other programs read the files of two series in each zone, three years long:
// one that is drawn, and one whose hour was found. They must meet when we do.
func TestOtherProgramsReadOurHoursFromTheFileAloneInEveryZone(t *testing.T) {
	t.Parallel()
	var all []program.Series
	for i, name := range places(t) {
		all = append(all, seriesIn(name).Example(i), foundIn(t, name, i))
	}
	var files []string
	for _, s := range all {
		files = append(files, fileOf(t, s))
	}
	for _, reader := range []struct {
		name    string
		command []string
	}{
		{"dateutil", []string{python(t), filepath.Join("testdata", "occurrences.py")}},
		{"ical.js", []string{node(t), filepath.Join("testdata", "occurrences.mjs"), icalJS(t)}},
	} {
		t.Run(reader.name, func(t *testing.T) {
			t.Parallel()
			theirs := readBy(t, files, reader.command...)
			for i, s := range all {
				if diff := cmp.Diff(ours(t, s), theirs[i]); diff != "" {
					t.Errorf("%s from %s every %s, %d times (-ours +theirs):\n%s\n%s", s.Zone, s.FirstLocal, s.Every, s.Count, diff, files[i])
					return
				}
			}
		})
	}
}

// places are the zones of the machine without their other names.
func places(t *testing.T) []string {
	t.Helper()
	names := map[string]bool{}
	for _, name := range allZones(t) {
		names[zone(t, name).String()] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// seriesIn draws a Series of three years, some of it skipped, none of it at an
// hour that clocks skip or repeat: those are never offered, and readers differ.
func seriesIn(name string) *rapid.Generator[program.Series] {
	return rapid.Custom(func(t *rapid.T) program.Series {
		s := program.Series{Zone: name, FirstLocal: drawWall(t), Duration: time.Duration(rapid.SampledFrom([]int{15, 45, 90}).Draw(t, "minutes")) * time.Minute}
		s.Every = rapid.SampledFrom([]program.Length{weekly, fortnightly, monthly, {N: 3, Unit: program.Weeks}, {N: 2, Unit: program.Months}, {N: 10, Unit: program.Days}}).Draw(t, "every")
		s.Count = 3 * 365 / lengthInDays(s.Every)
		loc, err := program.LoadZone(name)
		if err != nil {
			t.Fatal(err)
		}
		walls, _, err := recurrence{s.FirstLocal, s.Every, s.Count, nil}.split()
		if err != nil {
			t.Fatal(err)
		}
		for slices.ContainsFunc(walls, func(w time.Time) bool { return program.Ambiguous(w, loc) || differences(w, s.Duration, loc) }) {
			s.FirstLocal = s.FirstLocal.Add(time.Hour)
			if walls, _, err = (recurrence{s.FirstLocal, s.Every, s.Count, nil}).split(); err != nil {
				t.Fatal(err)
			}
		}
		for _, i := range rapid.SliceOfN(rapid.IntRange(1, s.Count-1), 0, 5).Draw(t, "skipped") {
			s.Skipped = append(s.Skipped, walls[i])
		}
		return s
	})
}

func differences(w time.Time, d time.Duration, loc *time.Location) bool {
	return bruteChanges(program.Resolve(w, loc), d, loc)
}

// foundIn is a Series of three years whose hour FindSlot chose for two people,
// the one in this zone and both at work while clocks change.
func foundIn(t *testing.T, name string, seed int) program.Series {
	t.Helper()
	draw := rand.New(rand.NewPCG(uint64(seed), 0))
	other := someZones[draw.IntN(len(someZones))]
	r := SlotRequest{
		Members: members(t, name, other), Duration: 45 * time.Minute, Seed: uint64(seed), Every: weekly, Count: 156,
		Earliest: program.DateOf(time.Date(2026+draw.IntN(4), 1, 1+draw.IntN(365), 0, 0, 0, 0, time.UTC)),
		Closed:   func(d program.Date) bool { return d.Month == 12 && d.Day > 20 },
	}
	for i := range r.Members {
		r.Members[i].Hours = hours(t, "Sat-Mon 00:00-05:00; Tue 09:00-12:00")
	}
	slot := find(t, r)
	s := program.Series{Zone: slot.Zone, FirstLocal: slot.FirstLocal, Duration: r.Duration, Every: r.Every, Count: slot.Count, Skipped: slot.Skipped}
	starts, err := Occurrences(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range r.Members {
		for _, start := range starts {
			if program.Ambiguous(naive(start.In(m.Zone)), m.Zone) || bruteChanges(start, r.Duration, m.Zone) {
				t.Fatalf("%s and %s are offered %s, when clocks change", name, other, start.In(m.Zone))
			}
		}
	}
	return s
}

// fileOf is the invitation to a Series.
func fileOf(t *testing.T, s program.Series) string {
	t.Helper()
	e := sampleEvent()
	e.Zone, e.First, e.Duration, e.Every, e.Count, e.Skipped = s.Zone, s.FirstLocal, s.Duration, s.Every, s.Count, s.Skipped
	text, err := e.Encode()
	if err != nil {
		t.Fatalf("%s from %s: %v", s.Zone, s.FirstLocal, err)
	}
	return string(text)
}

// ours are the starts and ends in seconds since 1970.
func ours(t *testing.T, s program.Series) [][2]int64 {
	t.Helper()
	starts, err := Occurrences(s)
	if err != nil {
		t.Fatal(err)
	}
	var all [][2]int64
	for _, start := range starts {
		all = append(all, [2]int64{start.Unix(), start.Add(s.Duration).Unix()})
	}
	return all
}

// readBy has another program read the files.
func readBy(t *testing.T, files []string, command ...string) [][][2]int64 {
	t.Helper()
	input, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		t.Fatalf("it cannot read our files: %s", failed.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	var all [][][2]int64
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// python is the system's Python, for which make deps installs dateutil.
func python(t *testing.T) string {
	t.Helper()
	const system = "/usr/bin/python3"
	if _, err := os.Stat(system); err == nil {
		return system
	}
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Fatalf("%v: run make deps, which installs it", err)
	}
	return path
}

func node(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("%v: run make deps, which installs it", err)
	}
	return path
}

// icalJS is where make deps puts it.
func icalJS(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../.deps/node_modules/ical.js/dist/ical.js")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: run make deps, which installs it", err)
	}
	return path
}
