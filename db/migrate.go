package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// ErrOldSchema is returned by CheckSchema.
var ErrOldSchema = errors.New("the database has an older schema; run peerpost migrate")

// Migrate brings the schema to this build's version. Any number of processes
// may call it at once.
func (s *Store) Migrate(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	switch {
	case err == nil:
		return nil
	case s.dialect.full(err):
		return fmt.Errorf("the disk of the database is full; free space, and run it again (%w)", err)
	}
	return fmt.Errorf("migrate: %w", err)
}

// CheckSchema returns ErrOldSchema when migrations are missing.
func (s *Store) CheckSchema(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	pending, err := p.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if pending {
		return ErrOldSchema
	}
	return nil
}

func (s *Store) provider() (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations/"+s.dialect.name())
	if err != nil {
		return nil, err
	}
	return s.dialect.provider(s.write.DB, folder)
}
