package db

import (
	"cmp"
	"context"
	"maps"
	"slices"
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

// ImportPeople stores people and makes them Participants, all or none. A blank
// cell changes nothing that is known, of a Person or of a Participant. Who has
// answered keeps role, headline and answers; who has left stays so. People
// whose address is suppressed are passed over, and nothing of them is stored.
// It returns how many Participants are new.
func (s *Store) ImportPeople(ctx context.Context, programID program.ID, people []program.Participant, now time.Time, e Effects) (int, error) {
	added := 0
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		people, err := s.withoutSuppressed(ctx, tx, people)
		if err != nil {
			return err
		}
		persons := make([]program.Person, len(people))
		for i, p := range people {
			persons[i] = p.Person
		}
		ids, err := s.upsertPeople(ctx, tx, persons, now, true)
		if err != nil {
			return err
		}
		if added, err = s.importParticipants(ctx, tx, programID, people, ids, now); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}

// withoutSuppressed leaves out people whose address is suppressed. It locks who
// is known first, so that whoever is being erased is either erased by now, or
// will be with what the import stores.
func (s *Store) withoutSuppressed(ctx context.Context, tx *sqlx.Tx, people []program.Participant) ([]program.Participant, error) {
	addresses, keys := make([]program.Address, len(people)), make([]string, len(people))
	for i, p := range people {
		addresses[i], keys[i] = p.Person.Address, p.Person.Address.Key()
	}
	slices.Sort(keys) // one order for all, as in upsertPeople
	for part := range slices.Chunk(keys, maxPlaceholders) {
		query, args, err := expand("SELECT id FROM person WHERE address_key IN (?) ORDER BY address_key"+s.dialect.forUpdate(), part)
		if err != nil {
			return nil, err
		}
		if _, err := many(ctx, tx, scanOf[program.ID], query, args...); err != nil {
			return nil, err
		}
	}
	suppressed, err := suppressedAmong(ctx, tx, addresses)
	return slices.DeleteFunc(slices.Clone(people), func(p program.Participant) bool {
		return slices.Contains(suppressed, p.Person.Address)
	}), err
}

// importParticipants inserts who is new, then gives everyone who was known, or
// became so through another import at the same time, what the import says.
func (s *Store) importParticipants(ctx context.Context, tx *sqlx.Tx, programID program.ID, people []program.Participant, ids map[string]program.ID, now time.Time) (int, error) {
	before, err := s.participantsByPerson(ctx, tx, programID)
	if err != nil {
		return 0, err
	}
	rows := make([][]any, 0, len(people))
	for _, p := range people {
		if person := ids[p.Person.Address.Key()]; before[person].ID == "" {
			rows = append(rows, []any{p.ID, programID, person, p.Role, cmp.Or(p.Capacity, 1), p.Headline, p.State, jsonText(p.Answers), 0, "", stamp(now), stamp(now)})
		}
	}
	if err := s.insert(ctx, tx, "participant", "id, program_id, person_id, role, capacity, headline, state, answers, revision, paused_until, created_at, updated_at",
		"program_id, person_id", nil, rows); err != nil {
		return 0, err
	}
	after, err := s.participantsByPerson(ctx, tx, programID)
	if err != nil {
		return 0, err
	}
	added := 0
	for _, p := range people {
		known := after[ids[p.Person.Address.Key()]]
		if known.ID == p.ID && before[known.PersonID].ID == "" {
			added++
			continue
		}
		if err := updateImported(ctx, tx, known, p, now); err != nil {
			return 0, err
		}
	}
	return added, nil
}

func (s *Store) participantsByPerson(ctx context.Context, tx *sqlx.Tx, programID program.ID) (map[program.ID]program.Participant, error) {
	all, err := s.participants(ctx, tx, "", programID)
	known := make(map[program.ID]program.Participant, len(all))
	for _, p := range all {
		known[p.PersonID] = p
	}
	return known, err
}

// updateImported gives a known Participant what an import says. The answers
// are conditional on the revision: a person who answers at the same time wins.
func updateImported(ctx context.Context, tx *sqlx.Tx, known, p program.Participant, now time.Time) error {
	if p.Capacity != 0 && p.Capacity != known.Capacity {
		if _, err := changed(ctx, tx, "UPDATE participant SET capacity = ?, updated_at = ? WHERE id = ?", p.Capacity, stamp(now), known.ID); err != nil {
			return err
		}
	}
	answers := maps.Clone(known.Answers)
	if answers == nil {
		answers = program.Answers{}
	}
	maps.Copy(answers, p.Answers)
	_, err := changed(ctx, tx, `UPDATE participant SET role = ?, headline = ?, answers = ?, state = CASE WHEN state = 'invited' THEN ? ELSE state END, updated_at = ?
		WHERE id = ? AND revision = 0 AND state IN ('invited', 'registered', 'paused')`,
		cmp.Or(p.Role, known.Role), cmp.Or(p.Headline, known.Headline), jsonText(answers), p.State, stamp(now), known.ID)
	return err
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
// What is known already changes nothing and has no effects. It returns
// program.ErrClosed for somebody who has left.
func (s *Store) Register(ctx context.Context, r Registration, now time.Time, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		moved, err := changed(ctx, tx, `UPDATE person SET zone = CASE WHEN ? = '' THEN zone ELSE ? END, hours = CASE WHEN ? = '' THEN hours ELSE ? END, updated_at = ?
			WHERE id = (SELECT person_id FROM participant WHERE participant.id = ?) AND (? <> '' AND zone <> ? OR ? <> '' AND hours <> ?)`,
			r.Zone, r.Zone, r.Hours, r.Hours, stamp(now), r.ParticipantID, r.Zone, r.Zone, r.Hours, r.Hours)
		if err != nil {
			return err
		}
		answers := jsonText(r.Answers)
		ok, err := changed(ctx, tx, `UPDATE participant SET state = CASE WHEN state = 'paused' THEN 'paused' ELSE 'registered' END,
			role = ?, headline = ?, answers = ?, revision = revision + 1, updated_at = ?
			WHERE id = ? AND state IN ('invited', 'registered', 'paused') AND (? OR state = 'invited' OR revision = 0 OR role <> ? OR headline <> ? OR answers <> ?)`,
			r.Role, r.Headline, answers, stamp(now), r.ParticipantID, moved, r.Role, r.Headline, answers)
		if err != nil {
			return err
		}
		if ok {
			return s.writeEffects(ctx, tx, e)
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
	done := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		done, err = changed(ctx, tx, "UPDATE participant SET unsubscribed_at = ? WHERE id = ? AND unsubscribed_at IS NULL", stamp(now), id)
		if err != nil || !done {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return done, err
}
