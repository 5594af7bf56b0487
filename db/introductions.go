package db

import (
	"context"

	"github.com/peerpost/peerpost/program"
)

// Introductions are the rows that introduce the members of a Pairing, by
// member; members without one are absent.
func (s *Store) Introductions(ctx context.Context, pairingID program.ID) (map[program.ID]program.OutboxRow, error) {
	rows, err := many(ctx, s.read, scanOutbox, "SELECT "+outboxColumns+" FROM outbox WHERE pairing_id = ? AND kind = ?", pairingID, program.Introduction)
	of := make(map[program.ID]program.OutboxRow, len(rows))
	for _, r := range rows {
		of[r.ParticipantID] = r
	}
	return of, err
}
