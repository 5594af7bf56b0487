package jobs_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// What has become of somebody's introduction and invitation when a partner
// leaves, and becomes of them afterwards.
const (
	held    = "held"
	waiting = "waiting"
	sent    = "sent"
	// Being sent, and then:
	delivered = "delivered"
	putOff    = "put off"
	unknown   = "unknown"
	killed    = "left behind by a killed worker"
)

// departure is one line of the table: how Ana goes, when, and how far word to
// Ben and to her had come by then. Of three, it had come as far to Cem as to her.
type departure struct {
	way, day string
	ben, ana string
	three    bool
}

// ways are how somebody goes, while what was being sent is settled.
var ways = map[string]func(t *testing.T, w *jobstest.World, settle func()){
	"leaves": func(t *testing.T, w *jobstest.World, settle func()) {
		leave(t, w, "a@example.org")
		settle()
	},
	"is erased": func(t *testing.T, w *jobstest.World, settle func()) {
		erase(t, w, "a@example.org")
		settle()
	},
	"leaves, and is erased meanwhile": func(t *testing.T, w *jobstest.World, settle func()) {
		leave(t, w, "a@example.org")
		erase(t, w, "a@example.org")
		settle()
	},
	"leaves, and is erased then": func(t *testing.T, w *jobstest.World, settle func()) {
		leave(t, w, "a@example.org")
		settle()
		erase(t, w, "a@example.org")
	},
	"has gone for good": func(t *testing.T, w *jobstest.World, settle func()) {
		imports(t, w, "email,status\na@example.org,terminated\n")
		settle()
	},
	"pauses": func(t *testing.T, w *jobstest.World, settle func()) {
		pauses(t, w, program.Date{Year: 2027, Month: 5, Day: 3}, "a@example.org")
		settle()
	},
}

// TestNoSilentLossHoweverSomebodyGoes lets Ana go in every way, at every step of
// what leaves for Ben and for her, in the middle of a week and before a weekend:
// Ben hears exactly what is true, the calendars say so, an Administrator knows of
// who is alone, and nothing waits for ever.
func TestNoSilentLossHoweverSomebodyGoes(t *testing.T) {
	t.Parallel()
	var lines []departure
	for way := range ways {
		for _, how := range []string{held, waiting, sent, delivered, putOff, unknown, killed} {
			lines = append(lines, departure{way, "midweek", how, how, false})
		}
		if way == "pauses" { // it changes nothing of this
			continue
		}
		for _, how := range []string{held, waiting, sent, delivered} {
			lines = append(lines, departure{way, "weekend", how, how, false})
		}
		if strings.HasPrefix(way, "leaves, and") { // for who stays it is as leaving, or being erased
			continue
		}
		for _, how := range []string{waiting, putOff, unknown, killed} {
			lines = append(lines, departure{way, "midweek", how, delivered, false}, departure{way, "weekend", delivered, how, false}, departure{way, "midweek", how, delivered, true})
		}
		for _, how := range []string{held, waiting, sent, delivered, putOff, unknown, killed} {
			lines = append(lines, departure{way, "weekend", how, how, true})
		}
	}
	scenes := map[string]*jobstest.Scene{}
	for _, line := range lines {
		scenes[line.scene()] = &jobstest.Scene{}
	}
	for _, line := range lines {
		t.Run(fmt.Sprintf("Ana %s, of three %t, %s, Ben's %s, Ana's %s", line.way, line.three, line.day, line.ben, line.ana), func(t *testing.T) {
			t.Parallel()
			w := scenes[line.scene()].World(t, "sqlite", func(w *jobstest.World) { line.play(t, w) })
			line.run(t, w)
		})
	}
}

func (d departure) inFlight() bool {
	return d.ben != d.ana || d.ben != held && d.ben != waiting && d.ben != sent
}

func (d departure) scene() string {
	return fmt.Sprint(d.step(), d.three)
}

func (d departure) step() string {
	if d.inFlight() {
		return d.day + " in flight"
	}
	return d.day + " " + d.ben
}

// people are those who are to be introduced to each other.
func (d departure) people() []program.Address {
	if d.three {
		return everyBerliner[:3]
	}
	return everyBerliner[:2]
}

// play goes to where the table begins.
func (d departure) play(t *testing.T, w *jobstest.World) {
	w.Apply("small", []byte(small), []byte(berliners), func(p *program.Program) {
		if d.three {
			p.Pairing.Odd = "trio"
		}
	})
	register(d.people()...)(t, w)
	times := map[string][2]string{ // of the approval, and of the departure
		"midweek held":      {"2027-01-28 10:30", "2027-01-28 10:35"},
		"weekend held":      {"2027-01-29 18:30", "2027-01-29 18:35"},
		"midweek waiting":   {"2027-01-28 18:30", "2027-01-28 19:00"},
		"weekend waiting":   {"2027-01-29 18:30", "2027-01-30 12:00"},
		"midweek sent":      {"2027-01-28 10:30", "2027-02-24 12:00"},
		"weekend sent":      {"2027-01-28 10:30", "2027-02-19 19:00"},
		"midweek in flight": {"2027-01-28 10:30", "2027-01-28 10:39"},
		"weekend in flight": {"2027-01-29 17:45", "2027-01-29 17:54"},
	}[d.step()]
	w.RunTo(at(t, times[0]))
	w.ApproveDraft()
	w.RunTo(at(t, times[1]))
	if !d.inFlight() {
		return
	}
	w.Now = w.Draft().UndoUntil
	introduce, err := w.Store.Moment(context.Background(), jobs.IntroducePairings, string(w.Draft().ID))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.RunMoment(context.Background(), introduce, func() time.Time { return w.Now }); err != nil {
		t.Fatal(err)
	}
}

