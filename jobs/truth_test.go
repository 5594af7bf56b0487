package jobs_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/mail/mailtest"
	"github.com/peerpost/peerpost/program"
)

// TestTruthfulSent lets introductions leave through a server that fails in
// every way, one way a run: what a row says is what the server has.
func TestTruthfulSent(t *testing.T) {
	faults := map[string]struct {
		fault mailtest.Fault
		want  map[program.OutboxState]bool // states that rows may be in right after
	}{
		"421 as a banner":             {mailtest.Fault{At: mailtest.Banner, Reply: "421 4.3.2 busy", Drop: true, Times: 2}, states(program.OutboxDone, program.OutboxPending)},
		"451 to RCPT":                 {mailtest.Fault{At: mailtest.Rcpt, Reply: "451 4.2.0 later", Times: 4}, states(program.OutboxDone, program.OutboxPending)},
		"550 to RCPT":                 {mailtest.Fault{At: mailtest.Rcpt, Reply: "550 5.1.1 nobody", Times: 4}, states(program.OutboxDone, program.OutboxFailed)},
		"drop amid the message":       {mailtest.Fault{At: mailtest.Body, Drop: true, Times: 3}, states(program.OutboxDone, program.OutboxPending, program.OutboxUnknown)},
		"accepted, then drop":         {mailtest.Fault{At: mailtest.Dot, Accept: true, Drop: true, Times: 3}, states(program.OutboxDone, program.OutboxUnknown)},
		"not accepted, then drop":     {mailtest.Fault{At: mailtest.Dot, Drop: true, Times: 3}, states(program.OutboxDone, program.OutboxUnknown)},
		"garbage after the dot":       {mailtest.Fault{At: mailtest.Dot, Reply: "what?", Accept: true, Times: 3}, states(program.OutboxDone, program.OutboxUnknown)},
		"554 after the dot":           {mailtest.Fault{At: mailtest.Dot, Reply: "554 5.6.0 no", Times: 3}, states(program.OutboxDone, program.OutboxFailed)},
		"RSET is dropped":             {mailtest.Fault{At: mailtest.Rset, Drop: true, Times: 3}, states(program.OutboxDone)},
		"QUIT is dropped":             {mailtest.Fault{At: mailtest.Quit, Drop: true}, states(program.OutboxDone)},
		"an RST after the acceptance": {mailtest.Fault{At: mailtest.Dot, Accept: true, Reset: true, Times: 3}, states(program.OutboxDone, program.OutboxUnknown)},
	}
	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := jobstest.Approved(t, "sqlite")
			server := introducedThrough(t, w, f.fault)
			accepted := acceptedIDs(server)
			for _, r := range gatedRows(t, w) {
				id := mail.MessageID(w.Secret, r.ID, r.Generation, w.From.Domain())
				if !f.want[r.State] {
					t.Errorf("a row is %s (%s)", r.State, r.Reason)
				}
				if r.State == program.OutboxDone && accepted[id] == 0 {
					t.Error("a row is done, and the server never accepted it")
				}
				if (r.State == program.OutboxFailed || r.State == program.OutboxPending) && accepted[id] > 0 {
					t.Errorf("a row is %s, and the server has accepted it", r.State)
				}
			}
		})
	}
}

func states(all ...program.OutboxState) map[program.OutboxState]bool {
	m := make(map[program.OutboxState]bool)
	for _, s := range all {
		m[s] = true
	}
	return m
}

// introducedThrough plays from the approval to the introductions, which leave
// through a server with these faults.
func introducedThrough(t *testing.T, w *jobstest.World, faults ...mailtest.Fault) *mailtest.Server {
	t.Helper()
	server := onSMTP(t, w)
	server.Break(faults...)
	w.Now = w.Draft().UndoUntil.Add(time.Second)
	if err := w.Drain(context.Background(), w.Now); err != nil {
		t.Fatal(err)
	}
	return server
}

func gatedRows(t *testing.T, w *jobstest.World) []program.OutboxRow {
	t.Helper()
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	var gated []program.OutboxRow
	for _, r := range rows {
		if r.DraftID != "" && !r.Due.After(w.Now) {
			gated = append(gated, r)
		}
	}
	if len(gated) == 0 {
		t.Fatal("nothing was to be sent")
	}
	return gated
}

// acceptedIDs counts what the server took responsibility for, by Message-ID.
func acceptedIDs(server *mailtest.Server) map[string]int {
	ids := make(map[string]int)
	for _, m := range server.Messages() {
		for line := range strings.SplitSeq(string(m.Data), "\r\n") {
			if id, found := strings.CutPrefix(line, "Message-ID: <"); found {
				ids[strings.TrimSuffix(id, ">")]++
			}
		}
	}
	return ids
}

