package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jmoiron/sqlx"
)

// Store holds everything Peerpost remembers. It is safe for concurrent use by
// any number of processes.
type Store struct {
	write   *sqlx.DB
	read    *sqlx.DB
	dialect dialect
}

// Open connects to the store at url: "sqlite:PATH" or
// "mysql://user:password@host:port/name". It does not migrate.
func Open(ctx context.Context, url string) (*Store, error) {
	d, err := dialectOf(url)
	if err != nil {
		return nil, err
	}
	s, err := d.open()
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if err := s.write.PingContext(ctx); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("reach the store: %w", err)
	}
	return s, nil
}

// Close gives back all connections.
func (s *Store) Close() error {
	return errors.Join(s.write.Close(), s.read.Close())
}

// Dialect names the kind of database: "sqlite" or "mysql".
func (s *Store) Dialect() string { return s.dialect.name() }

// inTx runs fn in a READ COMMITTED transaction, again after a deadlock, and
// commits unless fn fails. Inside fn only tx may be used: SQLite has a single
// writer.
func (s *Store) inTx(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	const attempts = 8
	for attempt := 1; ; attempt++ {
		err := s.tryTx(ctx, fn)
		if err == nil || attempt == attempts || !s.dialect.collided(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1+rand.IntN(10*attempt)) * time.Millisecond):
		}
	}
}

func (s *Store) tryTx(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	tx, err := s.write.BeginTxx(ctx, s.dialect.txOptions())
	if err != nil {
		return err
	}
	defer tx.Rollback() // also when fn panics: SQLite has a single writer to lose
	if err := fn(tx); err != nil {
		return err
	}
	err = tx.Commit()
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// scanner is a row being read.
type scanner interface{ Scan(dest ...any) error }

// many reads all rows of a query.
func many[T any](ctx context.Context, q sqlx.QueryerContext, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryxContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// one reads the first row of a query; program.ErrNotFound where there is none.
func one[T any](ctx context.Context, q sqlx.QueryerContext, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	v, err := scan(q.QueryRowxContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, notFound
	}
	return v, err
}

// changed runs a conditional UPDATE or DELETE and reports whether it found its row.
func changed(ctx context.Context, tx sqlx.ExecerContext, query string, args ...any) (bool, error) {
	n, err := affected(ctx, tx, query, args...)
	return n > 0, err
}

func affected(ctx context.Context, tx sqlx.ExecerContext, query string, args ...any) (int64, error) {
	res, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// expand turns each slice argument into a list for IN.
func expand(query string, args ...any) (string, []any, error) { return sqlx.In(query, args...) }

// scanOf makes a scan function for a single column.
func scanOf[T any](row scanner) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}
