package db

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

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

// HeldBy lists the rows that a Draft holds until people are introduced.
func (s *Store) HeldBy(ctx context.Context, draftID program.ID) ([]program.OutboxRow, error) {
	return many(ctx, s.read, scanOutbox, "SELECT "+outboxColumns+" FROM outbox WHERE draft_id = ? AND state = 'held' ORDER BY id", draftID)
}

// CancelHeld cancels the rows that a Draft holds, and writes the effects.
func (s *Store) CancelHeld(ctx context.Context, draftID program.ID, reason string, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := affected(ctx, tx, "UPDATE outbox SET state = 'cancelled', reason = ? WHERE draft_id = ? AND state = 'held'", clip(reason), draftID); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
}

// Replan gives pairings that are held another Series with its Sessions, or none,
// and their members the introductions and invitations in its effects instead of
// those that are held. It returns program.ErrConflict, and changes nothing, where
// the Draft is not approved, or a pairing not held or between other members by now.
func (s *Store) Replan(ctx context.Context, draftID program.ID, batch []OpenedPairing) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		draft, err := s.lockDraft(ctx, tx, draftID)
		if err != nil {
			return err
		}
		if draft.State != program.DraftApproved {
			return fmt.Errorf("%w: draft %s is %s", program.ErrConflict, draftID, draft.State)
		}
		for _, b := range batch {
			p := b.Pairing
			held, err := changed(ctx, tx, "UPDATE pairing SET state = 'held' WHERE id = ? AND draft_id = ? AND state = 'held' AND revision = ?", p.ID, draftID, p.Revision)
			if err != nil {
				return err
			}
			if !held {
				return fmt.Errorf("%w: pairing %s is not what it was", program.ErrConflict, p.ID)
			}
			for _, query := range []string{
				"DELETE FROM session WHERE pairing_id = ? AND state = 'planned'",
				"DELETE FROM series WHERE pairing_id = ? AND state = 'planned'",
				"DELETE FROM outbox WHERE pairing_id = ? AND state = 'held' AND kind IN ('introduction', 'invitation', 'series_event')",
			} {
				if _, err := affected(ctx, tx, query, p.ID); err != nil {
					return err
				}
			}
		}
		if err := s.insertSeries(ctx, tx, batch); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, withEffects(batch, Effects{}))
	})
}
