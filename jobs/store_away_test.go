package jobs_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
)

// book is a log, and a clock, that a worker and its test share.
type book struct {
	mu    sync.Mutex
	text  bytes.Buffer
	shows time.Time
}

func (b *book) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *book) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.shows
}

func (b *book) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shows = b.shows.Add(d)
}

// await waits for a text to stand in the log n times, and then some ticks for
// more of it.
func (b *book) await(t *testing.T, text string, n int) {
	t.Helper()
	count := func() int {
		b.mu.Lock()
		defer b.mu.Unlock()
		return strings.Count(b.text.String(), text)
	}
	for deadline := time.Now().Add(20 * time.Second); count() < n && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	if found := count(); found != n {
		t.Fatalf("the log says %q %d times, want %d", text, found, n)
	}
}

func TestAStoreThatIsAwayIsInTheLogOnceAMinute(t *testing.T) {
	t.Parallel()
	url := dbtest.NewURL(t, "sqlite")
	w := jobstest.New(t, dbtest.Open(t, url))
	raw, _ := dbtest.OpenRaw(t, url)
	defer raw.Close()
	raw.SetMaxOpenConns(1)
	if _, err := raw.ExecContext(t.Context(), "PRAGMA busy_timeout = 10000"); err != nil {
		t.Fatal(err)
	}
	b := &book{shows: w.Now}
	w.Log = slog.New(slog.NewTextHandler(b, nil))
	redis := miniredis.RunT(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	queue := &jobs.Queue{Work: w.Work, Redis: asynq.RedisClientOpt{Addr: redis.Addr()}, Holder: "one", Tick: 5 * time.Millisecond, Now: b.now}
	go func() { ended <- queue.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	move := func(from, to string) {
		t.Helper()
		if _, err := raw.ExecContext(t.Context(), "ALTER TABLE "+from+" RENAME TO "+to); err != nil {
			t.Fatal(err)
		}
	}
	const away, back = "level=ERROR msg=\"the dispatcher failed and will try again; check that the database runs\"", "the dispatcher works again"
	move("lease", "gone")
	b.await(t, away, 1)
	b.pass(time.Minute)
	b.await(t, away, 2)
	move("gone", "lease")
	b.await(t, back, 1)
	move("lease", "gone")
	b.await(t, away, 3)
	move("gone", "lease")
	b.await(t, back, 2)
}
