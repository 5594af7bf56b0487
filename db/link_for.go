package db

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/program"
)

// LinkFor returns the newest Link by which a Person may do something with an
// object at now, or program.ErrNotFound: a page that shows the way to another
// page needs no new row.
func (s *Store) LinkFor(ctx context.Context, purpose program.Purpose, personID, object program.ID, now time.Time) (program.Link, error) {
	return one(ctx, s.read, func(row scanner) (l program.Link, err error) {
		err = row.Scan(&l.ID, &l.Purpose, &l.ProgramID, &l.PersonID, &l.Object, &l.Revision, timeOf{&l.ExpiresAt}, timeOf{&l.UsedAt}, timeOf{&l.RevokedAt}, timeOf{&l.CreatedAt})
		return l, err
	}, "SELECT "+linkColumns+` FROM link WHERE object_id = ? AND purpose = ? AND person_id = ? AND revoked_at IS NULL
		AND (expires_at IS NULL OR expires_at > ?) ORDER BY created_at DESC, id DESC LIMIT 1`, object, purpose, personID, stamp(now))
}
