package db

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// EndHomeSession forgets an Administrator's session, and those that have run
// out.
func (s *Store) EndHomeSession(ctx context.Context, tokenHash string, now time.Time) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		_, err := affected(ctx, tx, "DELETE FROM home_session WHERE token_hash = ? OR expires_at <= ?", tokenHash, stamp(now))
		return err
	})
}
