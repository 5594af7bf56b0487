package jobs

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// endProgram ends what still runs when a Program is over, and reports to its
// Administrators when the last Survey has closed.
//
// Invariant: no Pairing of the Program is held or introduced, who was to be
// introduced and never was has word of it, no Survey is open
// when the report is made, and each Administrator has one report of each end
// that the Program has had.
func (w *Work) endProgram(ctx context.Context, m program.Moment, now time.Time) error {
	prog, err := w.Store.Program(ctx, program.ID(m.Subject))
	if err != nil {
		return err
	}
	pairings, err := w.Store.Pairings(ctx, prog.ID)
	if err != nil {
		return err
	}
	concluded := map[program.ID]bool{}
	for _, p := range pairings {
		if p.State == program.PairingHeld && !concluded[p.DraftID] {
			concluded[p.DraftID] = true
			if err := w.concludeDraft(ctx, prog, p.DraftID, now); err != nil {
				return err
			}
		}
		if p.State != program.PairingIntroduced {
			continue
		}
		if err := w.concludePairing(ctx, prog, p, now); err != nil {
			return err
		}
	}
	last, err := w.closeSurveys(ctx, prog, now)
	if err != nil {
		return err
	}
	if last.After(now) { // people may still answer: this Moment comes again then
		return w.Store.Write(ctx, db.Effects{Moments: []program.Moment{moment(prog.ID, EndProgram, m.Subject, last)}})
	}
	report, err := w.Report(ctx, prog)
	if err != nil {
		return err
	}
	e, err := w.toAdministrators(ctx, prog, program.ProgramReport, now, prog.ID, func(m *message) any {
		email := report
		email.Envelope = m.envelope()
		return email
	}, prog.EndDate().String())
	if err != nil {
		return err
	}
	return w.Store.Write(ctx, e)
}

// concludePairing ends a Pairing whose time is over. Meetings that the Program
// no longer has, because it was shortened, leave the calendars. Who was never
// introduced is told.
func (w *Work) concludePairing(ctx context.Context, prog db.Program, p program.Pairing, now time.Time) error {
	sessions, err := w.Store.Sessions(ctx, p.ID)
	if err != nil {
		return err
	}
	members, err := w.members(ctx, p)
	if err != nil {
		return err
	}
	var cleared db.Effects // the calendars
	if n := len(sessions); n > 0 && sessions[n-1].StartsAt.After(now) {
		if err := w.cancelSeries(ctx, &cleared, prog, p, members, now); err != nil {
			return err
		}
	}
	_, err = w.Store.EndPairing(ctx, p, programOver, now, func(state program.PairingState, told []program.OutboxRow) (db.Effects, error) {
		var e db.Effects
		if state == program.PairingIntroduced {
			e.Add(cleared)
		}
		for _, one := range members {
			if !introduced(told, one.ID) {
				w.neverIntroduced(&e, prog, one, now)
			}
		}
		return e, nil
	})
	return err
}

// concludeDraft ends what a Draft has held until the Program was over, because
// pairing was off. Whom it had no partner for is told too.
func (w *Work) concludeDraft(ctx context.Context, prog db.Program, id program.ID, now time.Time) error {
	draft, err := w.Store.Draft(ctx, id)
	if err != nil {
		return err
	}
	held, err := w.heldBy(ctx, draft)
	if err != nil {
		return err
	}
	for _, p := range held {
		if err := w.concludePairing(ctx, prog, p, now); err != nil {
			return err
		}
	}
	rows, err := w.Store.HeldBy(ctx, id)
	if err != nil {
		return err
	}
	ids := make([]program.ID, len(rows))
	for i, row := range rows {
		ids[i] = row.ParticipantID
	}
	people, err := w.Store.ParticipantsByID(ctx, ids)
	if err != nil {
		return err
	}
	var e db.Effects
	for _, id := range slices.Sorted(maps.Keys(people)) {
		w.neverIntroduced(&e, prog, people[id], now)
	}
	return w.Store.CancelHeld(ctx, id, programOver, e)
}

// neverIntroduced tells a Participant that the Program is over and a Draft was not
// carried out: once, whatever number of them held something.
func (w *Work) neverIntroduced(e *db.Effects, prog db.Program, p program.Participant, now time.Time) {
	m := w.toParticipant(prog, p, program.NotPairedYet, now, p.ID, programOver)
	m.into(e, templates.NotPairedYetEmail{Envelope: m.envelope(), PairedBy: prog.PairedBy(), Over: true})
}

// askUnopenedAgain is after how long a Survey that is due is looked for again.
const askUnopenedAgain = time.Minute

// closeSurveys closes the Surveys whose time is over, whether or not their own
// Moments have come, and returns when the last of the others closes; soon where
// one that is due has not been sent yet.
func (w *Work) closeSurveys(ctx context.Context, prog db.Program, now time.Time) (last time.Time, err error) {
	surveys, err := w.Store.Surveys(ctx, prog.ID)
	if err != nil {
		return last, err
	}
	for _, s := range surveys {
		switch {
		case s.State != program.SurveyOpen:
		case s.ClosesAt.After(now):
			last = later(last, s.ClosesAt)
		default:
			if _, err := w.Store.CloseSurvey(ctx, s.ID); err != nil {
				return last, err
			}
		}
	}
	moments, err := w.Store.Moments(ctx, prog.ID)
	for _, m := range moments {
		if m.Kind == OpenSurvey && !m.Due.After(now) {
			last = later(last, now.Add(askUnopenedAgain))
		}
	}
	return last, err
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
