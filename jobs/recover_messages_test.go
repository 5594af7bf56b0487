package jobs_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/mail/mailtest"
	"github.com/peerpost/peerpost/program"
)

func TestAWorkerThatWasKilledWhileItSentIsLoggedOnceWithIdsAndNoAddress(t *testing.T) {
	t.Parallel()
	w := jobstest.Approved(t, "sqlite")
	w.Now = w.Draft().UndoUntil.Add(time.Second)
	ctx := context.Background()
	m, err := w.Store.Moment(ctx, jobs.IntroducePairings, string(w.Draft().ID))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.RunMoment(ctx, m, func() time.Time { return w.Now }); err != nil {
		t.Fatal(err)
	}
	shards, err := w.Store.DueShards(ctx, w.Now)
	if err != nil || len(shards) == 0 {
		t.Fatal(shards, err)
	}
	var left []program.OutboxRow
	for _, shard := range shards { // as a worker that is killed before it has heard from the relay
		rows, err := w.Store.ClaimMessages(ctx, shard, 50, w.Now, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		left = append(left, rows...)
	}
	if _, err := w.Store.MarkSending(ctx, left[:len(left)-1], w.Now, time.Minute); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	w.Log = slog.New(slog.NewTextHandler(&log, nil))
	for range 4 {
		w.Now = w.Now.Add(time.Minute)
		if err := w.Drain(ctx, w.Now); err != nil {
			t.Fatal(err)
		}
	}
	said := log.String()
	if strings.Count(said, "level=WARN") != 1 || strings.Count(said, "a worker was interrupted while it sent") != 1 || strings.Count(said, "go once more") != 1 {
		t.Errorf("found:\n%s", said)
	}
	for _, row := range left {
		if !strings.Contains(said, string(row.ID)) || strings.Contains(said, string(row.To)) {
			t.Errorf("%s is not named by its id alone:\n%s", row.ID, said)
		}
	}
}

// waitsForAPerson is what the log says of Messages that were interrupted twice.
const waitsForAPerson = "level=ERROR msg=\"messages wait for a person: nobody knows whether they left, twice; peerpost outbox list --state unknown\""

func TestWhatARelayLeavesUnknownTwiceIsAnErrorInTheLogOnce(t *testing.T) {
	t.Parallel()
	w := jobstest.Approved(t, "sqlite")
	server := onSMTP(t, w)
	server.Break(mailtest.Fault{At: mailtest.Dot, Accept: true, Drop: true})
	log := logOf(w)
	w.Now = w.Draft().UndoUntil.Add(time.Second)
	if err := w.Drain(context.Background(), w.Now); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(log.String(), waitsForAPerson) {
		t.Errorf("of what is unknown once:\n%s", log)
	}
	w.RunTo(w.Now.Add(20 * time.Minute))
	checkWaiting(t, w, log)
}

func TestWhatWorkersLeaveUnknownTwiceIsAnErrorInTheLogOnce(t *testing.T) {
	t.Parallel()
	w := jobstest.Approved(t, "sqlite")
	ctx := context.Background()
	cancelPending(t, w, program.DraftDecided)
	w.Now = w.Draft().UndoUntil.Add(time.Second)
	m, err := w.Store.Moment(ctx, jobs.IntroducePairings, string(w.Draft().ID))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.RunMoment(ctx, m, func() time.Time { return w.Now }); err != nil {
		t.Fatal(err)
	}
	log := logOf(w)
	for range 2 {
		shards, err := w.Store.DueShards(ctx, w.Now)
		if err != nil || len(shards) == 0 {
			t.Fatal(shards, err)
		}
		for _, shard := range shards { // as a worker that is killed before it has heard from the relay
			rows, err := w.Store.ClaimMessages(ctx, shard, 50, w.Now, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Store.MarkSending(ctx, rows, w.Now, time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		w.Now = w.Now.Add(time.Minute)
		if err := w.Drain(ctx, w.Now); err != nil {
			t.Fatal(err)
		}
		if waiting, err := w.Store.WaitingForAPerson(ctx); err != nil || (waiting[w.Program.ID] > 0) != strings.Contains(log.String(), waitsForAPerson) {
			t.Errorf("%v wait (%v), and the log says:\n%s", waiting, err, log)
		}
		w.Now = w.Now.Add(3 * time.Minute)
		if _, err := w.Store.RecoverMessages(ctx, w.Now, w.Now); err != nil {
			t.Fatal(err)
		}
	}
	checkWaiting(t, w, log)
}

func logOf(w *jobstest.World) *bytes.Buffer {
	var log bytes.Buffer
	w.Log = slog.New(slog.NewTextHandler(&log, nil))
	return &log
}

// checkWaiting compares what is unknown with what the log says: each id once,
// and no address.
func checkWaiting(t *testing.T, w *jobstest.World, log *bytes.Buffer) {
	t.Helper()
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{States: []program.OutboxState{program.OutboxUnknown}, Limit: 1000})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d messages are unknown (%v)", len(rows), err)
	}
	var said []string
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, waitsForAPerson) {
			said = append(said, line)
		}
	}
	all := strings.Join(said, "")
	for _, r := range rows {
		if strings.Count(all, string(r.ID)) != 1 || strings.Contains(all, string(r.To)) {
			t.Errorf("%s is not named by its id, once and alone:\n%s", r.ID, all)
		}
	}
	waiting, err := w.Store.WaitingForAPerson(context.Background())
	if err != nil || waiting[w.Program.ID] != len(rows) {
		t.Errorf("%v are counted as waiting for a person (%v), want %d", waiting, err, len(rows))
	}
}
