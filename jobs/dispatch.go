package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hibiken/asynq"

	"github.com/peerpost/peerpost/program"
)

const (
	dispatcherLease = 10 * time.Second
	// wakeAgain is after how long a Moment that was woken and not taken is
	// woken again: its task was lost.
	wakeAgain = 30 * time.Second
	// maxOutstanding bounds the tasks in Redis.
	maxOutstanding = 256
	// askRedisAgain is how long a Redis that did not answer is left alone.
	askRedisAgain = 5 * time.Second
	// sayAgain is how often the log says that the store is still away.
	sayAgain = time.Minute
)

// dispatcher is the leader's side of a Queue.
type dispatcher struct {
	*Queue
	client    *asynq.Client
	inspector *asynq.Inspector
	enqueued  bool // something is or was in Redis since the client was made

	absentUntil time.Time // Redis did not answer; not asked again before this
	failureSaid time.Time // in the log; zero while sweeps succeed
}

// dispatch looks each tick at what is due and wakes it, while this process is
// the leader. A process that finds no Redis as it begins says so, leader or not.
//
// Invariant: whatever is due in the store is woken within a tick, or, if its
// task was lost, within wakeAgain; interrupted work is found a tick after its
// lease. Without Redis the leader runs the work itself.
func (q *Queue) dispatch(ctx context.Context) {
	d := &dispatcher{Queue: q}
	d.connect()
	defer d.disconnect()
	if _, err := d.inspector.Queues(); err != nil {
		d.noteAbsent(err)
	}
	ticker := time.NewTicker(q.tick())
	defer ticker.Stop()
	for {
		if err := d.sweep(ctx); ctx.Err() == nil {
			d.noteSweep(err)
		}
		select {
		case <-ctx.Done():
			released, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			if err := q.Work.Store.ReleaseLease(released, "dispatcher", q.Holder, q.Now()); err != nil {
				q.Work.Log.Warn("the dispatcher's lease runs out by itself", "error", err)
			}
			return
		case <-ticker.C:
		}
	}
}

func (d *dispatcher) connect() {
	d.client, d.inspector, d.enqueued = asynq.NewClient(d.Redis), asynq.NewInspector(d.Redis), false
}

func (d *dispatcher) disconnect() {
	if err := errors.Join(d.client.Close(), d.inspector.Close()); err != nil {
		d.Work.Log.Debug("close the connections to Redis", "error", err)
	}
}

func (d *dispatcher) sweep(ctx context.Context) error {
	now, store := d.Now(), d.Work.Store
	leader, err := store.AcquireLease(ctx, "dispatcher", d.Holder, now, dispatcherLease)
	if err != nil || !leader {
		return err
	}
	if err := d.Work.recoverMessages(ctx, now); err != nil {
		return err
	}
	shards, err := store.DueShards(ctx, now)
	if err != nil {
		return err
	}
	moments := make([]program.Moment, len(shards))
	for i, shard := range shards {
		moments[i] = moment("", SendMessages, shardSubject(shard), now)
	}
	if err := store.EnsureMoments(ctx, moments); err != nil {
		return err
	}
	room := maxOutstanding - d.outstanding()
	if room <= 0 {
		return nil
	}
	due, err := store.DueMoments(ctx, now, now.Add(-wakeAgain), room)
	if err != nil || len(due) == 0 {
		return err
	}
	woken, err := store.WakeMoments(ctx, due, now)
	if err != nil {
		return err
	}
	d.wake(ctx, woken)
	return nil
}

// noteSweep says that sweeps fail, once and then each minute, and that they
// succeed again: all they need is the store.
func (d *dispatcher) noteSweep(err error) {
	now := d.Now()
	switch {
	case err == nil && !d.failureSaid.IsZero():
		d.Work.Log.Info("the dispatcher works again")
		d.failureSaid = time.Time{}
	case err != nil && (d.failureSaid.IsZero() || now.Sub(d.failureSaid) >= sayAgain):
		d.Work.Log.Error("the dispatcher failed and will try again; check that the database runs", "error", err)
		d.failureSaid = now
	}
}

// outstanding is how many tasks wait in Redis. A Redis that has lost its data
// has no queues: then the client is made anew, because a live one does not
// register them again.
func (d *dispatcher) outstanding() int {
	if d.absent() {
		return 0
	}
	names, err := d.inspector.Queues()
	if err != nil {
		d.noteAbsent(err)
		return 0
	}
	if len(names) == 0 && d.enqueued {
		d.Work.Log.Warn("Redis has lost its data; nothing else is lost")
		d.disconnect()
		d.connect()
	}
	n := 0
	for _, queue := range names {
		if info, err := d.inspector.GetQueueInfo(queue); err == nil {
			n += info.Pending + info.Active
		}
	}
	return n
}

// absent reports whether Redis did not answer a moment ago.
func (d *dispatcher) absent() bool { return time.Now().Before(d.absentUntil) }

func (d *dispatcher) noteAbsent(err error) {
	if d.absentUntil.IsZero() {
		d.Work.Log.Warn("Redis cannot be reached; the leading worker does the work itself until it is back", "error", err)
	}
	d.absentUntil = time.Now().Add(askRedisAgain)
}

func (d *dispatcher) notePresent() {
	if !d.absentUntil.IsZero() {
		d.Work.Log.Info("Redis is back")
	}
	d.enqueued, d.absentUntil = true, time.Time{}
}

// wake hands Moments to Redis, or runs them where Redis does not answer.
func (d *dispatcher) wake(ctx context.Context, moments []program.Moment) {
	for _, m := range moments {
		if ctx.Err() != nil {
			return
		}
		if !d.absent() {
			err := d.enqueue(ctx, m)
			if err == nil {
				d.notePresent()
				continue
			}
			d.noteAbsent(err)
		}
		d.run(ctx, m)
		if held, err := d.Work.Store.AcquireLease(ctx, "dispatcher", d.Holder, d.Now(), dispatcherLease); err != nil || !held {
			return
		}
	}
}

// enqueue puts a task for a Moment into Redis. A task of the same id can only
// be an old one, of a Moment that was done and set again: then the next
// generation is taken.
func (d *dispatcher) enqueue(ctx context.Context, m program.Moment) error {
	for {
		body, err := json.Marshal(payload{m.ID, m.Generation})
		if err != nil {
			return err
		}
		id := fmt.Sprintf("%s:%s:%d", m.Kind, m.ID, m.Generation)
		_, err = d.client.EnqueueContext(ctx, asynq.NewTask(m.Kind, body), asynq.TaskID(id), asynq.Queue(queueOf(m)),
			asynq.MaxRetry(0), asynq.Timeout(taskTimeout))
		if !errors.Is(err, asynq.ErrTaskIDConflict) {
			return err
		}
		woken, err := d.Work.Store.WakeMoments(ctx, []program.Moment{m}, d.Now())
		if err != nil || len(woken) == 0 {
			return err
		}
		m = woken[0]
	}
}
