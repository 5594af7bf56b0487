package jobs_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// TestRedisIsHint plays the same story with a Redis in the process, with a
// real one that loses its data again and again, and with none at all: the
// Outbox ends the same.
func TestRedisIsHint(t *testing.T) {
	want := storyOf(t, func(w *jobstest.World, until time.Time) { w.RunTo(until) })
	variants := map[string]func(t *testing.T) (asynq.RedisConnOpt, func()){
		"in the process": func(t *testing.T) (asynq.RedisConnOpt, func()) {
			opt, err := jobs.InProcessRedis(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return opt, func() {}
		},
		"flushed at every step": flushedRedis,
		"absent": func(t *testing.T) (asynq.RedisConnOpt, func()) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			l.Close()
			return asynq.RedisClientOpt{Addr: l.Addr().String(), DialTimeout: 100 * time.Millisecond}, func() {}
		},
	}
	for name, redisOf := range variants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opt, harm := redisOf(t)
			got := storyOf(t, func(w *jobstest.World, until time.Time) { queueTo(t, w, opt, harm, until) })
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the Outbox differs (-without a queue +with this Redis):\n%s", diff)
			}
		})
	}
}

// flushedRedis is the test's server, in a database of its own.
func flushedRedis(t *testing.T) (asynq.RedisConnOpt, func()) {
	url := os.Getenv("PEERPOST_TEST_REDIS_URL")
	if url == "" {
		t.Fatal("PEERPOST_TEST_REDIS_URL is not set: run make test, which starts a Redis")
	}
	opt, err := jobs.RedisOf(url + "/7")
	if err != nil {
		t.Fatal(err)
	}
	client := opt.MakeRedisClient().(redis.UniversalClient)
	t.Cleanup(func() { client.Close() })
	return opt, func() {
		if err := client.FlushDB(context.Background()).Err(); err != nil {
			t.Error(err)
		}
	}
}

// storyOf plays from the end of registration to the second Session of everyone
// and returns what became of every row of the Outbox.
func storyOf(t *testing.T, to func(w *jobstest.World, until time.Time)) []string {
	t.Helper()
	w := jobstest.Registered(t, "sqlite")
	to(w, w.Program.RoundDue().Add(time.Minute))
	w.ApproveDraft()
	to(w, w.Program.Begins().Add(21*24*time.Hour))
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	story := make([]string, len(rows))
	for i, r := range rows {
		story[i] = fmt.Sprintf("%s to %s: %s %s", r.Kind, r.To, r.State, r.Reason)
	}
	slices.Sort(story)
	if len(story) < 40 {
		t.Fatalf("only %d messages: this tests nothing", len(story))
	}
	return story
}

// queueTo plays the future until t with a running Queue.
func queueTo(t *testing.T, w *jobstest.World, opt asynq.RedisConnOpt, harm func(), until time.Time) {
	t.Helper()
	var clock atomic.Int64
	set := func(now time.Time) { w.Now = now; clock.Store(now.UnixMicro()) }
	set(w.Now)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	queue := &jobs.Queue{Work: w.Work, Redis: opt, Holder: "test", Tick: 5 * time.Millisecond, Now: func() time.Time { return time.UnixMicro(clock.Load()).UTC() }}
	go func() { ended <- queue.Run(ctx) }()
	for {
		awaitIdle(t, w)
		harm()
		next, err := w.Store.NextDue(ctx, w.Now)
		if err != nil {
			t.Fatal(err)
		}
		if next.IsZero() || next.After(until) {
			break
		}
		set(next)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	w.Now = until
}

// awaitIdle waits until nothing is due and nothing under way.
func awaitIdle(t *testing.T, w *jobstest.World) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for time.Now().Before(deadline) {
		if !busy(t, w) {
			return
		}
		time.Sleep(8 * time.Millisecond)
	}
	t.Fatalf("still busy after a minute at %s", w.Now)
}

func busy(t *testing.T, w *jobstest.World) bool {
	t.Helper()
	moments, err := w.Store.Moments(context.Background(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(moments) > 0 && !moments[0].Due.After(w.Now) {
		return true
	}
	shards, err := w.Store.DueShards(context.Background(), w.Now)
	if err != nil {
		t.Fatal(err)
	}
	leaving, err := w.Store.Outbox(context.Background(), db.OutboxFilter{States: []program.OutboxState{program.OutboxClaimed, program.OutboxSending}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return len(shards) > 0 || len(leaving) > 0
}
