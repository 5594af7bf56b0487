package calendar

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/program"
)

const tzdata = "/usr/share/zoneinfo"

// allZones lists every zone of the machine's tzdata that LoadZone takes.
func allZones(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(tzdata, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(tzdata, path)
		top, _, _ := strings.Cut(name, "/")
		if _, unknown := program.LoadZone(name); unknown == nil && top != "posix" && top != "right" {
			names = append(names, name)
		}
		return nil
	})
	if err != nil || len(names) < 300 {
		t.Fatalf("found %d zones in %s (%v); install the system's tzdata", len(names), tzdata, err)
	}
	return names
}

func TestTimezonesAgreeWithTzdataInEveryZone(t *testing.T) {
	t.Parallel()
	firsts := []string{"2026-08-31 10:00", "2027-02-08 23:45", "2028-12-31 09:00", "2040-06-01 12:00"}
	for _, name := range allZones(t) {
		loc := zone(t, name)
		for _, first := range firsts {
			s := program.Series{Zone: name, FirstLocal: wall(t, first), Every: weekly, Count: 30}
			starts, err := Occurrences(s)
			if err != nil {
				t.Fatal(err)
			}
			last := starts[len(starts)-1]
			changes := readTimezone(t, timezone(name, loc, starts[0], last))
			moments := starts
			for _, p := range periods(loc, starts[0].AddDate(-1, 0, 0), last.AddDate(0, 11, 0))[1:] {
				moments = append(moments, p.start.Add(-time.Second), p.start)
			}
			for _, at := range moments {
				_, want := at.In(loc).Zone()
				if got := offsetIn(changes, at); got != want {
					t.Errorf("%s from %s: at %s the VTIMEZONE says %d, tzdata %d", name, first, at.UTC(), got, want)
				}
			}
		}
	}
}

