package db

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const participantColumns = `participant.id, participant.program_id, participant.person_id, participant.role, participant.capacity,
	participant.headline, participant.state, participant.answers, participant.revision, participant.paused_until,
	participant.unsubscribed_at, participant.created_at, ` + personColumns

const fromParticipant = " FROM participant JOIN person ON person.id = participant.person_id "

func scanParticipant(row scanner) (p program.Participant, err error) {
	var paused string
	err = row.Scan(append([]any{&p.ID, &p.ProgramID, &p.PersonID, &p.Role, &p.Capacity, &p.Headline, &p.State,
		jsonOf{&p.Answers}, &p.Revision, &paused, timeOf{&p.UnsubscribedAt}, timeOf{&p.CreatedAt}}, personFields(&p.Person)...)...)
	if err == nil {
		err = p.PausedTil.UnmarshalText([]byte(paused))
	}
	return p, err
}

// Participant returns one Participant with its Person, or program.ErrNotFound.
func (s *Store) Participant(ctx context.Context, id program.ID) (program.Participant, error) {
	return one(ctx, s.read, scanParticipant, "SELECT "+participantColumns+fromParticipant+"WHERE participant.id = ?", id)
}

// Participants lists a Program's Participants in these states (all without
// any), oldest first.
func (s *Store) Participants(ctx context.Context, programID program.ID, states ...program.ParticipantState) ([]program.Participant, error) {
	return s.participants(ctx, s.read, "", programID, states...)
}

func (s *Store) participants(ctx context.Context, q sqlx.QueryerContext, lock string, programID program.ID, states ...program.ParticipantState) ([]program.Participant, error) {
	query, args := "SELECT "+participantColumns+fromParticipant+"WHERE participant.program_id = ?", []any{programID}
	if len(states) > 0 {
		query, args = query+" AND participant.state IN (?)", append(args, states)
	}
	query, args, err := expand(query+" ORDER BY participant.id"+lock, args...)
	if err != nil {
		return nil, err
	}
	return many(ctx, q, scanParticipant, query, args...)
}

// ParticipantsByID returns these Participants by id.
func (s *Store) ParticipantsByID(ctx context.Context, ids []program.ID) (map[program.ID]program.Participant, error) {
	found := make(map[program.ID]program.Participant, len(ids))
	for len(ids) > 0 {
		n := min(maxPlaceholders, len(ids))
		query, args, err := expand("SELECT "+participantColumns+fromParticipant+"WHERE participant.id IN (?)", ids[:n])
		if err != nil {
			return nil, err
		}
		all, err := many(ctx, s.read, scanParticipant, query, args...)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			found[p.ID] = p
		}
		ids = ids[n:]
	}
	return found, nil
}

// ParticipantCounts says how many Participants of a Program are in each state.
func (s *Store) ParticipantCounts(ctx context.Context, programID program.ID) (map[program.ParticipantState]int, error) {
	return counts[program.ParticipantState](ctx, s.read, "SELECT state, COUNT(*) FROM participant WHERE program_id = ? GROUP BY state", programID)
}

