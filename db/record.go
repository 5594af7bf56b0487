package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// Result is what became of a row that was sending.
type Result struct {
	ID       program.ID
	Fence    int
	State    program.OutboxState // done | failed | unknown | pending
	Reason   string
	NextAt   time.Time // pending: when to try again; unknown: when to decide
	Attempts int       // pending: how often it has been put off by now
	At       time.Time
}

// Record stores results. A result counts only under the fence of its claim:
// for a row that is sending, or, when it comes late, for one that is unknown
// or waits to go again because it was. A row may also go back to pending from
// claimed: it never began to leave.
func (s *Store) Record(ctx context.Context, results []Result) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		for _, r := range results {
			if err := record(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func record(ctx context.Context, tx *sqlx.Tx, r Result) (err error) {
	switch r.State {
	case program.OutboxDone:
		_, err = changed(ctx, tx, `UPDATE outbox SET state = 'done', reason = ?, done_at = ?, left_at = COALESCE(left_at, ?), lease_until = NULL
			WHERE id = ? AND fence = ? AND (state IN ('sending', 'unknown') OR state = 'pending' AND resends > 0)`,
			clip(r.Reason), stamp(r.At), stamp(r.At), r.ID, r.Fence)
	case program.OutboxFailed: // claimed: it cannot even be rendered
		_, err = changed(ctx, tx, `UPDATE outbox SET state = 'failed', reason = ?, done_at = ?, lease_until = NULL
			WHERE id = ? AND fence = ? AND (state IN ('claimed', 'sending', 'unknown') OR state = 'pending' AND resends > 0)`,
			clip(r.Reason), stamp(r.At), r.ID, r.Fence)
	case program.OutboxUnknown:
		_, err = changed(ctx, tx, `UPDATE outbox SET state = 'unknown', reason = ?, next_at = ?, left_at = COALESCE(left_at, ?), lease_until = NULL
			WHERE id = ? AND fence = ? AND state = 'sending'`,
			clip(r.Reason), stamp(r.NextAt), stamp(r.At), r.ID, r.Fence)
	case program.OutboxPending:
		_, err = changed(ctx, tx, "UPDATE outbox SET state = 'pending', reason = ?, next_at = ?, lease_until = NULL, attempts = ? WHERE id = ? AND fence = ? AND state IN ('sending', 'claimed')",
			clip(r.Reason), stamp(r.NextAt), r.Attempts, r.ID, r.Fence)
	default:
		err = fmt.Errorf("record message %s: %q is not a result", r.ID, r.State)
	}
	return err
}

// clip makes any text, like the reply of a foreign server, one that fits its
// column: valid UTF-8 of at most 500 characters.
func clip(s string) string { return clipTo(s, 500) }

func clipTo(s string, most int) string {
	runes := []rune(s)
	return string(runes[:min(len(runes), most)])
}

// anyShard lets a query over all shards seek in the index (state, shard,
// next_at) instead of reading all that waits for another day.
var anyShard = func() string {
	shards := make([]string, program.AllShards)
	for i := range shards {
		shards[i] = strconv.Itoa(i)
	}
	return "shard IN (" + strings.Join(shards, ", ") + ")"
}()

// DueShards lists the shards that have rows to send at now.
func (s *Store) DueShards(ctx context.Context, now time.Time) ([]int, error) {
	query, args, err := s.dueMessages(ctx, s.read, "SELECT DISTINCT shard FROM outbox WHERE state = 'pending' AND "+anyShard+" AND next_at <= ?", stamp(now))
	if err != nil {
		return nil, err
	}
	return many(ctx, s.read, scanOf[int], query+" ORDER BY shard", args...)
}

// Backlog says how many rows are due at now and how long the oldest has
// waited. What a switch stops is not counted.
func (s *Store) Backlog(ctx context.Context, now time.Time) (rows int, oldest time.Duration, err error) {
	query, args, err := s.dueMessages(ctx, s.read, "SELECT COUNT(*), MIN(next_at) FROM outbox WHERE state = 'pending' AND "+anyShard+" AND next_at <= ?", stamp(now))
	if err != nil {
		return 0, 0, err
	}
	var first time.Time
	err = s.read.QueryRowxContext(ctx, query, args...).Scan(&rows, timeOf{&first})
	if err == nil && rows > 0 {
		oldest = now.Sub(first)
	}
	return rows, oldest, err
}