func TestTimezoneForms(t *testing.T) {
	first, last := wall(t, "2027-02-08 09:00"), wall(t, "2027-08-08 09:00")
	for _, c := range []struct{ zone, want string }{
		{"Asia/Kathmandu", "STANDARD 19700101T000000 +0545 +0545"},
		{"UTC", "STANDARD 19700101T000000 +0000 +0000"},
		{"Europe/Berlin", "STANDARD 20251026T030000 +0200 +0100 FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU | " +
			"DAYLIGHT 20260329T020000 +0100 +0200 FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"},
		{"Europe/Dublin", "STANDARD 20251026T020000 +0100 +0000 FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU | " +
			"DAYLIGHT 20260329T010000 +0000 +0100 FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"},
		{"America/New_York", "STANDARD 20251102T020000 -0400 -0500 FREQ=YEARLY;BYMONTH=11;BYDAY=1SU | " +
			"DAYLIGHT 20260308T020000 -0500 -0400 FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"},
		{"Australia/Lord_Howe", "DAYLIGHT 20251005T020000 +1030 +1100 FREQ=YEARLY;BYMONTH=10;BYDAY=1SU | " +
			"STANDARD 20260405T020000 +1100 +1030 FREQ=YEARLY;BYMONTH=4;BYDAY=1SU"},
	} {
		var got []string
		for _, child := range timezone(c.zone, zone(t, c.zone), first, last).Children {
			line := child.Name
			for _, name := range []string{"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"} {
				if p := child.Props.Get(name); p != nil {
					line += " " + p.Value
				}
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " | ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.zone, diff)
		}
	}
}

func TestYearlyRulesKeepToTheirSevenDays(t *testing.T) {
	// The Thursday from 22 to 28 is neither always the fourth nor the last.
	var group []onset
	for _, day := range []string{"2026-10-22 02:00", "2027-10-28 02:00", "2028-10-26 02:00"} {
		group = append(group, onset{wall: wall(t, day)})
	}
	rule := yearlyRule(group, wall(t, "2029-01-01 00:00"))
	if rule == nil || ruleText(*rule) != "FREQ=YEARLY;BYMONTH=10;BYDAY=4TH" {
		t.Errorf("got %v", rule)
	}
	group[1].wall = wall(t, "2027-10-21 02:00")
	if rule := yearlyRule(group, wall(t, "2029-01-01 00:00")); rule == nil || ruleText(*rule) != "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=20,21,22,23,24,25,26;BYDAY=TH" {
		t.Errorf("got %v", rule)
	}
	if rule := yearlyRule(group, wall(t, "2029-12-01 00:00")); rule != nil {
		t.Errorf("got %s though the change ends in 2028", ruleText(*rule))
	}
}

// Slim tzdata, which many systems have, holds few transitions and a rule.
func TestPeriodsEndInLeapYearsOfSlimTzdata(t *testing.T) {
	loc, err := time.LoadLocationFromTZData("Slim", slimZone(t, "CET-1CEST,M3.5.0,M10.5.0/3"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range periods(loc, wall(t, "2027-12-31 00:00"), wall(t, "2029-01-01 00:00")) {
		got = append(got, p.start.UTC().Format("2006-01-02 15:04 ")+p.name)
	}
	want := []string{"2027-10-31 01:00 CET", "2028-03-26 01:00 CEST", "2028-10-29 01:00 CET"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("periods (-want +got):\n%s", diff)
	}
}

// slimZone makes a TZif file (RFC 8536) with one transition, in 1996, and a rule.
func slimZone(t *testing.T, rule string) []byte {
	t.Helper()
	counts := func(trans, types, chars byte) []byte {
		b := append([]byte("TZif2"), make([]byte, 39)...)
		b[35], b[39], b[43] = trans, types, chars
		return b
	}
	var b bytes.Buffer
	b.Write(counts(0, 1, 1))
	b.Write([]byte{0, 0, 0, 0, 0, 0, 0})
	b.Write(counts(1, 1, 4))
	b.Write([]byte{0, 0, 0, 0, 0x32, 0, 0, 0, 0}) // 1996
	b.Write([]byte{0, 0, 0x0e, 0x10, 0, 0})
	b.WriteString("CET\x00\n" + rule + "\n")
	return b.Bytes()
}

// change is one onset of a VTIMEZONE, as the test understands RFC 5545.
type change struct {
	at time.Time
	to int
}

// readTimezone writes the VTIMEZONE, reads it back and lists its onsets.
func readTimezone(t *testing.T, c *ical.Component) []change {
	t.Helper()
	cal := ical.NewCalendar()
	cal.Props.SetText("PRODID", "x")
	cal.Props.SetText("VERSION", "2.0")
	cal.Children = []*ical.Component{c}
	out, err := encode(cal)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ical.NewDecoder(bytes.NewReader(out)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	var changes []change
	standard := 0
	for _, o := range back.Children[0].Children {
		if o.Name == "STANDARD" {
			standard++
		}
		start, err := time.Parse("20060102T150405", o.Props.Get("DTSTART").Value)
		if err != nil {
			t.Fatal(err)
		}
		from, to := readOffset(t, o.Props.Get("TZOFFSETFROM").Value), readOffset(t, o.Props.Get("TZOFFSETTO").Value)
		walls := []time.Time{start}
		if rule := o.Props.Get("RRULE"); rule != nil {
			walls = yearlyWalls(t, start, rule.Value)
		}
		for _, w := range walls {
			changes = append(changes, change{w.Add(-time.Duration(from) * time.Second), to})
		}
	}
	if standard == 0 {
		t.Errorf("no STANDARD in\n%s", out)
	}
	return changes
}

func offsetIn(changes []change, at time.Time) int {
	offset, latest := -1, time.Time{}
	for _, c := range changes {
		if !c.at.After(at) && c.at.After(latest) {
			offset, latest = c.to, c.at
		}
	}
	return offset
}

func readOffset(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s[1:])
	if err != nil || len(s) != 5 {
		t.Fatalf("offset %q", s)
	}
	n = n/100*3600 + n%100*60
	if s[0] == '-' {
		return -n
	}
	return n
}

// yearlyWalls finds the days of a yearly rule for five years by looking at each.
func yearlyWalls(t *testing.T, start time.Time, rule string) []time.Time {
	t.Helper()
	parts := map[string]string{}
	for part := range strings.SplitSeq(rule, ";") {
		key, value, _ := strings.Cut(part, "=")
		parts[key] = value
	}
	var out []time.Time
	month := time.Month(atoi(t, parts["BYMONTH"]))
	for day := start; day.Year() < start.Year()+5; day = day.AddDate(0, 0, 1) {
		if day.Month() != month {
			day = time.Date(day.Year(), day.Month()+1, 0, day.Hour(), day.Minute(), 0, 0, time.UTC)
			continue
		}
		if !strings.HasSuffix(parts["BYDAY"], strings.ToUpper(day.Weekday().String()[:2])) {
			continue
		}
		nth := parts["BYDAY"][:len(parts["BYDAY"])-2]
		switch {
		case nth == "-1" && day.AddDate(0, 0, 7).Month() == day.Month():
		case nth != "" && nth != "-1" && (day.Day()-1)/7+1 != atoi(t, nth):
		case parts["BYMONTHDAY"] != "" && !strings.Contains(","+parts["BYMONTHDAY"]+",", ","+strconv.Itoa(day.Day())+","):
		default:
			out = append(out, day)
		}
	}
	return out
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
