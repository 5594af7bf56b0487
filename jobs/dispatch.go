package jobs

import (
	"context"
	"errors"
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
)

// dispatcher is the leader's side of a Queue.
type dispatcher struct {
	*Queue
	client    *asynq.Client
	inspector *asynq.Inspector
	enqueued  bool // something is or was in Redis since the client was made
	absent    bool // Redis did not answer last time
}

// dispatch looks each tick at what is due and wakes it, while this process is
// the leader.
//
// Invariant: whatever is due in the store is woken within a tick, or, if its
// task was lost, within wakeAgain; interrupted work is found a tick after its
// lease. Without Redis the leader runs the work itself.
func (q *Queue) dispatch(ctx context.Context) {
	d := &dispatcher{Queue: q}
	d.connect()
	defer d.disconnect()
	tick := q.Tick
	if tick == 0 {
		tick = time.Second
	}
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		if err := d.sweep(ctx); err != nil && ctx.Err() == nil {
			q.Work.Log.Error("the dispatcher failed and will try again", "error", err)
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
	if _, err := store.RecoverMessages(ctx, now, now.Add(decideUnknownAfter)); err != nil {
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

// outstanding is how many tasks wait in Redis. A Redis that has lost its data
// has no queues: then the client is made anew, because a live one does not
// register them again.
func (d *dispatcher) outstanding() int {
	n := 0
	for queue := range queues() {
		info, err := d.inspector.GetQueueInfo(queue)
		if err == nil {
			n += info.Pending + info.Active
		}
	}
	if names, err := d.inspector.Queues(); err == nil && len(names) == 0 && d.enqueued {
		d.Work.Log.Warn("Redis has lost its data; nothing else is lost")
		d.disconnect()
		d.connect()
	}
	return n
}

func (d *dispatcher) wake(ctx context.Context, moments []program.Moment) {
	for _, m := range moments {
		err := d.enqueue(ctx, d.client, m)
		if err == nil {
			d.enqueued, d.absent = true, false
			continue
		}
		if ctx.Err() != nil {
			return
		}
		if !d.absent {
			d.Work.Log.Warn("Redis cannot be reached; the dispatcher works without it", "error", err)
			d.absent = true
		}
		d.run(ctx, m)
		if held, err := d.Work.Store.AcquireLease(ctx, "dispatcher", d.Holder, d.Now(), dispatcherLease); err != nil || !held {
			return
		}
	}
}
