package db

import (
	"context"

	"github.com/peerpost/peerpost/program"
)

// Introductions says for each member of a Pairing in which state the row is
// that introduces them; members without one are absent. A row that has left, or
// may have, and was cancelled since or waits to leave again, is unknown.
func (s *Store) Introductions(ctx context.Context, pairingID program.ID) (map[program.ID]program.OutboxState, error) {
	type introduction struct {
		participant program.ID
		state       program.OutboxState
	}
	rows, err := many(ctx, s.read, func(row scanner) (i introduction, err error) {
		err = row.Scan(&i.participant, &i.state)
		return i, err
	}, `SELECT participant_id, CASE WHEN left_at IS NOT NULL AND state IN ('pending', 'claimed', 'cancelled') THEN 'unknown' ELSE state END
		FROM outbox WHERE pairing_id = ? AND kind = ?`, pairingID, program.Introduction)
	states := make(map[program.ID]program.OutboxState, len(rows))
	for _, i := range rows {
		states[i.participant] = i.state
	}
	return states, err
}
