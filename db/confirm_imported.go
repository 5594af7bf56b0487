package db

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// ImportsConfirmed returns for each Participant of a Program the rows that tell of
// what a file registered them with, oldest first.
func (s *Store) ImportsConfirmed(ctx context.Context, programID program.ID) (map[program.ID][]program.OutboxRow, error) {
	rows, err := many(ctx, s.read, scanOutbox, "SELECT "+outboxColumns+" FROM outbox WHERE program_id = ? AND kind = ? ORDER BY created_at, id", programID, program.ImportConfirmed)
	told := make(map[program.ID][]program.OutboxRow, len(rows))
	for _, r := range rows {
		told[r.ParticipantID] = append(told[r.ParticipantID], r)
	}
	return told, err
}

// ConfirmImported writes word of what a file has registered people with, in
// place of such word to the same people that has not begun to leave.
func (s *Store) ConfirmImported(ctx context.Context, programID program.ID, e Effects) error {
	word := make(map[program.ID]program.ID, len(e.Messages))
	for _, m := range e.Messages {
		word[m.ParticipantID] = m.ID
	}
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		waiting, err := many(ctx, tx, scanOutbox, "SELECT "+outboxColumns+" FROM outbox WHERE program_id = ? AND kind = ? AND state IN ('held', 'pending', 'claimed')",
			programID, program.ImportConfirmed)
		if err != nil {
			return err
		}
		for _, old := range waiting {
			if id, told := word[old.ParticipantID]; !told || id == old.ID {
				continue
			}
			if _, err := changed(ctx, tx, "DELETE FROM outbox WHERE id = ? AND state IN ('held', 'pending', 'claimed')", old.ID); err != nil {
				return err
			}
		}
		return s.writeEffects(ctx, tx, e)
	})
}
