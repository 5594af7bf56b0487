package db

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

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
