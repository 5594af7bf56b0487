package db

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// WriteUndecided stores word that nothing is decided, which is made of what the
// approved Drafts of a Program decide. It returns program.ErrConflict, and
// stores nothing, when others are approved by now: an approval either finds what
// is stored, and cancels it, or is found.
func (s *Store) WriteUndecided(ctx context.Context, programID program.ID, approved []program.Draft, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		// What an approval locks first.
		if _, err := one(ctx, tx, scanOf[program.ID], "SELECT id FROM program WHERE id = ?"+s.dialect.forShare(), programID); err != nil {
			return err
		}
		now, err := many(ctx, tx, scanOf[program.ID], "SELECT id FROM draft WHERE program_id = ? AND state = 'approved' ORDER BY created_at, id", programID)
		if err != nil {
			return err
		}
		if !slices.EqualFunc(now, approved, func(id program.ID, d program.Draft) bool { return id == d.ID }) {
			return program.ErrConflict
		}
		return s.writeEffects(ctx, tx, e)
	})
}

// cancelNotPairedYet cancels word that nothing is decided to those on whom a
// Draft decides, under that Draft.
func cancelNotPairedYet(ctx context.Context, tx *sqlx.Tx, draft program.Draft) error {
	proposals, err := many(ctx, tx, scanProposal, "SELECT "+proposalColumns+" FROM proposal WHERE draft_id = ? ORDER BY ordinal", draft.ID)
	if err != nil {
		return err
	}
	for people := range slices.Chunk(draft.DecidesOn(proposals), maxPlaceholders) {
		query, args, err := expand(`UPDATE outbox SET state = 'cancelled', reason = 'a draft is approved', lease_until = NULL, draft_id = ?
			WHERE program_id = ? AND state IN ('pending', 'claimed') AND kind = ? AND participant_id IN (?)`, draft.ID, draft.ProgramID, program.NotPairedYet, people)
		if err != nil {
			return err
		}
		if _, err := affected(ctx, tx, query, args...); err != nil {
			return err
		}
	}
	return nil
}

// restoreNotPairedYet makes what cancelNotPairedYet cancelled for a Draft wait
// again.
func restoreNotPairedYet(ctx context.Context, tx *sqlx.Tx, draft program.Draft) error {
	_, err := affected(ctx, tx, `UPDATE outbox SET state = 'pending', reason = '', draft_id = ''
		WHERE draft_id = ? AND state = 'cancelled' AND kind = ? AND reason = 'a draft is approved'`, draft.ID, program.NotPairedYet)
	return err
}
