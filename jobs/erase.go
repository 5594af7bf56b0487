package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// ErrAdministrator is returned for a person who cannot be erased while they
// run a Program: its file names them.
var ErrAdministrator = errors.New("the person is an administrator; take them out of the program's file first")

// Erase removes everything that is known of a person, from every Program, and
// ends their Pairings. The address stays only as a Suppression, a hash.
//
// No email goes to the person from then on, not even a confirmation: it would
// need the address. The page that was used says that it is done. Partners are
// told that the Pairing has ended, without the name. A Draft that waits and
// that they were in is made anew.
//
// Invariant: the person's Pairings end, or go on without them, and nobody reads
// the name; then the person is erased in one transaction. Running it again
// finishes what was interrupted.
func (w *Work) Erase(ctx context.Context, person program.Person, now time.Time) error {
	runs, err := w.Store.IsAdministrator(ctx, person.ID)
	if err != nil {
		return err
	}
	if runs {
		return ErrAdministrator
	}
	participations, err := w.Store.ParticipationsOf(ctx, person.ID)
	if err != nil {
		return err
	}
	var e db.Effects
	for _, p := range participations {
		if p.State != program.Erased {
			e.Audit = append(e.Audit, w.audit(p.ProgramID, string(person.ID), "erased", p.ID, "", now))
			e.Moments = append(e.Moments, moment(p.ProgramID, EndPairings, string(p.ID), now))
		}
		again, err := w.draftedAgain(ctx, p, now)
		if err != nil {
			return err
		}
		e.Moments = append(e.Moments, again...)
	}
	for _, p := range participations {
		if err := w.endPairingsOf(ctx, asErased(p), now); err != nil {
			return err
		}
		if err := w.endEventsOf(ctx, &e, p, now); err != nil {
			return err
		}
	}
	_, err = w.Store.ErasePerson(ctx, person.ID, erasedName, now, e, unnamed)
	return err
}

// draftedAgain wakes the Rounds whose Drafts wait for a decision, where p is
// part of what the Draft was made of.
func (w *Work) draftedAgain(ctx context.Context, p program.Participant, now time.Time) ([]program.Moment, error) {
	waiting, err := w.Store.DraftsIn(ctx, p.ProgramID, program.DraftReady)
	var again []program.Moment
	for _, d := range waiting {
		if _, in := d.Summary.Inputs[p.ID]; in {
			again = append(again, moment(p.ProgramID, RunRound, string(d.RoundID), now))
		}
	}
	return again, err
}
