package db

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// Program is a stored Program: its definition and what became of it.
type Program struct {
	program.Program
	ID        program.ID
	Version   int    // rises with each applied change
	Source    string // the file as it was applied
	Switch    program.Switch
	CreatedAt time.Time
}

const programColumns = "id, slug, version, source, definition, pairing_switch, created_at"

func scanProgram(row scanner) (p Program, err error) {
	var slug string
	err = row.Scan(&p.ID, &slug, &p.Version, &p.Source, jsonOf{&p.Program}, &p.Switch, timeOf{&p.CreatedAt})
	return p, err
}

// ApplyProgram stores a new Program or the next version of one, with its
// Administrators and the effects, which are made of those Administrators who
// are new. Where registration closes on another day, what waits that names the old
// one is cancelled. The same source again changes nothing and is no error; a slug that
// another Program has is program.ErrConflict. It returns the stored Program.
func (s *Store) ApplyProgram(ctx context.Context, p Program, admins []program.Person, now time.Time, effects func(welcome []program.Person) Effects) (Program, error) {
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		row := []any{p.ID, p.Slug, p.Name, 0, p.Source, jsonText(p.Program), program.SwitchOn, stamp(now), stamp(now)}
		if err := s.insert(ctx, tx, "program", "id, slug, name, version, source, definition, pairing_switch, created_at, updated_at", "slug", nil, [][]any{row}); err != nil {
			return err
		}
		owner, err := one(ctx, tx, scanOf[program.ID], "SELECT id FROM program WHERE slug = ?"+s.dialect.forUpdate(), p.Slug)
		if err != nil {
			return err
		}
		if owner != p.ID {
			return fmt.Errorf("%w: %s is another program", program.ErrConflict, p.Slug)
		}
		before, err := one(ctx, tx, scanProgram, "SELECT "+programColumns+" FROM program WHERE id = ?", p.ID)
		if err != nil {
			return err
		}
		next, err := changed(ctx, tx, `UPDATE program SET version = version + 1, name = ?, source = ?, definition = ?, updated_at = ?
			WHERE id = ? AND (version = 0 OR source <> ?)`, p.Name, p.Source, jsonText(p.Program), stamp(now), p.ID, p.Source)
		if err != nil || !next {
			return err
		}
		welcome, err := s.setAdministrators(ctx, tx, p.ID, admins, now)
		if err != nil {
			return err
		}
		if before.Registration.Closes != p.Registration.Closes {
			if _, err := affected(ctx, tx, `UPDATE outbox SET state = 'cancelled', reason = 'registration closes on another day', lease_until = NULL
				WHERE program_id = ? AND state IN ('pending', 'claimed') AND kind IN (?, ?)`, p.ID, program.RegisterInvitation, program.RegisterReminder); err != nil {
				return err
			}
		}
		return s.writeEffects(ctx, tx, effects(welcome))
	})
	if err != nil {
		return Program{}, err
	}
	return s.ProgramBySlug(ctx, p.Slug)
}

// setAdministrators makes exactly these people a Program's Administrators and
// returns those who were not before.
func (s *Store) setAdministrators(ctx context.Context, tx *sqlx.Tx, programID program.ID, admins []program.Person, now time.Time) ([]program.Person, error) {
	before, err := administrators(ctx, tx, programID)
	if err != nil {
		return nil, err
	}
	ids, err := s.upsertPeople(ctx, tx, admins, now, false)
	if err != nil {
		return nil, err
	}
	if _, err := affected(ctx, tx, "DELETE FROM administrator WHERE program_id = ?", programID); err != nil {
		return nil, err
	}
	rows := make([][]any, len(admins))
	for i, a := range admins {
		rows[i] = []any{programID, ids[a.Address.Key()], stamp(now)}
	}
	if err := s.insert(ctx, tx, "administrator", "program_id, person_id, created_at", "program_id", nil, rows); err != nil {
		return nil, err
	}
	after, err := administrators(ctx, tx, programID)
	return slices.DeleteFunc(after, func(a program.Person) bool {
		return slices.ContainsFunc(before, func(b program.Person) bool { return b.ID == a.ID })
	}), err
}

// ProgramBySlug returns the Program with this slug, or program.ErrNotFound.
func (s *Store) ProgramBySlug(ctx context.Context, slug string) (Program, error) {
	return one(ctx, s.read, scanProgram, "SELECT "+programColumns+" FROM program WHERE slug = ?", slug)
}

// Program returns the Program with this id, or program.ErrNotFound.
func (s *Store) Program(ctx context.Context, id program.ID) (Program, error) {
	return one(ctx, s.read, scanProgram, "SELECT "+programColumns+" FROM program WHERE id = ?", id)
}

// Programs lists all Programs by slug.
func (s *Store) Programs(ctx context.Context) ([]Program, error) {
	return many(ctx, s.read, scanProgram, "SELECT "+programColumns+" FROM program ORDER BY slug")
}

// ProgramsOf lists the Programs that a Person administers.
func (s *Store) ProgramsOf(ctx context.Context, personID program.ID) ([]Program, error) {
	return many(ctx, s.read, scanProgram, "SELECT "+programColumns+` FROM program
		WHERE id IN (SELECT program_id FROM administrator WHERE person_id = ?) ORDER BY slug`, personID)
}

// SetSwitch puts the pairing switch into a position. When it has returned,
// nothing that the position stops begins to leave. It reports whether the
// switch moved.
func (s *Store) SetSwitch(ctx context.Context, programID program.ID, to program.Switch, now time.Time, e Effects) (bool, error) {
	moved := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		moved, err = changed(ctx, tx, "UPDATE program SET pairing_switch = ?, updated_at = ? WHERE id = ? AND pairing_switch <> ?", to, stamp(now), programID, to)
		if err != nil || !moved {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return moved, err
}
