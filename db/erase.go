package db

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// erasedData replaces the data of a Message. A row with it is never rendered:
// it is finished or cancelled.
const erasedData = "{}"

// erasedAddress is where nobody can be mailed (RFC 2606 section 2).
func erasedAddress(person program.ID) program.Address {
	return program.Address("erased-" + string(person) + "@erased.invalid")
}

// ErasePerson removes what is known of a Person, from every Program: name,
// details, answers, what was written to them, and what was written of them to
// others and has left. What waits for them, and for those they are paired
// with, is cancelled; from now on they are called name. The address is kept as
// a Suppression only. It reports whether there was anything left to erase.
//
// What stays: ids, states and times; a request for approval that is still
// waiting to leave.
func (s *Store) ErasePerson(ctx context.Context, id program.ID, name string, now time.Time, e Effects) (bool, error) {
	did := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		did = false
		p, err := one(ctx, tx, scanPerson, "SELECT "+personColumns+" FROM person WHERE id = ?"+s.dialect.forUpdate(), id)
		if err != nil || p.Address == erasedAddress(id) {
			return err
		}
		did = true
		for _, u := range []struct {
			query string
			args  []any
		}{
			{`UPDATE person SET address = ?, address_key = ?, first_name = '', last_name = '', name = ?, zone = '', hours = '', department = '', level = '',
				location = '', language = '', manager_email = '', employee_id = '', status = '', updated_at = ? WHERE id = ?`,
				[]any{erasedAddress(id), erasedAddress(id).Key(), name, stamp(now), id}},
			{"UPDATE participant SET state = 'erased', headline = '', answers = '{}', paused_until = '', revision = revision + 1, updated_at = ? WHERE person_id = ?", []any{stamp(now), id}},
			{"UPDATE answer SET answers = '{}' WHERE participant_id IN (SELECT id FROM participant WHERE person_id = ?)", []any{id}},
			{`UPDATE outbox SET state = 'cancelled', lease_until = NULL WHERE person_id = ? AND state IN ('held', 'pending', 'claimed', 'unknown')`, []any{id}},
			{"UPDATE outbox SET data = ?, address = ?, reason = 'erased' WHERE person_id = ?", []any{erasedData, erasedAddress(id), id}},
			{"UPDATE link SET revoked_at = ? WHERE person_id = ? AND purpose <> 'participation' AND revoked_at IS NULL", []any{stamp(now), id}},
			{`UPDATE outbox SET state = 'cancelled', reason = 'a member left', lease_until = NULL WHERE state IN ('held', 'pending', 'claimed') AND class <> 'control'
				AND pairing_id IN (SELECT pairing_id FROM pairing_member WHERE participant_id IN (SELECT id FROM participant WHERE person_id = ?))`, []any{id}},
			{"UPDATE person SET manager_email = ?, updated_at = ? WHERE manager_email IN (?, ?)", []any{erasedAddress(id), stamp(now), p.Address, p.Address.Key()}},
			{"DELETE FROM home_session WHERE person_id = ?", []any{id}},
		} {
			if _, err := affected(ctx, tx, u.query, u.args...); err != nil {
				return err
			}
		}
		if err := s.eraseTraces(ctx, tx, p); err != nil {
			return err
		}
		suppressed := [][]any{{p.Address.Hash(), "erased", stamp(now)}, {erasedAddress(id).Hash(), "erased", stamp(now)}}
		if err := s.insert(ctx, tx, "suppression", "address_hash, reason, created_at", "address_hash", nil, suppressed); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return did, err
}

// eraseTraces removes a Person from what was written of them to others, and
// from the summaries of Drafts.
func (s *Store) eraseTraces(ctx context.Context, tx *sqlx.Tx, p program.Person) error {
	programs, err := many(ctx, tx, scanOf[program.ID], "SELECT program_id FROM participant WHERE person_id = ?", p.ID)
	if err != nil {
		return err
	}
	for _, prog := range programs {
		participant, err := one(ctx, tx, scanOf[program.ID], "SELECT id FROM participant WHERE program_id = ? AND person_id = ?", prog, p.ID)
		if err != nil {
			return err
		}
		if err := eraseMessages(ctx, tx, prog, participant, p); err != nil {
			return err
		}
		if err := eraseSummaries(ctx, tx, prog, participant); err != nil {
			return err
		}
	}
	return nil
}

// eraseMessages blanks the finished Messages of a Program that name a Person:
// only partners and Administrators ever read the name.
func eraseMessages(ctx context.Context, tx *sqlx.Tx, prog, participant program.ID, p program.Person) error {
	type row struct {
		id   program.ID
		data []byte
	}
	rows, err := many(ctx, tx, func(r scanner) (m row, err error) {
		err = r.Scan(&m.id, &m.data)
		return m, err
	}, `SELECT id, data FROM outbox WHERE program_id = ? AND state IN ('done', 'failed', 'cancelled') AND data <> ?
		AND (participant_id = '' OR pairing_id IN (SELECT pairing_id FROM pairing_member WHERE participant_id = ?))`, prog, erasedData, participant)
	if err != nil {
		return err
	}
	name, address := []byte(strings.Trim(jsonText(p.DisplayName()), `"`)), []byte(p.Address)
	for _, r := range rows {
		if !bytes.Contains(r.data, name) && !bytes.Contains(r.data, address) {
			continue
		}
		if _, err := changed(ctx, tx, "UPDATE outbox SET data = ? WHERE id = ?", erasedData, r.id); err != nil {
			return err
		}
	}
	return nil
}

// eraseSummaries takes a Person's name out of the Drafts of a Program.
func eraseSummaries(ctx context.Context, tx *sqlx.Tx, prog, participant program.ID) error {
	drafts, err := many(ctx, tx, scanDraft, "SELECT "+draftColumns+" FROM draft WHERE program_id = ?", prog)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		found := false
		for i := range d.Summary.Unpaired {
			if u := &d.Summary.Unpaired[i]; u.ParticipantID == participant {
				u.Name, found = "", true
			}
		}
		if !found {
			continue
		}
		summary, err := json.Marshal(d.Summary)
		if err != nil {
			return err
		}
		if _, err := changed(ctx, tx, "UPDATE draft SET summary = ? WHERE id = ?", string(summary), d.ID); err != nil {
			return err
		}
	}
	return nil
}
