package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// ErrWrongNumber is returned when the typed number is not the Draft's.
var ErrWrongNumber = errors.New("the number is not the one that was asked for")

// Approve approves exactly this revision of a Draft, when typed is its number.
// Of any number of callers one succeeds; the others get program.ErrConflict,
// and so does everyone once the Draft is no longer ready. When its inputs have
// changed it becomes stale, a new revision is made, and db.ErrStale returned.
// While pairing is off it returns ErrSwitchedOff.
// Approving writes the decision and wakes openPairings: nothing else.
func (w *Work) Approve(ctx context.Context, draft program.Draft, by program.Person, typed int, now time.Time) error {
	return w.approve(ctx, draft, by, typed, false, now)
}

// MakeAnew is Approve for who has read that the Draft is out of date and wants
// a new one: it approves nothing, and answers program.ErrConflict where the
// inputs are again what they were.
func (w *Work) MakeAnew(ctx context.Context, draft program.Draft, by program.Person, typed int, now time.Time) error {
	return w.approve(ctx, draft, by, typed, true, now)
}

func (w *Work) approve(ctx context.Context, draft program.Draft, by program.Person, typed int, onlyStale bool, now time.Time) error {
	if typed != draft.Number() {
		return ErrWrongNumber
	}
	prog, err := w.Store.Program(ctx, draft.ProgramID)
	if err != nil {
		return err
	}
	if prog.Switch != program.SwitchOn {
		return ErrSwitchedOff
	}
	undo := now.Add(prog.Pairing.Undo.Duration())
	e := db.Effects{
		Gone:    draftMoments(draft),
		Moments: []program.Moment{moment(prog.ID, OpenPairings, string(draft.ID), now)},
		Audit:   []program.Audit{w.audit(prog.ID, string(by.ID), "draft approved", draft.ID, "", now)},
	}
	again := db.Effects{Gone: draftMoments(draft), Moments: []program.Moment{moment(prog.ID, RunRound, string(draft.RoundID), now)}}
	return w.Store.Approve(ctx, db.Decision{DraftID: draft.ID, By: by.ID, At: now, UndoUntil: undo, IfStale: again, OnlyStale: onlyStale}, e)
}

// Undo takes an approval back inside its undo window. It reports whether this
// call did.
func (w *Work) Undo(ctx context.Context, draft program.Draft, by program.Person, now time.Time) (bool, error) {
	prog, err := w.Store.Program(ctx, draft.ProgramID)
	if err != nil {
		return false, err
	}
	e, err := w.tellDecided(ctx, prog, draft, by, program.DraftUndone, now)
	if err != nil {
		return false, err
	}
	id := string(draft.ID)
	e.Gone = []program.Moment{moment(prog.ID, OpenPairings, id, now), moment(prog.ID, IntroducePairings, id, now)}
	e.Moments = append(e.Moments, closingOf(prog, now)...)
	return w.Store.Undo(ctx, db.Decision{DraftID: draft.ID, By: by.ID, At: now}, e)
}
