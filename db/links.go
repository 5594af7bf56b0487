package db

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const linkColumns = "id, purpose, program_id, person_id, object_id, revision, expires_at, used_at, revoked_at, created_at"

func (s *Store) insertLinks(ctx context.Context, tx *sqlx.Tx, links []program.Link) error {
	rows := make([][]any, len(links))
	for i, l := range links {
		rows[i] = []any{l.ID, l.Purpose, l.ProgramID, l.PersonID, l.Object, l.Revision, stamp(l.ExpiresAt), nil, nil, stamp(l.CreatedAt)}
	}
	return s.insert(ctx, tx, "link", linkColumns, "id", nil, rows)
}

// Link returns one Link, or program.ErrNotFound.
func (s *Store) Link(ctx context.Context, id program.ID) (program.Link, error) {
	return one(ctx, s.read, func(row scanner) (l program.Link, err error) {
		err = row.Scan(&l.ID, &l.Purpose, &l.ProgramID, &l.PersonID, &l.Object, &l.Revision, timeOf{&l.ExpiresAt}, timeOf{&l.UsedAt}, timeOf{&l.RevokedAt}, timeOf{&l.CreatedAt})
		return l, err
	}, "SELECT "+linkColumns+" FROM link WHERE id = ?", id)
}

// UseLink marks a Link as used and reports whether this was its first use.
func (s *Store) UseLink(ctx context.Context, id program.ID, now time.Time) (bool, error) {
	first := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		first, err = changed(ctx, tx, "UPDATE link SET used_at = ? WHERE id = ? AND used_at IS NULL AND revoked_at IS NULL", stamp(now), id)
		return err
	})
	return first, err
}

// SaveHomeSession stores the hash of an Administrator's session.
func (s *Store) SaveHomeSession(ctx context.Context, tokenHash string, personID program.ID, expires time.Time) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		return s.insert(ctx, tx, "home_session", "token_hash, person_id, expires_at", "token_hash", nil, [][]any{{tokenHash, personID, stamp(expires)}})
	})
}

// HomeSession returns whose session it is, or program.ErrNotFound.
func (s *Store) HomeSession(ctx context.Context, tokenHash string, now time.Time) (program.ID, error) {
	return one(ctx, s.read, scanOf[program.ID], "SELECT person_id FROM home_session WHERE token_hash = ? AND expires_at > ?", tokenHash, stamp(now))
}

// Suppress notes that an address must not be mailed. When it has returned,
// nothing to that address begins to leave.
func (s *Store) Suppress(ctx context.Context, a program.Address, reason string, now time.Time, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := many(ctx, tx, scanOf[program.ID], "SELECT id FROM person WHERE address_key = ?"+s.dialect.forUpdate(), a.Key()); err != nil {
			return err
		}
		if err := s.insert(ctx, tx, "suppression", "address_hash, reason, created_at", "address_hash", nil, [][]any{{a.Hash(), clipTo(reason, 200), stamp(now)}}); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
}

// AcquireLease makes holder the holder of a named lease until now plus ttl, if
// it is free, has run out, or is holder's already. It reports whether it is.
func (s *Store) AcquireLease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (bool, error) {
	held := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := s.insert(ctx, tx, "lease", "name, holder, until_at", "name", nil, [][]any{{name, "", stamp(now)}}); err != nil {
			return err
		}
		var err error
		held, err = changed(ctx, tx, "UPDATE lease SET holder = ?, until_at = ?, fence = fence + 1 WHERE name = ? AND (holder = ? OR until_at <= ?)",
			holder, stamp(now.Add(ttl)), name, holder, stamp(now))
		return err
	})
	return held, err
}

// ReleaseLease gives a lease up early.
func (s *Store) ReleaseLease(ctx context.Context, name, holder string, now time.Time) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		_, err := changed(ctx, tx, "UPDATE lease SET until_at = ? WHERE name = ? AND holder = ?", stamp(now), name, holder)
		return err
	})
}
