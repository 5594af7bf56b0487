package jobs_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/hibiken/asynq"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// diary is a log that is read while it is written.
type diary struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (d *diary) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.Write(p)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.String()
}

const noRedis = "Redis cannot be reached"

// beginsWithout starts a Queue at an address where no Redis is yet, waits until
// it has said so, and returns what stops it and gives its log.
func beginsWithout(t *testing.T, w *jobstest.World, holder, address string) (stop func() string) {
	t.Helper()
	var log diary
	work := *w.Work
	work.Log = slog.New(slog.NewTextHandler(&log, nil))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	queue := &jobs.Queue{
		Work: &work, Redis: asynq.RedisClientOpt{Addr: address, DialTimeout: 100 * time.Millisecond},
		Holder: holder, Tick: 10 * time.Millisecond, Now: func() time.Time { return w.Now },
	}
	go func() { ended <- queue.Run(ctx) }()
	for deadline := time.Now().Add(time.Minute); !strings.Contains(log.String(), noRedis) && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	return func() string {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		return log.String()
	}
}

func TestWorkersThatBeginWithoutRedisSaySoOnceWorkAndTakeItUp(t *testing.T) {
	t.Parallel()
	w := jobstest.Registered(t, "sqlite")
	w.Now = w.Program.RoundDue()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	stops := []func() string{beginsWithout(t, w, "one", address), beginsWithout(t, w, "two", address)}
	awaitIdle(t, w)
	if d := w.Draft(); d.State != program.DraftReady {
		t.Errorf("without Redis the draft is %s", d.State)
	}

	server := miniredis.NewMiniRedis()
	if err := server.StartAddr(address); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	taken := func() bool {
		for _, key := range server.Keys() {
			if strings.HasPrefix(key, "asynq:{work}:processed") {
				return true
			}
		}
		return false
	}
	deadline := time.Now().Add(time.Minute)
	for n := 0; !taken() && time.Now().Before(deadline); n++ {
		m := program.Moment{ID: w.IDs.New(w.Now), Kind: jobs.CloseSurvey, Subject: fmt.Sprint("none ", n), ProgramID: w.Program.ID, Due: w.Now}
		if err := w.Store.Write(context.Background(), db.Effects{Moments: []program.Moment{m}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if !taken() {
		t.Error("no worker has taken a task of the Redis that came")
	}
	awaitIdle(t, w)
	for i, stop := range stops {
		// Whether a busy machine loses it again later is not asked.
		if log, _, _ := strings.Cut(stop(), "Redis is back"); strings.Count(log, noRedis) != 1 {
			t.Errorf("worker %d says another number of times than once that there is no Redis:\n%s", i+1, log)
		}
	}
}
