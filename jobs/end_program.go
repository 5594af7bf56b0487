package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// endProgram ends what still runs when a Program is over, and reports to its
// Administrators.
//
// Invariant: no Pairing of the Program is held or introduced, and each
// Administrator has one report.
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
	report, err := w.Report(ctx, prog)
	if err != nil {
		return err
	}
	e, err := w.toAdministrators(ctx, prog, program.ProgramReport, now, prog.ID, func(m *message) any {
		email := report
		email.Envelope, email.Home = m.envelope(), w.homeLink(m, prog)
		return email
	})
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
	var e db.Effects
	if n := len(sessions); n > 0 && sessions[n-1].StartsAt.After(now) && p.State == program.PairingIntroduced {
		members, err := w.members(ctx, p)
		if err != nil {
			return err
		}
		if err := w.cancelSeries(ctx, &e, prog, p, members, now); err != nil {
			return err
		}
	}
	_, err = w.Store.EndPairing(ctx, p.ID, "the program is over", now, e)
	return err
}