// counts reads rows of a name and a number.
func counts[K ~string](ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (map[K]int, error) {
	type pair struct {
		key K
		n   int
	}
	rows, err := many(ctx, q, func(row scanner) (p pair, err error) {
		err = row.Scan(&p.key, &p.n)
		return p, err
	}, query, args...)
	all := make(map[K]int, len(rows))
	for _, r := range rows {
		all[r.key] = r.n
	}
	return all, err
}

// Registration is what a person said of themselves.
type Registration struct {
	ParticipantID program.ID
	Role          program.Role
	Headline      string
	Zone          string // "" leaves it
	Hours         string // "" leaves it
	Answers       program.Answers
}

// Register stores a registration or a change of answers; the last one counts.
// The effects are made of the revision that it is, and take the place of a
// confirmation of earlier answers that still waits. Who registers is subscribed
// again. What is known already
// changes nothing and has no effects. It returns program.ErrClosed for somebody
// who has left.
func (s *Store) Register(ctx context.Context, r Registration, now time.Time, effects func(revision int) Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		moved, err := changed(ctx, tx, `UPDATE person SET zone = CASE WHEN ? = '' THEN zone ELSE ? END, hours = CASE WHEN ? = '' THEN hours ELSE ? END, updated_at = ?
			WHERE id = (SELECT person_id FROM participant WHERE participant.id = ?) AND (? <> '' AND zone <> ? OR ? <> '' AND hours <> ?)`,
			r.Zone, r.Zone, r.Hours, r.Hours, stamp(now), r.ParticipantID, r.Zone, r.Zone, r.Hours, r.Hours)
		if err != nil {
			return err
		}
		answers := jsonText(r.Answers)
		// MySQL assigns from left to right, so what the state was is asked first.
		ok, err := changed(ctx, tx, `UPDATE participant SET unsubscribed_at = CASE WHEN state = 'invited' THEN NULL ELSE unsubscribed_at END, state = CASE WHEN state = 'paused' THEN 'paused' ELSE 'registered' END,
			role = ?, headline = ?, answers = ?, revision = revision + 1, updated_at = ?
			WHERE id = ? AND state IN ('invited', 'registered', 'paused') AND (? OR state = 'invited' OR revision = 0 OR role <> ? OR headline <> ? OR answers <> ?)`,
			r.Role, r.Headline, answers, stamp(now), r.ParticipantID, moved, r.Role, r.Headline, answers)
		if err != nil {
			return err
		}
		if ok {
			return s.confirm(ctx, tx, r.ParticipantID, effects)
		}
		state, err := one(ctx, tx, scanOf[program.ParticipantState], "SELECT state FROM participant WHERE id = ?", r.ParticipantID)
		if err != nil {
			return err
		}
		if state != program.Registered && state != program.Paused {
			return program.ErrClosed
		}
		return nil
	})
}

// confirm writes the effects of a registration whose row is locked, so that of
// several at once each has a revision of its own.
func (s *Store) confirm(ctx context.Context, tx *sqlx.Tx, id program.ID, effects func(revision int) Effects) error {
	if _, err := affected(ctx, tx, `UPDATE outbox SET state = 'cancelled', lease_until = NULL, reason = 'answered anew'
		WHERE person_id = (SELECT person_id FROM participant WHERE id = ?) AND participant_id = ?
		AND kind IN ('registration_confirmed', 'import_confirmed') AND state IN ('held', 'pending', 'claimed')`, id, id); err != nil {
		return err
	}
	revision, err := one(ctx, tx, scanOf[int], "SELECT revision FROM participant WHERE id = ?", id)
	if err != nil {
		return err
	}
	return s.writeEffects(ctx, tx, effects(revision))
}

// MoveParticipant takes a Participant from one state to another and reports
// whether it was there to take.
func (s *Store) MoveParticipant(ctx context.Context, id program.ID, from, to program.ParticipantState, until program.Date, now time.Time, e Effects) (bool, error) {
	moved := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		moved, err = changed(ctx, tx, "UPDATE participant SET state = ?, paused_until = ?, updated_at = ? WHERE id = ? AND state = ?",
			to, until.String(), stamp(now), id, from)
		if err != nil || !moved {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return moved, err
}

// Unsubscribe notes that a Participant wants no mail that can be done without,
// and reports whether this call did.
func (s *Store) Unsubscribe(ctx context.Context, id program.ID, now time.Time, e Effects) (bool, error) {
	return s.changeWith(ctx, e, "UPDATE participant SET unsubscribed_at = ? WHERE id = ? AND unsubscribed_at IS NULL", stamp(now), id)
}

// Resubscribe takes Unsubscribe back, and reports whether this call did.
func (s *Store) Resubscribe(ctx context.Context, id program.ID, e Effects) (bool, error) {
	return s.changeWith(ctx, e, "UPDATE participant SET unsubscribed_at = NULL WHERE id = ? AND unsubscribed_at IS NOT NULL", id)
}

// changeWith runs a conditional UPDATE with what follows where it changes a row.
func (s *Store) changeWith(ctx context.Context, e Effects, query string, args ...any) (bool, error) {
	done := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		done, err = changed(ctx, tx, query, args...)
		if err != nil || !done {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return done, err
}
