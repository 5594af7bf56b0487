package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// OfferUndo makes the Link by which somebody who has just approved can take it
// back at once. It is the one that their email about it will carry.
func (w *Work) OfferUndo(ctx context.Context, draft program.Draft, by program.Person, now time.Time) error {
	prog, err := w.Store.Program(ctx, draft.ProgramID)
	if err != nil {
		return err
	}
	m := w.toAdministrator(prog, by, program.DraftDecided, now, draft.ID, string(program.DraftApproved))
	m.link(program.ForUndo, draft.ID, draft.Revision, draft.UndoUntil)
	return w.Store.Write(ctx, db.Effects{Links: m.links})
}
