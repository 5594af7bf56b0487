package jobs_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// Go's own fuzzing counts what is new in every package, also in SQLite's 200,000
// lines: it takes minutes to build and then finds each message new.
var (
	soak     = flag.Duration("soak", time.Second, "how long messages are made up that may come in")
	soakSeed = flag.Uint64("soakseed", 1, "of those messages")
)

// mostFollow is how many messages may follow from one: to both of a pair, for each of
// the 20 answers that a calendar may have.
const mostFollow = 40

func TestWhateverComesInIsNoTroubleAndChangesNoMeeting(t *testing.T) {
	t.Parallel()
	var scene jobstest.Scene
	seeds, r, begun := answersTo(scene.World(t, "sqlite", playByTags)), rand.New(rand.NewPCG(*soakSeed, 1)), time.Now()
	came, followed := 0, 0
	for (time.Since(begun) < *soak || came < len(seeds)) && !t.Failed() {
		t.Run("to a new pair", func(t *testing.T) {
			w := byTags(scene.World(t, "sqlite", playByTags))
			for range 50 {
				message := madeUp(r, seeds)
				if came++; came <= len(seeds) {
					message = seeds[came-1]
				}
				follow := takes(t, w, message)
				if t.Failed() {
					t.Fatalf("-soakseed %d, message %d:\n%q", *soakSeed, came, message)
				}
				if follow > 0 {
					followed++
					return
				}
			}
		})
	}
	if followed == 0 {
		t.Error("nothing follows from anything")
	}
	t.Logf("-soakseed %d: %d messages came, something followed from %d", *soakSeed, came, followed)
}

// takes lets one message come in, and is how many follow from it.
func takes(t *testing.T, w *jobstest.World, message string) (follow int) {
	t.Helper()
	meetings, before := meetingsOf(t, w), len(outboxOf(t, w))
	became, err := w.Receive(t.Context(), strings.NewReader(message), w.Now)
	if err != nil || became == "" || strings.ContainsAny(became, "\r\n") {
		t.Errorf("%q, %v", became, err)
	}
	if follow = len(outboxOf(t, w)) - before; follow > mostFollow {
		t.Errorf("%d messages follow", follow)
	}
	if follow > 0 {
		w.RunTo(w.Now.Add(time.Minute))
	}
	for _, row := range outboxOf(t, w) {
		if row.State == program.OutboxFailed || row.State == program.OutboxUnknown {
			t.Errorf("%s ends %s: %s", row.Kind, row.State, row.Reason)
		}
	}
	if diff := cmp.Diff(meetings, meetingsOf(t, w)); diff != "" {
		t.Errorf("the meetings change (-before +after):\n%s", diff)
	}
	return follow
}

// answersTo are messages that say something to a pair's invitations: in the ways that
// calendars do, and in others.
func answersTo(w *jobstest.World) (all []string) {
	zone := "BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
	counter := strings.NewReplacer("=REPLY", "=COUNTER", ":REPLY", ":COUNTER", "ATTENDEE;", "DTSTART:20270210T150000Z\r\nATTENDEE:mailto:b@example.org\r\nATTENDEE;")
	for _, m := range w.Delivered() {
		if m.ICS == nil {
			continue
		}
		session := startOf.FindStringSubmatch(string(m.ICS))[1]
		for _, from := range []string{m.To, "ana@elsewhere.example"} {
			whole := answerMail(m, from, "DECLINED", vouchedFor("example.org"))
			one := answerMail(m, from, "DECLINED", "", "RECURRENCE-ID;TZID=Europe/Berlin:"+session, "COMMENT:not then\\, please")
			event, many := one[strings.Index(one, "BEGIN:VEVENT"):strings.Index(one, "END:VCALENDAR")], ""
			for i := range 60 {
				many += strings.NewReplacer("T110000Z", fmt.Sprintf("T11%02d00Z", i), "DECLINED", []string{"DECLINED", "TENTATIVE"}[i%2]).Replace(event)
			}
			all = append(all, whole, one, counter.Replace(whole), counter.Replace(one), strings.ReplaceAll(whole, "REPLY", "REFRESH"),
				strings.NewReplacer("BEGIN:VEVENT", zone, "=Europe/Berlin", "=x").Replace(one), strings.Replace(whole, "END:VCALENDAR", many+"END:VCALENDAR", 1))
		}
	}
	return all
}

