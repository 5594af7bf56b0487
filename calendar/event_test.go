package calendar

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/program"
)

var update = flag.Bool("update", false, "write the goldens")

func sampleEvent() Event {
	return Event{
		Method:    Request,
		UID:       "4k7q2m9v1c8e5t3h6j0b@peerpost.example.org",
		Stamp:     time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC),
		Organizer: Party{"Engineering peer mentoring", "peers+4k7q@example.org"},
		Attendees: []Party{{"Ada Lovelace", "ada@example.org"}, {"Łukasz Żółć-Nguyễn, 数学とプログラミングの会", "lukasz@example.org"}},
		Summary:   "Ada and Łukasz: Engineering peer mentoring",
		Description: "What went well? What is hard?\n\nThe program pairs you for six months; " +
			"answer this invitation, or move the series with the link below.\nBackslash \\, comma, semicolon; done. 🙂",
		URL:      "https://peers.example.org/l/q?x=1",
		Zone:     "America/New_York",
		First:    time.Date(2027, 2, 9, 9, 0, 0, 0, time.UTC),
		Duration: 45 * time.Minute,
		Every:    weekly,
		Count:    9,
		Skipped:  []time.Time{time.Date(2027, 3, 30, 9, 0, 0, 0, time.UTC)},
	}
}

