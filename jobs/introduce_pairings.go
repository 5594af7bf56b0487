package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// introducePairings lets go what an approved Draft has held, once its undo
// window is over and pairing is on, and begins the rhythm of each Pairing.
//
// Invariant: after the window each Pairing of an approved Draft is introduced
// and its Messages may leave; before it, while pairing is switched off, or when
// the approval was undone, none is and none may. Each Pairing with a Series has
// the Moment of its first agenda. Where the Program is over by then nobody is introduced, and everyone is told.
func (w *Work) introducePairings(ctx context.Context, m program.Moment, now time.Time) error {
	draft, err := w.Store.Draft(ctx, program.ID(m.Subject))
	if err != nil || draft.State != program.DraftApproved {
		return err
	}
	prog, err := w.Store.Program(ctx, draft.ProgramID)
	if err != nil {
		return err
	}
	if prog.Over(now) {
		return w.concludeDraft(ctx, prog, draft.ID, now)
	}
	if prog.Switch != program.SwitchOn {
		return ErrSwitchedOff
	}
	held, err := w.heldBy(ctx, draft)
	if err != nil {
		return err
	}
	var e db.Effects
	for _, p := range held {
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

// heldBy are the Pairings of a Draft that wait to be introduced.
func (w *Work) heldBy(ctx context.Context, draft program.Draft) ([]program.Pairing, error) {
	all, err := w.Store.Pairings(ctx, draft.ProgramID)
	var held []program.Pairing
	for _, p := range all {
		if p.DraftID == draft.ID && p.State == program.PairingHeld {
			held = append(held, p)
		}
	}
	return held, err
}
