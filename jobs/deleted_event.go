package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// tellDeleted tells Administrators, once, that somebody has deleted the event of a
// Series that has meetings to come. These stand: what is mailed about them goes on.
func (w *Work) tellDeleted(ctx context.Context, series program.Series, sessions []program.Session, now time.Time) error {
	if (changedPairing{sessions: sessions}).next(series, now) < 0 {
		return nil
	}
	pairing, err := w.Store.Pairing(ctx, series.PairingID)
	if err != nil {
		return err
	}
	members, err := w.members(ctx, pairing)
	if err != nil {
		return err
	}
	prog, err := w.Store.Program(ctx, pairing.ProgramID)
	if err != nil {
		return err
	}
	w.Log.Warn("somebody has deleted meetings from Google by hand; they stand as they were", "series", series.ID)
	e, err := w.toAdministrators(ctx, prog, program.InvitationsWait, now, series.ID, func(m *message) any {
		m.of(pairing) // what its members are erased from
		email := templates.InvitationsWaitEmail{Envelope: m.envelope()}
		for _, p := range members {
			email.Deleted = append(email.Deleted, p.Person.DisplayName())
		}
		return email
	}, "deleted")
	if err != nil {
		return err
	}
	return w.Store.Write(ctx, e)
}
