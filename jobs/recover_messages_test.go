package jobs_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
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
