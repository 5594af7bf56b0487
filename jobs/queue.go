package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/peerpost/peerpost/program"
)

// Queue runs jobs: a dispatcher, which one process at a time leads, wakes what
// is due through Redis, and asynq's workers run it. Any number of processes on
// any hosts may run a Queue over the same store and Redis.
type Queue struct {
	Work        *Work
	Redis       asynq.RedisConnOpt
	Now         func() time.Time
	Holder      string        // names this process among others
	Concurrency int           // workers; 0 is 8
	Tick        time.Duration // between looks at what is due; 0 is a second
}

func (q *Queue) tick() time.Duration {
	if q.Tick == 0 {
		return time.Second
	}
	return q.Tick
}

const (
	queueControl = "control"
	queueWork    = "work"
)

func mailQueue(shard int) string { return "mail-" + strconv.Itoa(shard) }

// queueOf says which queue wakes a Moment.
func queueOf(m program.Moment) string {
	switch m.Kind {
	case SendMessages:
		return m.Subject
	case RunRound, OpenPairings, IntroducePairings, RemindApproval, EscalateApproval, ExpireDraft:
		return queueControl
	}
	return queueWork
}

// queues are all queues with how often each is looked at.
func queues() map[string]int {
	all := map[string]int{queueControl: 6, queueWork: 3}
	for n := range program.AllShards {
		all[mailQueue(n)] = 1
	}
	return all
}

// taskTimeout bounds every task. Moments have shorter leases; a task that
// outlives its Moment's lease does no harm.
const taskTimeout = 30 * time.Minute

// payload is all that a task carries.
type payload struct {
	ID         program.ID
	Generation int
}

// Run works until ctx ends, then lets what is sending finish, for at most half
// a minute. Redis may be away when it begins: the workers take it up when it
// comes, and until then the leading process does the work itself.
func (q *Queue) Run(ctx context.Context) error {
	redis.SetLogger(redisLog{q.Work.Log})
	server := asynq.NewServer(q.Redis, asynq.Config{
		Concurrency: max(q.Concurrency, 8), Queues: queues(), TaskCheckInterval: min(100*time.Millisecond, q.tick()),
		ShutdownTimeout: 30 * time.Second, Logger: asynqLog{q.Work.Log}, LogLevel: asynq.WarnLevel,
		BaseContext: func() context.Context { return ctx },
	})
	if err := server.Start(asynq.HandlerFunc(q.handle)); err != nil {
		return fmt.Errorf("start the workers: %w", err)
	}
	q.dispatch(ctx)
	server.Shutdown()
	return nil
}

// handle runs the Moment that a task wakes. Failures are in the Moment's row;
// a task never fails.
func (q *Queue) handle(ctx context.Context, t *asynq.Task) error {
	var p payload
	if err := json.Unmarshal(t.Payload(), &p); err != nil {
		q.Work.Log.Error("a task cannot be read", "kind", t.Type(), "error", err)
		return nil
	}
	q.run(ctx, program.Moment{ID: p.ID, Kind: t.Type(), Generation: p.Generation})
	return nil
}

func (q *Queue) run(ctx context.Context, m program.Moment) {
	if err := q.Work.RunMoment(ctx, m, q.Now); err != nil && ctx.Err() == nil {
		q.Work.Log.Error("a job failed and will run again", "moment", m.ID, "kind", m.Kind, "error", err)
	}
}

// asynqLog passes asynq's own messages on as details: what an operator must
// know of Redis the dispatcher says once, and nothing is lost meanwhile.
type asynqLog struct{ log *slog.Logger }

func (l asynqLog) Debug(args ...any) { l.log.Debug(text(args)) }
func (l asynqLog) Info(args ...any)  { l.log.Debug(text(args)) }
func (l asynqLog) Warn(args ...any)  { l.log.Debug(text(args)) }
func (l asynqLog) Error(args ...any) { l.log.Debug(text(args)) }
func (l asynqLog) Fatal(args ...any) { l.log.Error(text(args)) }

// redisLog does the same for the Redis client.
type redisLog struct{ log *slog.Logger }

func (l redisLog) Printf(_ context.Context, format string, args ...any) {
	l.log.Debug("redis: " + fmt.Sprintf(format, args...))
}

func text(args []any) string { return "asynq: " + strings.TrimSpace(fmt.Sprintln(args...)) }
