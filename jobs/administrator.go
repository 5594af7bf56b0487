package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// homeLinkLives is how long the link to the administrator's home is good for.
// Asking for another is always possible.
const homeLinkLives = 15 * time.Minute

// SendHome mails the link to the administrator's home, if the address is an
// Administrator's. An address that is not gets nothing, and the caller cannot
// tell the difference. Asked again within a minute, it sends one.
func (w *Work) SendHome(ctx context.Context, address program.Address, now time.Time) error {
	person, err := w.Store.PersonByAddress(ctx, address)
	if errors.Is(err, program.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	programs, err := w.Store.ProgramsOf(ctx, person.ID)
	if err != nil || len(programs) == 0 {
		return err
	}
	var e db.Effects
	m := w.toAdministrator(programs[0], person, program.AdministratorHome, now, person.ID, now.UTC().Format("2006-01-02 15:04"))
	m.into(&e, templates.AdministratorHomeEmail{
		Envelope: m.envelope(),
		Home:     m.link(program.ForHome, programs[0].ID, 0, now.Add(homeLinkLives)),
	})
	return w.Store.Write(ctx, e)
}

// SetSwitch puts the pairing switch of a Program into a position. When it has
// returned nil, nothing that the position stops begins to leave.
func (w *Work) SetSwitch(ctx context.Context, prog program.ID, to program.Switch, actor string, now time.Time) error {
	e := db.Effects{Audit: []program.Audit{w.audit(prog, actor, "switch "+string(to), prog, "", now)}}
	if to == program.SwitchOn {
		waiting, err := w.waitingRounds(ctx, prog, now)
		if err != nil {
			return err
		}
		e.Moments = waiting
	}
	_, err := w.Store.SetSwitch(ctx, prog, to, now, e)
	return err
}

// waitingRounds wakes pairing runs that the switch has held up.
func (w *Work) waitingRounds(ctx context.Context, prog program.ID, now time.Time) ([]program.Moment, error) {
	all, err := w.Store.Moments(ctx, prog)
	if err != nil {
		return nil, err
	}
	var waiting []program.Moment
	for _, m := range all {
		if m.Kind == RunRound && m.Attempts > 0 {
			waiting = append(waiting, moment(prog, RunRound, m.Subject, now))
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
