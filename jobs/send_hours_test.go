package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/mail/mailtest"
	"github.com/peerpost/peerpost/program"
)

func turn(to program.Switch) func(*testing.T, *jobstest.World) {
	return func(t *testing.T, w *jobstest.World) {
		t.Helper()
		if err := w.SetSwitch(context.Background(), w.Program.ID, to, "operator", w.Now); err != nil {
			t.Fatal(err)
		}
	}
}

// registeredBerliners are four who have registered in a program with a closure
// on Friday 29 January.
func registeredBerliners(t *testing.T, extra string) *jobstest.World {
	t.Helper()
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("small", []byte(small+extra), []byte(berliners), nil)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	return w
}

func TestWhatTheSwitchHeldWaitsForTheSendHoursWhenItIsOnAgain(t *testing.T) {
	w := registeredBerliners(t, "closures: [2027-01-29]\n")
	before := w.Sent()
	w.ApproveDraft()
	turn(program.SwitchOff)(t, w)
	w.RunTo(at(t, "2027-01-28 03:00"))
	turn(program.SwitchOn)(t, w)
	w.RunTo(w.Now)
	for _, s := range []struct {
		at, because string
		want        int
	}{
		{"2027-01-28 03:00", "it is night", 0},
		{"2027-01-28 07:59", "the send hours have not begun", 0},
		{"2027-01-28 08:00", "they have begun", 4},
	} {
		w.RunTo(at(t, s.at))
		w.RunTo(w.Now)
		if n := w.Sent()[program.Introduction] - before[program.Introduction]; n != s.want {
			t.Errorf("at %s, because %s, %d introductions have left, want %d", s.at, s.because, n, s.want)
		}
	}
}

// noWayOut is a way out that is closed.
type noWayOut struct{}

func (noWayOut) Open(context.Context) (mail.Conn, error) { return nil, context.DeadlineExceeded }

func (noWayOut) Probe(context.Context) error { return context.DeadlineExceeded }

func TestWhatTheServerPutOffWaitsForTheSendHours(t *testing.T) {
	for _, c := range []struct{ back, left, because string }{
		{"2027-01-25 12:00", "2027-01-25 12:40", "it is day"},
		{"2027-01-25 20:00", "2027-01-26 08:00", "the send hours were over"},
		{"2027-01-28 20:00", "2027-02-01 08:00", "a closure and a weekend came between"},
		{"2027-01-29 12:00", "2027-02-01 08:00", "it was a closure"},
	} {
		t.Run(c.because, func(t *testing.T) {
			t.Parallel()
			w := registeredBerliners(t, "closures: [2027-01-29]\n")
			open := w.Work.Mail
			w.ApproveDraft()
			w.Work.Mail = noWayOut{}
			w.RunTo(at(t, c.back))
			w.Work.Mail = open
			w.RunTo(at(t, c.left).Add(-time.Hour))
			if n := w.Sent()[program.Introduction]; n != 0 {
				t.Errorf("%d introductions left before %s, though %s", n, c.left, c.because)
			}
			w.RunTo(at(t, c.left))
			w.RunTo(w.Now)
			if n := w.Sent()[program.Introduction]; n != 4 {
				t.Errorf("%d introductions have left at %s, want 4", n, c.left)
			}
		})
	}
}

func TestWeeksWithoutARelayDoNotEndAMessageThatAServerThenPutsOffOnce(t *testing.T) {
	for name, fault := range map[string]mailtest.Fault{
		"no connection":          {},
		"421 to every MAIL FROM": {At: mailtest.Mail, Reply: "421 4.3.2 busy", Drop: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := jobstest.New(t, dbtest.New(t))
			w.Apply("small", []byte(small+"send_hours: 01:00-23:00\n"), []byte(berliners), nil)
			register("a@example.org", "b@example.org")(t, w)
			w.RunTo(at(t, "2027-01-25 09:00"))
			w.ApproveDraft()
			var server *mailtest.Server
			if fault.At == "" {
				w.Work.Mail = noWayOut{}
			} else {
				server = onSMTP(t, w)
				server.Break(fault)
			}
			w.RunTo(at(t, "2027-02-03 07:00")) // tried each hour, more often than is given up after
			if server == nil {
				server = onSMTP(t, w)
			}
			server.Mend()
			server.Break(mailtest.Fault{At: mailtest.Rcpt, Reply: "451 4.2.0 later", Times: 4})
			w.RunTo(at(t, "2027-02-03 22:00"))
			if sent, failed := w.Sent()[program.Introduction], countState(t, w, program.OutboxFailed); sent != 2 || failed != 0 {
				t.Errorf("%d introductions have left, and %d messages have failed; want 2 and none", sent, failed)
			}
		})
	}
}

func TestWhoLeavesInTheNightSparesTheOthersAMorningSession(t *testing.T) {
	for name, c := range map[string]struct {
		before time.Duration // the session
		atOnce int
	}{
		"the session would begin before the send hours": {4 * time.Hour, 2},
		"the session is days away":                      {3 * 24 * time.Hour, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := registeredBerliners(t, "send_hours: 17:00-18:00\n")
			w.ApproveDraft()
			w.RunTo(at(t, "2027-02-07 12:00"))
			a := w.Person("a@example.org")
			pairings, err := w.Store.PairingsOf(context.Background(), a.ID)
			if err != nil || len(pairings) != 1 {
				t.Fatalf("pairings: %v, %v", pairings, err)
			}
			sessions, err := w.Store.Sessions(context.Background(), pairings[0].ID)
			if err != nil || len(sessions) == 0 {
				t.Fatalf("sessions: %v, %v", sessions, err)
			}
			w.RunTo(sessions[0].StartsAt.Add(-c.before))
			if err := w.Leave(context.Background(), a, w.Now); err != nil {
				t.Fatal(err)
			}
			w.RunTo(w.Now)
			if n := w.Sent()[program.InvitationCancelled]; n != c.atOnce {
				t.Errorf("%d cancellations left at once, want %d", n, c.atOnce)
			}
			w.RunTo(w.Now.Add(48 * time.Hour))
			if n := w.Sent()[program.InvitationCancelled]; n != 2 {
				t.Errorf("%d cancellations left in all, want 2", n)
			}
		})
	}
}

func TestNobodyOfTheSampleHearsOutsideTheirSendHours(t *testing.T) {
	w := jobstest.Approved(t, "sqlite")
	w.Work.Mail = noWayOut{}
	w.RunTo(w.Now.Add(16 * time.Hour))
	w.Work.Mail = &mail.Maildir{Dir: w.Maildir, NoSync: true}
	before := len(w.Delivered())
	w.RunTo(w.Now.Add(21 * 24 * time.Hour))
	all := w.Delivered()
	if len(all) == before {
		t.Fatal("nothing left")
	}
	people := map[program.Address]program.Person{}
	for _, p := range w.People() {
		people[p.Person.Address] = p.Person
	}
	done, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, States: []program.OutboxState{program.OutboxDone}, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range done {
		p, participant := people[r.To]
		rule, _ := r.Kind.Rule()
		if !participant || rule.Class == program.Control {
			continue
		}
		if at := program.ReaderOf(&w.Program.Program, p).SendTime(r.DoneAt); !at.Equal(r.DoneAt) {
			t.Errorf("%s reached somebody at %s, when the next send hour was %s", r.Kind, r.DoneAt, at)
		}
	}
}