var (
	aNumber   = regexp.MustCompile(`\d+(T\d+Z?)?`)
	anAddress = regexp.MustCompile(`[\w+.]+@[\w.]+`)

	oddNumbers   = []string{"0", "-3", "2147483647", "2147483648", "99999999999999999999", "20270209T140000Z", "21991231T235959", "99991231T235959Z", "00000101T000000Z", "20270328T023000", "16010101T000000"}
	oddAddresses = []string{"a@example.org", "B@Example.ORG", "d@example.org", "peerpost@example.org", "x@evil.example, a@example.org", "\"a\"@example.org", "@", "a@example.org\r\n\r\n"}
	oddPieces    = []string{"\x00", "\"", ";", ":", ",", "\\", "=", "\r\n ", "\xff\xfe", "\u202e", "<script>{{.}}</script>", "%s%n", "http://evil.example/", strings.Repeat("x", 9000), strings.Repeat("é", 900)}
	oddLines     = []string{"From: b@example.org", "Content-Transfer-Encoding: base64", "Content-Type: multipart/mixed; boundary=a", "--a", "", "SEQUENCE:1", "STATUS:CANCELLED", "METHOD:CANCEL",
		"ATTENDEE;PARTSTAT=DELEGATED:mailto:a@example.org", "ATTENDEE;CN=x", "RECURRENCE-ID;VALUE=DATE:20270209", "RRULE:FREQ=SECONDLY", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "COMMENT;X=\"a\"b:y"}
)

// madeUp is a message like those of seeds, with some of its lines changed.
func madeUp(r *rand.Rand, seeds []string) string {
	lines := strings.Split(seeds[r.IntN(len(seeds))], "\r\n")
	pick := func(all []string) string { return all[r.IntN(len(all))] }
	for range 1 + r.IntN(4) {
		at := r.IntN(len(lines))
		switch r.IntN(8) {
		case 0:
			lines[at] = pick(oddLines)
		case 1:
			lines = slices.Insert(lines, at, pick(oddLines))
		case 2:
			lines = slices.Insert(lines, at, pick(strings.Split(pick(seeds), "\r\n")))
		case 3:
			lines = slices.Insert(lines, at, lines[r.IntN(len(lines))])
		case 4, 5:
			lines[at] = anAddress.ReplaceAllLiteralString(aNumber.ReplaceAllLiteralString(lines[at], pick(oddNumbers)), pick(oddAddresses))
		case 6:
			in := r.IntN(len(lines[at]) + 1)
			lines[at] = lines[at][:in] + pick(oddPieces) + lines[at][in:]
		case 7:
			lines = lines[:at+1]
		}
	}
	return strings.Join(lines, "\r\n")
}

// meetingsOf is all that is known of the Series and Sessions of the only Pairing.
func meetingsOf(t *testing.T, w *jobstest.World) []string {
	t.Helper()
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatalf("%v, %v", pairings, err)
	}
	series, err := w.Store.SeriesOf(t.Context(), pairings[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{fmt.Sprintf("%+v", pairings[0])}
	for _, s := range series {
		all = append(all, fmt.Sprintf("%+v", s))
	}
	for _, s := range sessionsOf(t, w, pairings[0].ID) {
		all = append(all, fmt.Sprintf("%+v", s))
	}
	return all
}

func outboxOf(t *testing.T, w *jobstest.World) []program.OutboxRow {
	t.Helper()
	rows, err := w.Store.Outbox(t.Context(), db.OutboxFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
