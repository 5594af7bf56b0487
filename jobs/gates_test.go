package jobs_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/mail/mailtest"
	"github.com/peerpost/peerpost/program"
)

// few is how many people most tests need.
const few = jobstest.Few

// onBoth runs a test on both dialects, in parallel, for what the dialect may
// decide: locks.
func onBoth(t *testing.T, test func(t *testing.T, dialect string)) {
	t.Helper()
	for _, dialect := range dbtest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			test(t, dialect)
		})
	}
}

// onSMTP makes the world send to a server of its own.
func onSMTP(t *testing.T, w *jobstest.World) *mailtest.Server {
	t.Helper()
	server := mailtest.Start(t, mailtest.Options{})
	transport, err := mail.ParseSMTP(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	transport.CommandTimeout, transport.AnswerTimeout = 2*time.Second, 2*time.Second
	w.Work.Mail = transport
	return server
}

// isGated reports whether a kind is what a Draft decides.
func isGated(k program.Kind) bool {
	rule, _ := k.Rule()
	return rule.Class == program.Gated || rule.Class == program.Running
}

func (o *observed) gatedSent(t *testing.T) int {
	t.Helper()
	n := 0
	for kind, count := range o.Sent() {
		if isGated(kind) {
			n += count
		}
	}
	return n
}

// observed is a World that is looked at.
type observed struct{ *jobstest.World }

// TestNoApprovalNoSend lets a Draft go every way that is not approval, and
// then puts gated rows into the Outbox by force.
func TestNoApprovalNoSend(t *testing.T) {
	ways := map[string]func(w *jobstest.World){
		"nobody decides": func(w *jobstest.World) {},
		"it is discarded": func(w *jobstest.World) {
			if won, err := w.Discard(context.Background(), w.Draft(), w.Admin(), w.Now); err != nil || !won {
				panic(fmt.Sprint(won, err))
			}
		},
		"the typed number is wrong": func(w *jobstest.World) {
			d := w.Draft()
			if err := w.Approve(context.Background(), d, w.Admin(), d.Number()+1, w.Now); err == nil {
				panic("approved with a wrong number")
			}
		},
		"it is approved and undone": func(w *jobstest.World) {
			w.ApproveDraft()
			w.RunTo(w.Now.Add(time.Minute))
			if won, err := w.Undo(context.Background(), w.Draft(), w.Admin(), w.Now); err != nil || !won {
				panic(fmt.Sprint(won, err))
			}
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := jobstest.Drafted(t, "sqlite")
			way(w)
			forceIntroductions(t, w)
			w.RunTo(w.Program.Begins().Add(30 * 24 * time.Hour))
			if n := (&observed{w}).gatedSent(t); n != 0 {
				t.Errorf("%d messages that only an approved draft allows have left", n)
			}
		})
	}
}

