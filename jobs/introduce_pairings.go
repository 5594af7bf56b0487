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
// the Moment of its first agenda, and that Session is still ahead of who reads of
// it. Each survey that waited for an introduction has its own. Where the Program
// is over by then nobody is introduced, and everyone is told.
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
	again := opening{w: w, prog: prog, draft: draft, now: now, patient: m.Attempts < busyTries}
	if err := again.replan(ctx, held); err != nil {
		return err
	}
	var e db.Effects
	if e.Moments, err = w.surveysWaiting(ctx, prog, now); err != nil {
		return err
	}
	if w.Google != nil {
		e.Moments = append(e.Moments, w.nextSync(now))
	}
	for _, p := range held {
		sessions, err := w.Store.Sessions(ctx, p.ID)
		if err != nil {
			return err
		}
		if len(sessions) > 0 {
			e.Moments = append(e.Moments, agendaMoment(sessions[0]))
			if nudge, ok := nudgeMoment(sessions[0], now); ok {
				e.Moments = append(e.Moments, nudge)
			}
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

// replan finds the hour again of each Pairing that was held for so long that its
// members would read of their first Session when it has begun.
func (o opening) replan(ctx context.Context, held []program.Pairing) error {
	all, err := o.w.Store.Participants(ctx, o.prog.ID)
	if err != nil {
		return err
	}
	o.people = byID(all)
	o.draft.UndoUntil = o.now // they are introduced now, and not when the window ended
	late, err := o.late(ctx, held)
	if err != nil || len(late) == 0 {
		return err
	}
	var people []program.Participant
	for _, p := range late {
		people = append(people, o.members(p.Members)...)
	}
	if err := o.look(ctx, people, late...); err != nil {
		return err
	}
	return o.composeAgain(ctx, late)
}

// composeAgain finds the hours of Pairings again that are held, and writes what their
// members are sent anew.
func (o opening) composeAgain(ctx context.Context, held []program.Pairing) error {
	var anew []db.OpenedPairing
	for _, p := range held {
		opened, err := o.compose(p)
		if err != nil {
			return err
		}
		anew = append(anew, opened)
	}
	return o.w.Store.Replan(ctx, o.draft.ID, anew)
}

// late are those Pairings whose members would read of their first Session when it
// has begun.
func (o opening) late(ctx context.Context, held []program.Pairing) ([]program.Pairing, error) {
	var late []program.Pairing
	for _, p := range held {
		sessions, err := o.w.Store.Sessions(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		if len(sessions) > 0 && !sessions[0].StartsAt.After(lastSent(o.prog, o.members(p.Members), o.now)) {
			late = append(late, p)
		}
	}
	return late, nil
}
