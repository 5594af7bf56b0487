package calendar

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/program"
)

// incoming wraps a VEVENT's lines as a calendar's answer.
func incoming(method string, lines ...string) []byte {
	head := []string{"BEGIN:VCALENDAR", "PRODID:-//Somebody//Calendar//EN", "VERSION:2.0"}
	if method != "" {
		head = append(head, "METHOD:"+method)
	}
	body := append(append(head, lines...), "END:VCALENDAR", "")
	return []byte(strings.Join(body, "\r\n"))
}

func event(lines ...string) []string {
	return append(append([]string{"BEGIN:VEVENT", "UID:4k7q@example.org", "DTSTAMP:20270201T080000Z"}, lines...), "END:VEVENT")
}

func TestAnswersAreReadAsCalendarsWriteThem(t *testing.T) {
	stamp := time.Date(2027, 2, 1, 8, 0, 0, 0, time.UTC)
	with := func(edit func(*IncomingAnswer)) []IncomingAnswer {
		a := IncomingAnswer{UID: "4k7q@example.org", Guests: []IncomingGuest{{Address: "ana@example.org", Answer: program.Accepted}}, Stamp: stamp}
		edit(&a)
		return []IncomingAnswer{a}
	}
	outlookZone := []string{"BEGIN:VTIMEZONE", "TZID:Mitteleuropäische Zeit", "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
		"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
		"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE"}
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2027, month, day, hour, 0, 0, 0, time.UTC)
	}
	for name, test := range map[string]struct {
		method string
		raw    []byte
		want   []IncomingAnswer
	}{
		"Gmail": {"REPLY", incoming("REPLY", event("ORGANIZER;CN=Peers:mailto:peers@example.org", "SEQUENCE:2",
			"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=ana@e", " xample.org;X-NUM-GUESTS=0:mailto:ana@example.org")...),
			with(func(a *IncomingAnswer) { a.Sequence = 2 })},
		"Exchange, one session, without an organizer, its zone by a Windows name": {"REPLY", incoming("REPLY", event("ATTENDEE;PARTSTAT=DECLINED;CN=Ana:MAILTO:Ana@example.org",
			"RECURRENCE-ID;TZID=W. Europe Standard Time:20270713T140000", "COMMENT;LANGUAGE=de-DE:Zahnarzt\\, leider\\n")...),
			with(func(a *IncomingAnswer) {
				a.Guests[0] = IncomingGuest{Address: "Ana@example.org", Answer: program.Declined}
				a.Recurrence, a.Comment = at(7, 13, 12), "Zahnarzt, leider"
			})},
		"Outlook in German, its zone by a VTIMEZONE of 1601, in summer": {"REPLY", incoming("REPLY", append(outlookZone, event("ATTENDEE;PARTSTAT=TENTATIVE:mailto:ana@example.org",
			"RECURRENCE-ID;TZID=Mitteleuropäische Zeit:20270713T140000")...)...),
			with(func(a *IncomingAnswer) { a.Guests[0].Answer, a.Recurrence = program.Tentative, at(7, 13, 12) })},
		"and in winter": {"REPLY", incoming("REPLY", append(outlookZone, event("ATTENDEE;PARTSTAT=TENTATIVE:mailto:ana@example.org",
			"RECURRENCE-ID;TZID=\"Mitteleuropäische Zeit\":20270112T140000")...)...),
			with(func(a *IncomingAnswer) { a.Guests[0].Answer, a.Recurrence = program.Tentative, at(1, 12, 13) })},
		"Apple, with a byte order mark and bare line feeds": {"REPLY", append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(incoming("REPLY",
			event("ATTENDEE;CN=\"Ana: the first\";PARTSTAT=ACCEPTED:mailto:ana@example.org", "RECURRENCE-ID;TZID=America/New_York:20270309T090000")...), []byte("\r\n"), []byte("\n"))...),
			with(func(a *IncomingAnswer) { a.Recurrence = at(3, 9, 14) })},
		"without any method":          {"", incoming("", event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...), with(func(*IncomingAnswer) {})},
		"the method in the part only": {"reply", incoming("", event("ATTENDEE;PARTSTAT=ACCEPTED:ana@example.org")...), with(func(*IncomingAnswer) {})},
		"a broken line among good ones": {"REPLY", incoming("REPLY", event("ATTENDEE;CN=x", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...),
			with(func(*IncomingAnswer) {})},
		"a series, and one session otherwise": {"REPLY", incoming("REPLY", append(event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org"),
			event("ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.org", "RECURRENCE-ID:20270309T140000Z")...)...),
			append(with(func(*IncomingAnswer) {}), with(func(a *IncomingAnswer) { a.Guests[0].Answer, a.Recurrence = program.Declined, at(3, 9, 14) })...)},
		"delegated": {"REPLY", incoming("REPLY", event("ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:ben@example.org\":mailto:ana@example.org")...),
			with(func(a *IncomingAnswer) { a.Guests[0].Answer, a.Guests[0].Delegated = "", true })},
		"everybody, as a COUNTER names them": {"COUNTER", incoming("COUNTER", event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@example.org", "ATTENDEE:mailto:ana@example.org", "DTSTART:20270310T090000Z")...),
			with(func(a *IncomingAnswer) {
				a.Guests, a.Start = []IncomingGuest{{Address: "ben@example.org", Answer: program.Accepted}, {Address: "ana@example.org"}}, at(3, 10, 9)
			})},
		"an event that says nothing, before one that does": {"REPLY", incoming("REPLY", append(event("SEQUENCE:-1", "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.org"),
			event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...)...), with(func(*IncomingAnswer) {})},
		"another time": {"COUNTER", incoming("COUNTER", event("ATTENDEE;PARTSTAT=TENTATIVE:mailto:ana@example.org", "RECURRENCE-ID:20270309T140000Z",
			"DTSTART;TZID=Europe/Berlin:20270310T100000", "DTEND;TZID=Europe/Berlin:20270310T104500")...),
			with(func(a *IncomingAnswer) {
				a.Guests[0].Answer, a.Recurrence, a.Start, a.End = program.Tentative, at(3, 9, 14), at(3, 10, 9), at(3, 10, 9).Add(45*time.Minute)
			})},
	} {
		got, err := ReadIncoming(test.raw, test.method)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(test.want, got.Answers); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatIsNoAnswerIsRefusedInOneLine(t *testing.T) {
	for want, raw := range map[string][]byte{
		"found no calendar, or one that does not end":                       []byte("hello"),
		`found the method "REQUEST", expected an answer`:                    incoming("REQUEST", event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...),
		"found nobody's answer":                                             incoming("REPLY", event("ATTENDEE:mailto:ana@example.org")...),
		"found no UID":                                                      incoming("REPLY", "BEGIN:VEVENT", "DTSTAMP:20270201T080000Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org", "END:VEVENT"),
		`RECURRENCE-ID: found the time zone "Nowhere", expected one`:        incoming("REPLY", event("RECURRENCE-ID;TZID=Nowhere:20270309T090000", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...),
		`RECURRENCE-ID: found "20270309", expected a date and a time`:       incoming("REPLY", event("RECURRENCE-ID;VALUE=DATE:20270309", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...),
		`SEQUENCE: found "3000000000", expected 0 to 2147483647`:            incoming("REPLY", event("SEQUENCE:3000000000", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...),
		`SEQUENCE: found "99999999999999999999", expected`:                  incoming("REPLY", event("SEQUENCE:99999999999999999999", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...),
		`SEQUENCE: found "-3", expected`:                                    incoming("REPLY", event("SEQUENCE:-3", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...),
		"RECURRENCE-ID: found the year 10000, expected 1970 to 2200":        incoming("REPLY", event("RECURRENCE-ID;TZID=America/New_York:99991231T235959", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...),
		"DTSTART: found the year 2201, expected":                            incoming("COUNTER", event("DTSTART:22010101T000000Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...),
		"DTSTAMP: found the year 0, expected":                               incoming("REPLY", "BEGIN:VEVENT", "UID:x", "DTSTAMP:00000101T000000Z", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org", "END:VEVENT"),
		"found 300000 bytes, expected at most 262144":                       bytes.Repeat([]byte("x"), 300_000),
		"found a line of 10002 bytes, expected at most 8192":                incoming("REPLY", "X:"+strings.Repeat("x", 10_000)),
		"found more, or deeper nested, than an answer to an invitation has": []byte(strings.Repeat("BEGIN:VCALENDAR\r\n", 500)),
	} {
		_, err := ReadIncoming(raw, "")
		if err == nil || !strings.HasPrefix(err.Error(), "read calendar: "+want) || strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

// hostile makes calendars that have broken readers: long and deep, cut and doubled.
func hostile(r *rand.Rand) []byte {
	base := incoming("REPLY", event("ATTENDEE;CN=\"a\";PARTSTAT=ACCEPTED:mailto:ana@example.org", "RECURRENCE-ID;TZID=Europe/Berlin:20270309T090000")...)
	pieces := []string{"\x00", "\"", ";", ":", "\r\n ", "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "ATTENDEE;CN=x\r\n", "CN=\"a\"b", "RRULE:FREQ=SECONDLY\r\n", "=", "\\", "\xff", "TZID=",
		strings.Repeat(":", 100_000), strings.Repeat(";A=b", 30_000), strings.Repeat("BEGIN:X\r\n", 3000), strings.Repeat("X:y\r\n", 20_000), strings.Repeat("\r\n ", 50_000), strings.Repeat("\"", 9000)}
	for range 1 + r.IntN(6) {
		at := r.IntN(len(base) + 1)
		base = append(base[:at:at], append([]byte(pieces[r.IntN(len(pieces))]), base[at:]...)...)
	}
	if r.IntN(4) == 0 {
		base = base[:r.IntN(len(base)+1)]
	}
	return base
}

func TestThousandHostileCalendarsTakeBoundedTimeAndMemory(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var longest time.Duration
	for i := range 1000 {
		raw := hostile(r)
		begun := time.Now()
		_, err := ReadIncoming(raw, "REPLY")
		if took := time.Since(begun); took > longest {
			longest = took
		}
		if err != nil && strings.ContainsAny(err.Error(), "\r\n") {
			t.Fatalf("calendar %d: %q is more than a line", i, err)
		}
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / 1000; each > 16<<20 {
		t.Errorf("%d bytes a calendar", each)
	}
	if longest > 5*time.Second { // 20 ms on a quiet machine
		t.Errorf("the longest took %s", longest)
	}
}

// The rules of a time zone are expanded, so that one could name millions of moments.
func TestZoneWhoseClocksChangeEachSecondTakesNoTime(t *testing.T) {
	lines := []string{"BEGIN:VTIMEZONE", "TZID:x"}
	for range 190 {
		lines = append(lines, "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETTO:+0100",
			"RRULE:FREQ=YEARLY;BYSECOND="+strings.Repeat("1,2,3,4,5,6,7,8,9,", 40)+"0;BYMINUTE=1,2,3,4,5,6,7,8,9;BYHOUR=1,2,3,4,5;BYYEARDAY=1,2,3,4,5,6,7", "END:STANDARD")
	}
	lines = append(append(lines, "END:VTIMEZONE"), event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.org", "RECURRENCE-ID;TZID=x:20270309T090000")...)
	begun := time.Now()
	if _, err := ReadIncoming(incoming("REPLY", lines...), ""); err != nil || time.Since(begun) > 3*time.Second { // 10 ms on a quiet machine
		t.Errorf("%v after %s", err, time.Since(begun))
	}
}

func TestManyZonesForManyEventsTakeNoTime(t *testing.T) {
	lines := []string{"BEGIN:VTIMEZONE", "TZID:x"}
	for i := range 120 {
		rule := []string{"BYMONTH=1;BYMONTHDAY=" + strings.Repeat("1,", 30) + "1", "BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU"}[i%2]
		lines = append(lines, "BEGIN:STANDARD", fmt.Sprintf("DTSTART:19%02d0101T000000", i%90+10), "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;"+rule, "END:STANDARD")
	}
	lines = append(lines, "END:VTIMEZONE")
	for i := range 70 {
		lines = append(lines, "BEGIN:VEVENT", fmt.Sprintf("UID:%d", i), "DTSTAMP;TZID=x:20270101T000000", fmt.Sprintf("RECURRENCE-ID;TZID=x:20%d0101T000000", i+20), fmt.Sprintf("DTSTART;TZID=x:20%d0101T000000", i+20), "ATTENDEE:mailto:a@example.org", "END:VEVENT")
	}
	begun := time.Now()
	if _, err := ReadIncoming(incoming("COUNTER", lines...), ""); time.Since(begun) > time.Second { // 50 ms on a quiet machine
		t.Errorf("%v after %s", err, time.Since(begun))
	}
}

func TestNewestAnswerToEachThingIsReadAndNoMoreThanTwenty(t *testing.T) {
	one := func(second int, more ...string) []string {
		return append([]string{"BEGIN:VEVENT", "UID:4k7q@example.org", fmt.Sprintf("DTSTAMP:20270201T0800%02dZ", second)}, append(more, "END:VEVENT")...)
	}
	yes, no := "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org", "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.org"
	var many, asked []string
	for i := range 40 {
		many = append(many, one(i, yes, fmt.Sprintf("RECURRENCE-ID:202703%02dT090000Z", i%30+1))...)
		asked = append(asked, one(i, yes, fmt.Sprintf("RECURRENCE-ID:202703%02dT090000Z", i%30+1))...)
	}
	for name, test := range map[string]struct {
		raw    []byte
		want   int
		answer program.PartStat
		second int
	}{
		"the later":                     {incoming("REPLY", slices.Concat(one(1, yes), one(3, no), one(2, yes))...), 1, program.Declined, 3},
		"the one to a later invitation": {incoming("REPLY", slices.Concat(one(3, yes), one(1, no, "SEQUENCE:1"), one(2, yes))...), 1, program.Declined, 1},
		"in two zones": {incoming("REPLY", slices.Concat(one(1, yes, "RECURRENCE-ID:20270309T140000Z"), one(2, no, "RECURRENCE-ID;TZID=America/New_York:20270309T090000"))...), 1,
			program.Declined, 2},
		"of many sessions":      {incoming("REPLY", many...), 20, program.Accepted, 30},
		"one invitation wanted": {incoming("REFRESH", asked...), 1, program.Accepted, 39},
	} {
		in, err := ReadIncoming(test.raw, "")
		if err != nil || len(in.Answers) != test.want || in.Answers[0].Guests[0].Answer != test.answer || in.Answers[0].Stamp.Second() != test.second {
			t.Errorf("%s: %d answers, the first %+v, %v", name, len(in.Answers), in.Answers[0], err)
		}
	}
}

func FuzzReadIncoming(f *testing.F) {
	f.Add(incoming("REPLY", event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org")...), "REPLY")
	f.Add(incoming("COUNTER", event("ATTENDEE;CN=\"a\"b:mailto:ana@example.org", "DTSTART;TZID=W. Europe Standard Time:20270310T100000")...), "")
	for seed := range uint64(5) {
		f.Add(hostile(rand.New(rand.NewPCG(seed, 1))), "REPLY")
	}
	f.Fuzz(func(t *testing.T, raw []byte, method string) {
		in, err := ReadIncoming(raw, method)
		if err == nil && len(in.Answers) == 0 {
			t.Error("neither an answer nor an error")
		}
		for _, a := range in.Answers {
			if a.UID == "" || len(a.Guests) == 0 || a.Guests[0].Address == "" || len([]rune(a.Comment)) > longestComment || a.Sequence < 0 || a.Sequence > math.MaxInt32 ||
				a.Stamp.Year() < firstYear || a.Stamp.Year() > lastYear || len(in.Answers) > mostAnswers {
				t.Errorf("%+v", a)
			}
		}
	})
}
