package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// introducePairings lets go what an approved Draft has held, once its undo
// window is over, and begins the rhythm of each Pairing.
//
// Invariant: after the window each Pairing of an approved Draft is introduced
// and its Messages may leave; before it, or when the approval was undone,
// none is and none may. Each Pairing with a Series has the Moment of its
// first agenda, and each survey that waited for an introduction its own.
func (w *Work) introducePairings(ctx context.Context, m program.Moment, now time.Time) error {
	draft, err := w.Store.Draft(ctx, program.ID(m.Subject))
	if err != nil || draft.State != program.DraftApproved {
		return err
	}
	prog, err := w.Store.Program(ctx, draft.ProgramID)
	if err != nil {
		return err
	}
	pairings, err := w.Store.Pairings(ctx, prog.ID)
	if err != nil {
		return err
	}
	var e db.Effects
	if e.Moments, err = w.surveysWaiting(ctx, prog, now); err != nil {
		return err
	}
	for _, p := range pairings {
		if p.DraftID != draft.ID || p.State != program.PairingHeld {
			continue
		}
		sessions, err := w.Store.Sessions(ctx, p.ID)
		if err != nil {
			return err
		}
		if len(sessions) > 0 {
			e.Moments = append(e.Moments, agendaMoment(sessions[0]))
		}
	}
	_, err = w.Store.Introduce(ctx, draft.ID, now, e)
	if errors.Is(err, program.ErrConflict) {
		return nil
	}
	return err
}
