package db

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// Departure is one member's leave from a Pairing in which the others go on.
type Departure struct {
	PairingID     program.ID
	ParticipantID program.ID
	Revision      int              // of the membership that is left
	Reasons       []program.Reason // of the Pairing, between those who stay
	Series        []program.Series // of the Pairing, each at its next SEQUENCE
	// Messages are what waits for those who stay, or may have to go again, composed
	// for the next membership.
	Messages []program.OutboxRow
	Dropped  []program.ID // of them, which say nothing to who stays
}

// UnfinishedOf lists the rows of a Pairing that have not left, or of which
// nobody knows yet whether they have.
func (s *Store) UnfinishedOf(ctx context.Context, pairingID program.ID) ([]program.OutboxRow, error) {
	return many(ctx, s.read, scanOutbox, "SELECT "+outboxColumns+" FROM outbox WHERE pairing_id = ? AND state IN ('held', 'pending', 'claimed', 'sending', 'unknown') ORDER BY id", pairingID)
}

// LeavePairing takes a member out of a Pairing that is held or introduced: the
// Pairing has its next revision, its Series its next SEQUENCE, what waits for
// the others is replaced, and what waits for the member cancelled (not what
// somebody asked for: class control). It returns program.ErrConflict when the
// membership or a Series is another one, or one of the Messages has begun to leave
// or been finished.
func (s *Store) LeavePairing(ctx context.Context, d Departure, now time.Time, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		next, err := changed(ctx, tx, "UPDATE pairing SET revision = revision + 1, reasons = ? WHERE id = ? AND revision = ? AND state IN ('held', 'introduced')",
			jsonText(d.Reasons), d.PairingID, d.Revision)
		if err != nil {
			return err
		}
		left, err := changed(ctx, tx, "UPDATE pairing_member SET left_at = ? WHERE pairing_id = ? AND participant_id = ? AND left_at IS NULL", stamp(now), d.PairingID, d.ParticipantID)
		if err != nil {
			return err
		}
		if !next || !left {
			return program.ErrConflict
		}
		for _, r := range d.Series {
			ok, err := changed(ctx, tx, `UPDATE series SET sequence = ?, state = CASE WHEN state = 'invited' THEN 'changed' ELSE state END
				WHERE id = ? AND sequence = ? AND state = ?`, r.Sequence, r.ID, r.Sequence-1, r.State)
			if err != nil {
				return err
			}
			if !ok {
				return program.ErrConflict
			}
		}
		if err := s.recompose(ctx, tx, d.Messages); err != nil {
			return err
		}
		for _, id := range d.Dropped {
			if _, err := affected(ctx, tx, blank+"id = ?", program.ErasedData, "a member left", id); err != nil {
				return err
			}
		}
		if _, err := affected(ctx, tx, `UPDATE outbox SET state = 'cancelled', reason = 'a member left', lease_until = NULL
			WHERE pairing_id = ? AND participant_id = ? AND state IN ('held', 'pending', 'claimed') AND class <> 'control'`, d.PairingID, d.ParticipantID); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
}

// recompose replaces what rows say. Whoever has claimed one loses it. One that
// is being sent, or is unknown, says it when it goes again.
func (s *Store) recompose(ctx context.Context, tx *sqlx.Tx, messages []program.OutboxRow) error {
	for _, r := range messages {
		query := `UPDATE outbox SET data = ?, pairing_revision = ?, fence = fence + 1, lease_until = NULL,
			state = CASE WHEN state = 'claimed' THEN 'pending' ELSE state END WHERE id = ? AND state IN ('held', 'pending', 'claimed')`
		if r.State == program.OutboxSending || r.State == program.OutboxUnknown {
			query = "UPDATE outbox SET data = ?, pairing_revision = ? WHERE id = ? AND state IN ('sending', 'unknown')"
		}
		ok, err := changed(ctx, tx, query, string(r.Data), r.PairingRevision, r.ID)
		if err != nil {
			return err
		}
		if !ok {
			return program.ErrConflict
		}
	}
	return nil
}
