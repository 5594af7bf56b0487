package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// TooFewError is returned where there are not two people to pair.
type TooFewError struct{ Why string }

func (e TooFewError) Error() string { return e.Why }

// ErrTooLate is returned where nobody who is introduced now could meet before the
// Program ends.
var ErrTooLate = errors.New("nobody could meet before the program ends")

// MakeRoundDue makes pairing run now, and returns the Round that does: the one
// that runs or waits for a decision again, else a new one. A Round that is
// scheduled stays so, and pairs later who has no partner by then.
//
// A Program that is over pairs nobody: program.ErrClosed. Where there are not
// two people to pair nothing happens: TooFewError; nor where it is too late for
// a meeting: ErrTooLate.
func (w *Work) MakeRoundDue(ctx context.Context, prog db.Program, actor string, now time.Time) (program.Round, error) {
	if prog.Over(now) {
		return program.Round{}, program.ErrClosed
	}
	pool, err := w.pool(ctx, prog)
	if err != nil {
		return program.Round{}, err
	}
	if why := pool.tooFew(); why != "" {
		return program.Round{}, TooFewError{why}
	}
	if !pool.canMeet(prog, now.Add(prog.Pairing.Undo.Duration())) {
		return program.Round{}, ErrTooLate
	}
	rounds, err := w.Store.Rounds(ctx, prog.ID)
	if err != nil {
		return program.Round{}, err
	}
	e := db.Effects{Audit: []program.Audit{w.audit(prog.ID, actor, "pairing asked for", prog.ID, "", now)}}
	scheduled, _, err := w.ScheduledRound(ctx, prog, now)
	if err != nil && !errors.Is(err, program.ErrNotFound) {
		return program.Round{}, err
	}
	for _, r := range slices.Backward(rounds) {
		switch r.State {
		case program.RoundDue, program.RoundRunning, program.RoundDrafted:
			if r.ID != scheduled.ID {
				e.Moments = []program.Moment{moment(prog.ID, RunRound, string(r.ID), now)}
				return r, w.Store.Write(ctx, e)
			}
		}
	}
	round := newRound(prog, len(rounds)+1, now)
	e.Moments = []program.Moment{moment(prog.ID, RunRound, string(round.ID), now)}
	return round, w.Store.CreateRound(ctx, round, e)
}

// ScheduledRound returns the Round of a Program that pairs by itself, and when;
// program.ErrNotFound where its day has come or there is none.
func (w *Work) ScheduledRound(ctx context.Context, prog db.Program, now time.Time) (program.Round, time.Time, error) {
	rounds, err := w.Store.Rounds(ctx, prog.ID)
	if err != nil {
		return program.Round{}, time.Time{}, err
	}
	for _, r := range rounds {
		if r.State != program.RoundDue {
			continue
		}
		m, err := w.Store.Moment(ctx, RunRound, string(r.ID))
		switch {
		case errors.Is(err, program.ErrNotFound):
		case err != nil:
			return program.Round{}, time.Time{}, err
		case m.Attempts == 0 && m.Due.After(now):
			return r, m.Due, nil
		}
	}
	return program.Round{}, time.Time{}, program.ErrNotFound
}
