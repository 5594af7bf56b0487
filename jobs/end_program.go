package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// endProgram ends what still runs when a Program is over, and reports to its
// Administrators when the last Survey has closed.
//
// Invariant: no Pairing of the Program is held or introduced, no Survey is open
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
	for _, p := range pairings {
		if p.State != program.PairingHeld && p.State != program.PairingIntroduced {
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
// no longer has, because it was shortened, leave the calendars.
func (w *Work) concludePairing(ctx context.Context, prog db.Program, p program.Pairing, now time.Time) error {
	sessions, err := w.Store.Sessions(ctx, p.ID)
	if err != nil {
		return err
	}
	var clear db.Effects
	if n := len(sessions); n > 0 && sessions[n-1].StartsAt.After(now) {
		members, err := w.members(ctx, p)
		if err != nil {
			return err
		}
		if err := w.cancelSeries(ctx, &clear, prog, p, members, now); err != nil {
			return err
		}
	}
	_, err = w.Store.EndPairing(ctx, p, "the program is over", now, func(state program.PairingState, _ []program.OutboxRow) (db.Effects, error) {
		if state == program.PairingHeld {
			return db.Effects{}, nil
		}
		return clear, nil
	})
	return err
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