// TestNoSilentLoss lets the introductions leave through a server that fails at
// random for half an hour: in the end everyone has them, or the row says who
// has not and why; and nobody has two with different Message-IDs.
func TestNoSilentLoss(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			w := jobstest.Approved(t, "sqlite")
			random := rand.New(rand.NewPCG(seed, 1))
			server := introducedThrough(t, w, randomFaults(random)...)
			for range 30 {
				w.RunTo(w.Now.Add(time.Minute))
				server.Mend()
				server.Break(randomFaults(random)...)
			}
			server.Mend()
			w.RunTo(w.Now.Add(12 * time.Hour))
			accepted := acceptedIDs(server)
			for _, r := range gatedRows(t, w) {
				id := mail.MessageID(w.Secret, r.ID, r.Generation, w.From.Domain())
				switch r.State {
				case program.OutboxDone:
					if accepted[id] == 0 {
						t.Error("a row is done, and nobody has it")
					}
				case program.OutboxFailed, program.OutboxUnknown, program.OutboxCancelled:
					if r.Reason == "" {
						t.Errorf("a row is %s and does not say why", r.State)
					}
				default:
					t.Errorf("a row is still %s after half a day", r.State)
				}
				delete(accepted, id)
			}
			if len(accepted) != 0 {
				t.Errorf("the server has %d messages that no row knows", len(accepted))
			}
		})
	}
}

func randomFaults(random *rand.Rand) []mailtest.Fault {
	all := []mailtest.Fault{
		{At: mailtest.Banner, Reply: "421 busy", Drop: true, Times: 1},
		{At: mailtest.Mail, Reply: "451 4.3.0 later", Times: 1},
		{At: mailtest.Rcpt, Reply: "451 4.2.0 later", Times: 2},
		{At: mailtest.Rcpt, Reply: "550 5.1.1 nobody", Times: 1},
		{At: mailtest.Data, Drop: true, Times: 1},
		{At: mailtest.Body, Drop: true, Times: 2},
		{At: mailtest.Dot, Drop: true, Accept: true, Times: 2},
		{At: mailtest.Dot, Drop: true, Times: 2},
		{At: mailtest.Dot, Reply: "452 4.2.2 full", Times: 2},
		{At: mailtest.Rset, Drop: true, Times: 1},
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:random.IntN(4)]
}

// TestRenderedBeforeDial gives the worker messages that cannot be rendered:
// no connection is made, and the rows say so.
func TestRenderedBeforeDial(t *testing.T) {
	w := jobstest.New(t, dbtest.New(t))
	w.ApplySmall(few)
	server := onSMTP(t, w)
	admin := w.Admin()
	var e db.Effects
	for i, data := range []string{"{", `{"Zone":"Nowhere/Land"}`, `{"Zone":"UTC","Home":{}}`} {
		e.Messages = append(e.Messages, program.OutboxRow{
			ID: program.DeriveID(w.Program.ID, "broken", fmt.Sprint(i)), Kind: program.AdministratorHome, ProgramID: w.Program.ID, PersonID: admin.ID, To: admin.Address,
			Data: []byte(data), State: program.OutboxPending, Due: w.Now, NextAt: w.Now, Date: w.Now, CreatedAt: w.Now, Shard: 3,
		})
	}
	if err := w.Store.Write(context.Background(), e); err != nil {
		t.Fatal(err)
	}
	cancelPending(t, w, program.AdministratorWelcome)
	if err := w.Drain(context.Background(), w.Now); err != nil {
		t.Fatal(err)
	}
	for _, m := range e.Messages {
		row, err := w.Store.OutboxRow(context.Background(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if row.State != program.OutboxFailed || !strings.Contains(row.Reason, "cannot be rendered") {
			t.Errorf("a row that cannot be rendered is %s: %q", row.State, row.Reason)
		}
	}
	if n := server.Connections(); n != 0 {
		t.Errorf("%d connections were made", n)
	}
}

// cancelPending takes the rows of a kind out of the way.
func cancelPending(t *testing.T, w *jobstest.World, kind program.Kind) {
	t.Helper()
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, States: []program.OutboxState{program.OutboxPending}, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Kind != kind {
			continue
		}
		if _, err := w.Store.CancelMessage(context.Background(), r.ID, "not under test", db.Effects{}); err != nil {
			t.Fatal(err)
		}
	}
}
