package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// SetSwitch puts the pairing switch of a Program into a position. When it has
// returned nil, nothing that the position stops begins to leave.
func (w *Work) SetSwitch(ctx context.Context, prog program.ID, to program.Switch, actor string, now time.Time) error {
	e := db.Effects{Audit: []program.Audit{w.audit(prog, actor, "switch "+string(to), prog, "", now)}}
	if to == program.SwitchOn {
		waiting, err := w.waitingForSwitch(ctx, prog, now)
		if err != nil {
			return err
		}
		e.Moments = waiting
	}
	_, err := w.Store.SetSwitch(ctx, prog, to, now, e)
	return err
}

// waitingForSwitch wakes pairing runs and introductions that the switch has held up.
func (w *Work) waitingForSwitch(ctx context.Context, prog program.ID, now time.Time) ([]program.Moment, error) {
	all, err := w.Store.Moments(ctx, prog)
	if err != nil {
		return nil, err
	}
	var waiting []program.Moment
	for _, m := range all {
		if (m.Kind == RunRound || m.Kind == IntroducePairings) && m.Attempts > 0 {
			waiting = append(waiting, moment(prog, m.Kind, m.Subject, now))
		}
	}
	return waiting, nil
}

// toAdministrators writes one Message to every Administrator of a Program.
func (w *Work) toAdministrators(ctx context.Context, p db.Program, kind program.Kind, now time.Time, parent program.ID, write func(m *message) any, keys ...string) (db.Effects, error) {
	admins, err := w.Store.Administrators(ctx, p.ID)
	if err != nil {
		return db.Effects{}, err
	}
	var e db.Effects
	for _, a := range admins {
		m := w.toAdministrator(p, a, kind, now, parent, keys...)
		m.into(&e, write(m))
	}
	return e, nil
}
