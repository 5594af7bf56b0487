package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/peerpost/peerpost/program"
)

const (
	momentLease = 10 * time.Minute
	// shardLease is short because nothing needs it: the rows of a shard are
	// leased one by one, and two workers in it do no harm.
	shardLease = time.Minute
	drainBatch = 200
	// decideUnknownAfter is how long a row stays unknown before it goes once
	// more: time for a slow worker to come back with the truth.
	decideUnknownAfter = 2 * time.Minute
)

// Drain runs everything that is due at now, and what becomes due by it, inline
// and in order. It returns the failures of jobs, which are also recorded and
// will be tried again later.
func (w *Work) Drain(ctx context.Context, now time.Time) error {
	if err := w.recoverMessages(ctx, now); err != nil {
		return err
	}
	clock := func() time.Time { return now }
	var failures []error
	for {
		more, err := w.drainOnce(ctx, now, clock)
		if err != nil {
			failures = append(failures, err)
		}
		if ctx.Err() != nil || !more {
			return errors.Join(append(failures, ctx.Err())...)
		}
	}
}

// drainOnce runs what is due and reports whether more may be by it: only
// Moments bring on others, and messages are sent after them.
func (w *Work) drainOnce(ctx context.Context, now time.Time, clock func() time.Time) (more bool, err error) {
	moments, err := w.Store.DueMoments(ctx, now, now, drainBatch)
	if err != nil {
		return false, err
	}
	var failures []error
	for _, m := range moments {
		failures = append(failures, w.RunMoment(ctx, m, clock))
	}
	shards, err := w.Store.DueShards(ctx, now)
	if err != nil {
		return false, err
	}
	for _, shard := range shards {
		failures = append(failures, w.sendShard(ctx, shard, clock))
	}
	return len(moments) > 0, errors.Join(failures...)
}

// RunMoment runs the job of a Moment, if it is still due under its
// generation, and records how it went. The error is for the log: it is
// recorded already.
func (w *Work) RunMoment(ctx context.Context, m program.Moment, clock func() time.Time) error {
	now, lease := clock(), momentLease
	if m.Kind == SendMessages {
		lease = shardLease
	}
	m, err := w.Store.StartMoment(ctx, m.ID, m.Generation, now, lease)
	if errors.Is(err, program.ErrConflict) {
		return nil
	}
	if err != nil {
		return err
	}
	err = w.run(ctx, m, clock)
	ctx = context.WithoutCancel(ctx) // what has happened is recorded also while the worker stops
	if err != nil {
		retry := w.Store.RetryMoment(ctx, m, now.Add(backoff(m.Attempts)), err.Error())
		if errors.Is(err, ErrSwitchedOff) || errors.Is(err, errStillOpening) || errors.Is(err, errBusyUnknown) {
			return retry
		}
		return errors.Join(fmt.Errorf("%s %s: %w", m.Kind, m.Subject, err), retry)
	}
	return w.Store.FinishMoment(ctx, m)
}

func (w *Work) run(ctx context.Context, m program.Moment, clock func() time.Time) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	if m.Kind == SendMessages {
		return w.sendMessages(ctx, m, clock)
	}
	j, known := jobOf(m.Kind)
	if !known {
		return fmt.Errorf("no job of kind %q in this build", m.Kind)
	}
	return j(w, ctx, m, clock())
}

// backoff is how long a job or message waits after its n-th failure, counted
// from 0: from half a minute, doubling, to an hour.
func backoff(n int) time.Duration {
	return min(time.Hour, 30*time.Second<<min(n, 10))
}