func (d departure) run(t *testing.T, w *jobstest.World) {
	before, persons := w.Sent(), map[program.Address]program.ID{}
	for _, a := range d.people() {
		persons[a] = w.Person(a).PersonID
	}
	settle := func() {}
	if d.inFlight() {
		settle = d.send(t, w)
	}
	ways[d.way](t, w, settle)
	went := w.Now
	for _, hours := range []int{1, 1, 24, 72} {
		w.RunTo(w.Now.Add(time.Duration(hours) * time.Hour))
	}
	w.RunTo(at(t, "2027-03-05 12:00"))
	for _, a := range d.people() {
		got := doneSince(t, w, persons[a], went)
		if d.three || d.way == "pauses" { // meetings take place
			delete(got, program.SessionAgenda)
			delete(got, program.MetQuestion)
		}
		if diff := cmp.Diff(d.truth(a), got); diff != "" {
			t.Errorf("what %s has heard (-want +got):\n%s", a, diff)
		}
	}
	if told := since(w, before)[program.PartnerLost]; (told != 0) == (d.three || d.way == "pauses") || told > 1 {
		t.Errorf("the administrator was told %d times that somebody is alone", told)
	}
	d.nothingWaits(t, w)
	if d.erased() {
		for _, m := range w.Delivered() {
			if about := m.Subject + m.Text + unfolded(m.ICS); m.Date.After(went) && strings.Contains(about, "Ana") {
				t.Errorf("%s reads of Ana afterwards: %s", m.To, m.Subject)
			}
		}
	}
}

// send begins to send, and returns what settles it.
func (d departure) send(t *testing.T, w *jobstest.World) (settle func()) {
	outcome := map[program.Address]string{}
	var begun []program.Address
	for _, a := range d.people() {
		if outcome[a] = d.how(a); outcome[a] != waiting {
			begun = append(begun, a)
		}
	}
	sending := inFlight(t, w, begun...)
	if len(sending) != 2*len(begun) {
		t.Fatalf("%d messages are being sent", len(sending))
	}
	return func() {
		for _, r := range sending {
			switch outcome[r.To] {
			case delivered:
				record(t, w, r, program.OutboxDone, 0)
			case putOff:
				record(t, w, r, program.OutboxPending, time.Minute)
			case unknown:
				record(t, w, r, program.OutboxUnknown, 2*time.Minute)
			}
		}
	}
}

func (d departure) erased() bool { return strings.Contains(d.way, "erased") }

// how far word to somebody had come.
func (d departure) how(a program.Address) string {
	if a == "b@example.org" {
		return d.ben
	}
	return d.ana
}

// truth is what somebody is to hear from the departure on, besides of meetings.
func (d departure) truth(a program.Address) counts {
	how, want := d.how(a), counts{}
	came := how == sent || how == delivered || how == unknown || how == killed // or may have
	// Whom a departure finds while they are being introduced may have heard,
	// whatever the server says then. An import's departure comes after that.
	heard := came || how == putOff && d.way != "has gone for good"
	if how == delivered {
		want[program.Introduction], want[program.Invitation] = 1, 1
	}
	switch {
	case d.way == "pauses":
		if how != sent {
			want[program.Introduction], want[program.Invitation] = 1, 1
		}
		if a == "a@example.org" {
			want[program.ParticipationConfirmed] = 1
		}
	case a == "a@example.org":
		if d.way == "leaves" {
			want[program.ParticipationConfirmed] = 1
		}
		if came && !d.erased() {
			want[program.InvitationCancelled] = 1
		}
	case d.three:
		if how != sent {
			want[program.Introduction], want[program.Invitation] = 1, 1
		}
		if heard {
			want[program.PairingChanged] = 1
		}
	default:
		if came {
			want[program.InvitationCancelled] = 1
		}
		if heard {
			want[program.PairingEndedNotice] = 1
		} else {
			want[program.UnpairedNotice] = 1
		}
	}
	return want
}

// doneSince counts what has been delivered to a Person from t on.
func doneSince(t *testing.T, w *jobstest.World, person program.ID, from time.Time) counts {
	t.Helper()
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{PersonID: person, States: []program.OutboxState{program.OutboxDone}, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	n := counts{}
	for _, r := range rows {
		if !r.DoneAt.Before(from) {
			n[r.Kind]++
		}
	}
	return n
}

// nothingWaits finds every row of the Outbox finished, with its reason; what is
// unknown and was erased waits for a person.
func (d departure) nothingWaits(t *testing.T, w *jobstest.World) {
	t.Helper()
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		switch {
		case r.State == program.OutboxDone:
		case r.Kind == program.SessionAgenda && r.State == program.OutboxPending && r.Due.After(w.Now): // of a meeting to come
		case r.State == program.OutboxCancelled && r.Reason != "":
		case r.State == program.OutboxUnknown && r.Resends > 0 && string(r.Data) == program.ErasedData:
		default:
			t.Errorf("%s to %s is %s (%q) in the end", r.Kind, r.To, r.State, r.Reason)
		}
	}
}
