package db

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// Fact returns what the installation has under a name, or "".
func (s *Store) Fact(ctx context.Context, name string) (string, error) {
	return fact(ctx, s.read, name)
}

// ReplaceFact puts value in the place of what the installation had under a
// name ("": nothing), unless somebody was faster, and returns what it has then.
func (s *Store) ReplaceFact(ctx context.Context, name, had, value string) (string, error) {
	var has string
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		if err := s.insert(ctx, tx, "installation", "name, value", "name", nil, [][]any{{name, had}}); err != nil {
			return err
		}
		if _, err := changed(ctx, tx, "UPDATE installation SET value = ? WHERE name = ? AND value = ?", value, name, had); err != nil {
			return err
		}
		has, err = fact(ctx, tx, name)
		return err
	})
	return has, err
}

func fact(ctx context.Context, q sqlx.QueryerContext, name string) (string, error) {
	value, err := one(ctx, q, scanOf[string], "SELECT value FROM installation WHERE name = ?", name)
	if errors.Is(err, program.ErrNotFound) {
		return "", nil
	}
	return value, err
}