func TestEventsMatchTheGoldens(t *testing.T) {
	request := sampleEvent()
	cancel := sampleEvent()
	cancel.Method, cancel.Sequence, cancel.Stamp = Cancel, 3, cancel.Stamp.AddDate(0, 1, 0)
	moved := sampleEvent()
	moved.Sequence, moved.Recurrence, moved.First = 4, time.Date(2027, 3, 9, 9, 0, 0, 0, time.UTC), time.Date(2027, 3, 10, 11, 30, 0, 0, time.UTC)
	skipped := moved
	skipped.Method, skipped.First = Cancel, moved.Recurrence
	for name, e := range map[string]Event{"request.ics": request, "cancel.ics": cancel, "moved.ics": moved, "skipped.ics": skipped} {
		got, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestEncodingTwiceGivesTheSameBytes(t *testing.T) {
	first, err1 := sampleEvent().Encode()
	second, err2 := sampleEvent().Encode()
	if err1 != nil || err2 != nil || !bytes.Equal(first, second) {
		t.Errorf("%v %v\n%s", err1, err2, cmp.Diff(string(first), string(second)))
	}
}

func TestTimesOfAnEvent(t *testing.T) {
	for _, c := range []struct {
		why   string
		event func(*Event)
		want  map[string]string
	}{
		{"UNTIL is the last start in UTC, after the clocks changed", func(e *Event) { e.Skipped = nil },
			map[string]string{"RRULE": "FREQ=WEEKLY;INTERVAL=1;UNTIL=20270406T130000Z;BYDAY=TU", "EXDATE": "",
				"DTSTART": "America/New_York 20270209T090000", "DTEND": "America/New_York 20270209T094500"}},
		{"a summer EXDATE of a winter series has DTSTART's form", func(*Event) {},
			map[string]string{"EXDATE": "America/New_York 20270330T090000"}},
		{"a skipped last session ends the rule earlier", func(e *Event) { e.Skipped = []time.Time{wall(t, "2027-04-06 09:00")} },
			map[string]string{"RRULE": "FREQ=WEEKLY;INTERVAL=1;UNTIL=20270330T130000Z;BYDAY=TU", "EXDATE": ""}},
		{"a single session has no rule", func(e *Event) { e.Count = 1 }, map[string]string{"RRULE": "", "EXDATE": ""}},
		{"months keep the weekday", func(e *Event) { e.Every, e.Count, e.Skipped = monthly, 3, nil },
			map[string]string{"RRULE": "FREQ=MONTHLY;INTERVAL=1;UNTIL=20270413T130000Z;BYDAY=2TU"}},
		{"a fifth weekday is the last", func(e *Event) { e.Every, e.Count, e.First, e.Skipped = monthly, 2, wall(t, "2027-01-29 09:00"), nil },
			map[string]string{"RRULE": "FREQ=MONTHLY;INTERVAL=1;UNTIL=20270226T140000Z;BYDAY=-1FR"}},
		{"a session over midnight", func(e *Event) { e.First, e.Count = wall(t, "2027-02-09 23:30"), 1 },
			map[string]string{"DTEND": "America/New_York 20270210T001500"}},
		{"a session over a change of clocks keeps its length", func(e *Event) { e.First, e.Count = wall(t, "2027-03-14 01:30"), 1 },
			map[string]string{"DTEND": "America/New_York 20270314T031500"}},
		{"an end that happens twice is said as a duration", func(e *Event) { e.First, e.Count, e.Duration = wall(t, "2027-11-07 00:30"), 1, 90*time.Minute },
			map[string]string{"DTEND": "", "DURATION": "PT90M"}},
	} {
		t.Run(c.why, func(t *testing.T) {
			e := sampleEvent()
			c.event(&e)
			got := map[string]string{}
			for name := range c.want {
				var values []string
				for _, p := range vevent(t, e).Props[name] {
					values = append(values, strings.TrimSpace(p.Params.Get("TZID")+" "+p.Value))
				}
				got[name] = strings.Join(values, ", ")
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("properties (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCancellationSaysAllOfTheSeriesAgain(t *testing.T) {
	e := sampleEvent()
	request := vevent(t, e)
	e.Method, e.Sequence = Cancel, 1
	cancel := vevent(t, e)
	for _, name := range []string{"UID", "DTSTART", "DTEND", "RRULE", "EXDATE", "ORGANIZER", "ATTENDEE"} {
		if diff := cmp.Diff(request.Props[name], cancel.Props[name]); diff != "" {
			t.Errorf("%s (-request +cancel):\n%s", name, diff)
		}
	}
	if status := cancel.Props.Get("STATUS").Value; status != "CANCELLED" {
		t.Errorf("STATUS is %s", status)
	}
	if len(request.Children) != 1 || len(cancel.Children) != 0 {
		t.Errorf("got %d and %d reminders, want one in the request only", len(request.Children), len(cancel.Children))
	}
}

func TestEventsNoCalendarWouldTakeAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Event){
		"another method":           func(e *Event) { e.Method = "PUBLISH" },
		"no UID":                   func(e *Event) { e.UID = "" },
		"a UID of two lines":       func(e *Event) { e.UID = "a\r\nATTENDEE:mailto:x@example.org" },
		"a negative sequence":      func(e *Event) { e.Sequence = -1 },
		"no stamp":                 func(e *Event) { e.Stamp = time.Time{} },
		"no attendees":             func(e *Event) { e.Attendees = nil },
		"no organizer":             func(e *Event) { e.Organizer = Party{} },
		"an address of two lines":  func(e *Event) { e.Attendees[0].Address = "ada@example.org\r\nX:y" },
		"no duration":              func(e *Event) { e.Duration = 0 },
		"seconds":                  func(e *Event) { e.Duration = 90 * time.Second },
		"no sessions":              func(e *Event) { e.Count = 0 },
		"only skipped sessions":    func(e *Event) { e.Count, e.Skipped = 1, []time.Time{e.First} },
		"an unknown zone":          func(e *Event) { e.Zone = "Local" },
		"a URL that is a script":   func(e *Event) { e.URL = "javascript:alert(1)" },
		"a URL with a line break":  func(e *Event) { e.URL = "https://example.org/\r\nX:y" },
		"a URL with a next-line":   func(e *Event) { e.URL = "https://example.org/?\u0085" },
		"a relative URL":           func(e *Event) { e.URL = "/l/q" },
		"sessions every 5 minutes": func(e *Event) { e.Every = program.Length{N: 5, Unit: program.Minutes} },
	} {
		e := sampleEvent()
		e.Attendees = slices.Clone(e.Attendees)
		spoil(&e)
		if out, err := e.Encode(); err == nil {
			t.Errorf("%s: want an error, got\n%s", name, out)
		}
	}
}

func TestTextFromPeopleStaysText(t *testing.T) {
	evil := []string{
		"Ada\r\nATTENDEE:mailto:eve@example.org", "Ada\nEND:VEVENT", "Ada\rX:y", "nul\x00", `Ada "Countess" Lovelace`, `";X=y:`, `a:b;c,d`,
		"tab\there", "next\u0085line", "para\u2029graph", "\xff\xfe", "^n^^^'", "", `\n\`, " \r\n folded", "🙂" + strings.Repeat("é", 99),
	}
	piece := rapid.OneOf(rapid.SampledFrom(evil), rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
	text := rapid.Map(rapid.SliceOfN(piece, 0, 4), func(s []string) string { return strings.Join(s, "") })
	rapid.Check(t, func(t *rapid.T) {
		e := sampleEvent()
		e.Organizer.Name, e.Attendees[0].Name = text.Draw(t, "organizer"), text.Draw(t, "attendee")
		e.Summary, e.Description = text.Draw(t, "summary"), text.Draw(t, "description")
		event := vevent(t, e)
		if n := len(event.Props["ATTENDEE"]); n != 2 {
			t.Fatalf("got %d attendees, want 2", n)
		}
		if n := len(event.Props); n != 14 && !(n == 13 && e.Description == "") {
			t.Fatalf("got properties %v", event.Props)
		}
		summary, err1 := event.Props.Text("SUMMARY")
		description, err2 := event.Props.Text("DESCRIPTION")
		got := []string{summary, description, event.Props.Get("ORGANIZER").Params.Get("CN"), event.Props["ATTENDEE"][0].Params.Get("CN")}
		want := []string{plainText(e.Summary), plainText(e.Description), e.Organizer.commonName(), e.Attendees[0].commonName()}
		if diff := cmp.Diff(want, got); diff != "" || err1 != nil || err2 != nil {
			t.Fatalf("%v %v (-want +got):\n%s", err1, err2, diff)
		}
	})
}

// vevent encodes e, checks the form of every line, and reads the VEVENT back.
func vevent(t interface {
	Helper()
	Fatal(...any)
}, e Event) *ical.Component {
	t.Helper()
	out, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	text := string(out)
	if !utf8.ValidString(text) || strings.ContainsAny(strings.ReplaceAll(text, "\r\n", ""), "\r\n\x00") {
		t.Fatal(fmt.Sprintf("not lines of UTF-8: %q", text))
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Fatal(fmt.Sprintf("%d octets: %q", len(line), line))
		}
	}
	cal, err := ical.NewDecoder(bytes.NewReader(out)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	if len(cal.Children) != 2 || cal.Children[0].Name != "VTIMEZONE" || cal.Children[1].Name != "VEVENT" {
		t.Fatal(fmt.Sprintf("not one VTIMEZONE and one VEVENT:\n%s", text))
	}
	return cal.Children[1]
}
