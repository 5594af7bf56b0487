package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const outboxColumns = `outbox.id, outbox.kind, outbox.program_id, outbox.draft_id, outbox.pairing_id, outbox.pairing_revision, outbox.participant_id,
	outbox.person_id, outbox.address, outbox.object_id, outbox.data, outbox.dated, outbox.shard, outbox.state, outbox.reason, outbox.due_at,
	outbox.not_after, outbox.next_at, outbox.attempts, outbox.resends, outbox.fence, outbox.generation, outbox.created_at, outbox.done_at, outbox.left_at`

func outboxFields(r *program.OutboxRow) []any {
	return []any{&r.ID, &r.Kind, &r.ProgramID, &r.DraftID, &r.PairingID, &r.PairingRevision, &r.ParticipantID,
		&r.PersonID, &r.To, &r.Object, &r.Data, timeOf{&r.Date}, &r.Shard, &r.State, &r.Reason, timeOf{&r.Due},
		timeOf{&r.NotAfter}, timeOf{&r.NextAt}, &r.Attempts, &r.Resends, &r.Fence, &r.Generation, timeOf{&r.CreatedAt}, timeOf{&r.DoneAt}, timeOf{&r.LeftAt}}
}

func scanOutbox(row scanner) (r program.OutboxRow, err error) {
	err = row.Scan(outboxFields(&r)...)
	return r, err
}

func (s *Store) insertMessages(ctx context.Context, tx *sqlx.Tx, messages []program.OutboxRow) error {
	rows := make([][]any, len(messages))
	for i, r := range messages {
		rule, known := r.Kind.Rule()
		if !known || r.State != program.OutboxHeld && r.State != program.OutboxPending || r.Shard < 0 || r.Shard >= program.AllShards || r.Kind.IsEvent() != (r.Shard == program.EventShard) {
			return fmt.Errorf("message %s: kind %q, state %q, shard %d: nobody would ever send it", r.ID, r.Kind, r.State, r.Shard)
		}
		rows[i] = []any{r.ID, r.Kind, rule.Class, r.ProgramID, r.DraftID, r.PairingID, r.PairingRevision, r.ParticipantID, r.PersonID, r.To, r.Object,
			string(r.Data), stamp(r.Date), r.Shard, r.State, stamp(r.Due), stamp(r.NotAfter), stamp(r.NextAt), stamp(r.CreatedAt)}
	}
	return s.insert(ctx, tx, "outbox", "id, kind, class, program_id, draft_id, pairing_id, pairing_revision, participant_id, person_id, address, object_id, "+
		"data, dated, shard, state, due_at, not_after, next_at, created_at", "id", nil, rows)
}

// OutboxFilter chooses rows of the Outbox; a zero field does not filter.
type OutboxFilter struct {
	ProgramID program.ID
	PersonID  program.ID
	States    []program.OutboxState
	Limit     int
}

// Outbox lists rows of the Outbox, newest first.
func (s *Store) Outbox(ctx context.Context, f OutboxFilter) ([]program.OutboxRow, error) {
	query, args := "SELECT "+outboxColumns+" FROM outbox WHERE 1 = 1", []any{}
	if f.ProgramID != "" {
		query, args = query+" AND program_id = ?", append(args, f.ProgramID)
	}
	if f.PersonID != "" {
		query, args = query+" AND person_id = ?", append(args, f.PersonID)
	}
	if len(f.States) > 0 {
		query, args = query+" AND state IN (?)", append(args, f.States)
	}
	query, args, err := expand(query+" ORDER BY created_at DESC, id DESC LIMIT ?", append(args, max(f.Limit, 1))...)
	if err != nil {
		return nil, err
	}
	return many(ctx, s.read, scanOutbox, query, args...)
}

// OutboxRow returns one row, or program.ErrNotFound.
func (s *Store) OutboxRow(ctx context.Context, id program.ID) (program.OutboxRow, error) {
	return one(ctx, s.read, scanOutbox, "SELECT "+outboxColumns+" FROM outbox WHERE id = ?", id)
}

// OutboxCounts says how many rows of a Program are in each state.
func (s *Store) OutboxCounts(ctx context.Context, programID program.ID) (map[program.OutboxState]int, error) {
	return counts[program.OutboxState](ctx, s.read, "SELECT state, COUNT(*) FROM outbox WHERE program_id = ? GROUP BY state", programID)
}

// CancelMessage cancels a row that has not begun to leave, or that waits for
// a person to decide, and reports whether it could. That a row has left, or may
// have, neither this nor ResendMessage forgets.
func (s *Store) CancelMessage(ctx context.Context, id program.ID, reason string, e Effects) (bool, error) {
	return s.moveMessage(ctx, e, `UPDATE outbox SET state = 'cancelled', reason = ?, lease_until = NULL
		WHERE id = ? AND state IN ('held', 'pending', 'claimed', 'unknown', 'failed')`, clip(reason), id)
}

// ResendMessage sends a finished row again. One whose fate is unknown, or was
// when it failed or was cancelled, keeps its Message-ID and date, so that a
// mailbox that has it shows it once; one that was delivered, or has never left,
// gets a new one. It reports whether the row was finished.
func (s *Store) ResendMessage(ctx context.Context, id program.ID, now time.Time, e Effects) (bool, error) {
	const same = "state = 'unknown' OR state <> 'done' AND left_at IS NOT NULL"
	return s.moveMessage(ctx, e, "UPDATE outbox SET generation = generation + CASE WHEN "+same+" THEN 0 ELSE 1 END, resends = CASE WHEN "+same+` THEN 1 ELSE 0 END, state = 'pending', reason = '',
		attempts = 0, next_at = ?, not_after = NULL, done_at = NULL WHERE id = ? AND state IN ('done', 'failed', 'unknown', 'cancelled')`, stamp(now), id)
}

func (s *Store) moveMessage(ctx context.Context, e Effects, query string, args ...any) (bool, error) {
	moved := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		moved, err = changed(ctx, tx, query, args...)
		if err != nil || !moved {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return moved, err
}
