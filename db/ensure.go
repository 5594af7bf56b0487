package db

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// EnsureMoments stores those Moments whose kind and subject have none yet, and
// leaves the others as they are.
func (s *Store) EnsureMoments(ctx context.Context, moments []program.Moment) error {
	if len(moments) == 0 {
		return nil
	}
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		rows := make([][]any, len(moments))
		for i, m := range moments {
			rows[i] = []any{m.ID, m.Kind, m.Subject, m.ProgramID, stamp(m.Due)}
		}
		return s.insert(ctx, tx, "moment", "id, kind, subject, program_id, due_at", "kind, subject", nil, rows)
	})
}
