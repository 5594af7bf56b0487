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

// AskForHome has the link to the administrator's home mailed soon, if the
// address is an Administrator's. It does the same work for every address, so
// that the time it takes tells nobody who is one.
func (w *Work) AskForHome(ctx context.Context, address program.Address, now time.Time) error {
	person, err := w.Store.PersonByAddress(ctx, address)
	if errors.Is(err, program.ErrNotFound) {
		person.ID, err = program.DeriveID("", "nobody", address.Key()), nil // the row holds no address
	}
	if err != nil {
		return err
	}
	return w.Store.Write(ctx, db.Effects{Moments: []program.Moment{moment("", SendHome, string(person.ID), now)}})
}

// sendHome mails the link to the administrator's home.
//
// Invariant: an Administrator who has asked has one Message for each minute in
// which they did, nobody else has any.
func (w *Work) sendHome(ctx context.Context, m program.Moment, _ time.Time) error {
	person, err := w.Store.Person(ctx, program.ID(m.Subject))
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
	l := w.toAdministrator(programs[0], person, program.AdministratorHome, m.Due, person.ID, m.Due.UTC().Format("2006-01-02 15:04"))
	l.into(&e, templates.AdministratorHomeEmail{
		Envelope: l.envelope(),
		Home:     l.link(program.ForHome, programs[0].ID, 0, m.Due.Add(homeLinkLives)),
	})
	return w.Store.Write(ctx, e)
}
