package db

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// What the tests of behaviour need to reach behind the store.

func (s *Store) InTx(ctx context.Context, fn func(tx *sqlx.Tx) error) error { return s.inTx(ctx, fn) }

func (s *Store) WritePool() *sqlx.DB { return s.write }

func (s *Store) ReadPool() *sqlx.DB { return s.read }

func (s *Store) WriteEffects(ctx context.Context, tx *sqlx.Tx, e Effects) error {
	return s.writeEffects(ctx, tx, e)
}

// MySQLFull reports whether an error of MySQL or MariaDB is that of a full disk.
func MySQLFull(err error) bool { return mysqlDialect{}.full(err) }