// forceIntroductions writes introductions as if a draft had been approved:
// pending, and due.
func forceIntroductions(t *testing.T, w *jobstest.World) {
	t.Helper()
	people, err := w.Store.Participants(context.Background(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	var e db.Effects
	for _, draft := range []program.ID{w.Draft().ID, "", "no-such-draft"} {
		for _, p := range people {
			e.Messages = append(e.Messages, program.OutboxRow{
				ID: w.IDs.New(w.Now), Kind: program.Introduction, ProgramID: w.Program.ID, DraftID: draft, ParticipantID: p.ID, PersonID: p.PersonID,
				To: p.Person.Address, Data: []byte("{}"), State: program.OutboxPending, Due: w.Now, NextAt: w.Now, Date: w.Now, CreatedAt: w.Now,
			})
		}
	}
	if err := w.Store.Write(context.Background(), e); err != nil {
		t.Fatal(err)
	}
}

// TestStopIsStop turns the switch off while introductions leave slowly: what
// has not begun to leave by then stays.
func TestStopIsStop(t *testing.T) {
	for _, to := range []program.Switch{program.SwitchOff, program.SwitchAllOff} {
		t.Run(string(to), func(t *testing.T) {
			onBoth(t, func(t *testing.T, dialect string) {
				w := jobstest.Approved(t, dialect)
				server := onSMTP(t, w)
				server.Break(mailtest.Fault{At: mailtest.Rcpt, Delay: 15 * time.Millisecond, Reply: "250 2.1.5 ok"})
				w.Now = w.Now.Add(time.Hour)

				var sending sync.WaitGroup
				sending.Go(func() {
					if err := w.Drain(context.Background(), w.Now); err != nil {
						t.Error(err)
					}
				})
				for len(server.Messages()) < 5 {
					time.Sleep(time.Millisecond)
				}
				if err := w.SetSwitch(context.Background(), w.Program.ID, to, "operator", w.Now); err != nil {
					t.Fatal(err)
				}
				begun := countState(t, w, program.OutboxSending, program.OutboxDone)
				sending.Wait()
				w.RunTo(w.Now.Add(9 * 24 * time.Hour))
				w.Now = w.Now.Add(21 * 24 * time.Hour) // what waits for the switch looks again every minute, so leap
				w.RunTo(w.Now)
				left := countState(t, w, program.OutboxDone)
				if left > begun {
					t.Errorf("%d messages had begun to leave when the switch was off, and %d left", begun, left)
				}
				if waiting := countState(t, w, program.OutboxPending); waiting == 0 {
					t.Error("nothing waits: the switch came too late to test anything")
				}
				if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOn, "operator", w.Now); err != nil {
					t.Fatal(err)
				}
				w.RunTo(w.Now.Add(30 * time.Hour))
				if sent := w.Sent(); sent[program.Introduction] != few {
					t.Errorf("switched on again, %d introductions left in all, want %d", sent[program.Introduction], few)
				}
			})
		})
	}
}

// countState counts gated rows in these states.
func countState(t *testing.T, w *jobstest.World, states ...program.OutboxState) int {
	t.Helper()
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, States: states, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range rows {
		if rule, _ := r.Kind.Rule(); rule.Class == program.Gated {
			n++
		}
	}
	return n
}

// TestOneApproval lets fifty people approve at once.
func TestOneApproval(t *testing.T) {
	onBoth(t, func(t *testing.T, dialect string) {
		w := jobstest.Drafted(t, dialect)
		d := w.Draft()
		var group sync.WaitGroup
		errs := make([]error, 50)
		for i := range errs {
			group.Go(func() { errs[i] = w.Approve(context.Background(), d, w.Admin(), d.Number(), w.Now) })
		}
		group.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			}
		}
		if won != 1 {
			t.Errorf("%d of 50 approvals won, want 1", won)
		}
		w.RunTo(w.Now.Add(30 * time.Hour))
		if sent := w.Sent(); sent[program.Introduction] != few {
			t.Errorf("found %d introductions, want %d", sent[program.Introduction], few)
		}
	})
}

// TestStaleRefused changes what a Draft was made of before it is approved.
func TestStaleRefused(t *testing.T) {
	changes := map[string]func(w *jobstest.World, p program.Participant) error{
		"a member leaves": func(w *jobstest.World, p program.Participant) error {
			return w.Leave(context.Background(), p, w.Now)
		},
		"a member pauses": func(w *jobstest.World, p program.Participant) error {
			return w.Pause(context.Background(), p, program.Date{Year: 2027, Month: 3, Day: 3}, w.Now)
		},
		"the program changes": func(w *jobstest.World, p program.Participant) error {
			changed := w.Program.Program
			changed.Sessions.Length = program.Length{N: 30, Unit: program.Minutes}
			_, err := w.ApplyProgram(context.Background(), changed, "another file", w.Now)
			return err
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			if name == "a member leaves" {
				onBoth(t, func(t *testing.T, dialect string) { staleIsRefused(t, dialect, change) })
				return
			}
			t.Parallel()
			staleIsRefused(t, "sqlite", change)
		})
	}
}

func staleIsRefused(t *testing.T, dialect string, change func(w *jobstest.World, p program.Participant) error) {
	t.Helper()
	w := jobstest.Drafted(t, dialect)
	people, err := w.Store.Participants(context.Background(), w.Program.ID, program.Registered)
	if err != nil {
		t.Fatal(err)
	}
	if err := change(w, people[3]); err != nil {
		t.Fatal(err)
	}
	d := w.Draft()
	if err := w.Approve(context.Background(), d, w.Admin(), d.Number(), w.Now); err == nil {
		t.Fatal("a draft of other inputs was approved")
	}
	w.RunTo(w.Now.Add(30 * time.Hour))
	if n := (&observed{w}).Sent()[program.Introduction]; n != 0 {
		t.Fatalf("%d introductions left", n)
	}
	next := w.Draft()
	if next.Revision != d.Revision+1 || next.State != program.DraftReady {
		t.Fatalf("found revision %d, %s; want a new one that waits", next.Revision, next.State)
	}
	w.ApproveDraft()
	w.RunTo(w.Now.Add(30 * time.Hour))
	if got, want := w.Sent()[program.Introduction], next.Number(); got != want {
		t.Errorf("found %d introductions of the new draft, want %d", got, want)
	}
}
