package db

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// Unnamed says what a row reads without a Person that it names; nil where there
// is nothing left to say.
type Unnamed func(program.Person, program.OutboxRow) ([]byte, error)

// ErasePerson removes what is known of a Person, from every Program: name,
// details, answers, what was written to them and of them to others, and what
// Drafts and Pairings say of their answers. What waits for them, for those they
// are paired with, and to ask for approval of a Draft they are in, is
// cancelled; word that they have gone goes on, unnamed. From now on they are
// called name. The address is kept as a Suppression only. It reports whether
// there was anything left to erase.
//
// What stays: ids, states, times and counts.
func (s *Store) ErasePerson(ctx context.Context, id program.ID, name string, now time.Time, e Effects, unnamed Unnamed) (bool, error) {
	did := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		did = false
		p, err := one(ctx, tx, scanPerson, "SELECT "+personColumns+" FROM person WHERE id = ?"+s.dialect.forUpdate(), id)
		if err != nil || p.Erased() {
			return err
		}
		did = true
		for _, u := range []struct {
			query string
			args  []any
		}{
			{`UPDATE person SET address = ?, address_key = ?, first_name = '', last_name = '', name = ?, zone = '', hours = '', department = '', level = '',
				location = '', language = '', manager_email = '', employee_id = '', status = '', updated_at = ? WHERE id = ?`,
				[]any{program.ErasedAddress(id), program.ErasedAddress(id).Key(), name, stamp(now), id}},
			{"UPDATE participant SET state = 'erased', headline = '', answers = '{}', paused_until = '', revision = revision + 1, updated_at = ? WHERE person_id = ?", []any{stamp(now), id}},
			{"UPDATE answer SET answers = '{}' WHERE participant_id IN (SELECT id FROM participant WHERE person_id = ?)", []any{id}},
			{`UPDATE outbox SET state = 'cancelled', lease_until = NULL WHERE person_id = ? AND state IN ('held', 'pending', 'claimed', 'unknown')`, []any{id}},
			{"UPDATE outbox SET data = ?, address = ?, reason = 'erased' WHERE person_id = ?", []any{program.ErasedData, program.ErasedAddress(id), id}},
			{"UPDATE link SET revoked_at = ? WHERE person_id = ? AND purpose <> 'participation' AND revoked_at IS NULL", []any{stamp(now), id}},
			{"UPDATE person SET manager_email = ?, updated_at = ? WHERE LOWER(manager_email) IN (LOWER(?), LOWER(?))", []any{program.ErasedAddress(id), stamp(now), p.Address, p.Address.Key()}},
			{"DELETE FROM home_session WHERE person_id = ?", []any{id}},
		} {
			if _, err := affected(ctx, tx, u.query, u.args...); err != nil {
				return err
			}
		}
		if err := (erasing{s, tx, p, unnamed}).traces(ctx); err != nil {
			return err
		}
		suppressed := [][]any{{p.Address.Hash(), "erased", stamp(now)}, {program.ErasedAddress(id).Hash(), "erased", stamp(now)}}
		if err := s.insert(ctx, tx, "suppression", "address_hash, reason, created_at", "address_hash", nil, suppressed); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return did, err
}
