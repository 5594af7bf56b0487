package db

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// Imported says what an import has done to the Participants of a Program.
type Imported struct {
	New       int
	Changed   int // something of the Person or the Participant is another
	Unchanged int
	Skipped   int // rows of people whose address is suppressed

	Moved []program.ID // people whose time zone or working hours are others now than in whatever Program knew them
}

func (i Imported) String() string {
	return fmt.Sprintf("%d new, %d changed, %d unchanged, %d skipped", i.New, i.Changed, i.Unchanged, i.Skipped)
}

// ImportPeople stores people and makes them Participants, all or none. A blank
// cell changes nothing that is known, of a Person or of a Participant. Who has
// answered keeps role, headline and answers; who has left stays so. People
// whose address is suppressed are passed over, and nothing of them is stored.
// The effects are made of what the import has done, which it returns, and of
// those of its people who have gone for good, as Participants of whatever
// Program they are in.
func (s *Store) ImportPeople(ctx context.Context, programID program.ID, people []program.Participant, now time.Time, effects func(Imported, []program.Participant) Effects) (Imported, error) {
	var done Imported
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		done = Imported{}
		welcome, err := s.withoutSuppressed(ctx, tx, people)
		if err != nil {
			return err
		}
		before, err := s.participantsByPerson(ctx, tx, programID)
		if err != nil {
			return err
		}
		persons, keys := make([]program.Person, len(welcome)), make([]string, len(welcome))
		for i, p := range welcome {
			persons[i], keys[i] = p.Person, p.Person.Address.Key()
		}
		known, err := s.peopleByKey(ctx, tx, keys)
		if err != nil {
			return err
		}
		ids, err := s.upsertPeople(ctx, tx, persons, now, true)
		if err != nil {
			return err
		}
		if err := s.importParticipants(ctx, tx, programID, welcome, ids, before, now); err != nil {
			return err
		}
		after, err := s.participantsByPerson(ctx, tx, programID)
		if err != nil {
			return err
		}
		done = compareImported(before, after, ids)
		done.Moved = moved(known, after)
		done.Skipped = len(people) - len(welcome)
		gone, err := terminated(ctx, tx, ids)
		if err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, effects(done, gone))
	})
	if err != nil {
		return Imported{}, err
	}
	return done, nil
}

// terminated are the Participants of these people who take or took part and
// whom HR knows as gone for good.
func terminated(ctx context.Context, tx *sqlx.Tx, ids map[string]program.ID) (gone []program.Participant, err error) {
	for people := range slices.Chunk(slices.Sorted(maps.Values(ids)), maxPlaceholders) {
		query, args, err := expand("SELECT "+participantColumns+fromParticipant+
			"WHERE person.id IN (?) AND person.status = 'terminated' AND participant.state IN ('registered', 'paused') ORDER BY participant.id", people)
		if err != nil {
			return nil, err
		}
		some, err := many(ctx, tx, scanParticipant, query, args...)
		if err != nil {
			return nil, err
		}
		gone = append(gone, some...)
	}
	return gone, nil
}

// compareImported counts the people of an import by what became of them.
func compareImported(before, after map[program.ID]program.Participant, ids map[string]program.ID) (done Imported) {
	for _, id := range ids {
		was, known := before[id]
		switch {
		case !known:
			done.New++
		case jsonText(was) != jsonText(after[id]):
			done.Changed++
		default:
			done.Unchanged++
		}
	}
	return done
}

// moved are people whose time zone or working hours are others than they were.
func moved(were map[string]program.Person, after map[program.ID]program.Participant) (ids []program.ID) {
	for _, was := range were {
		if now := after[was.ID].Person; was.Zone != now.Zone || was.Hours != now.Hours {
			ids = append(ids, was.ID)
		}
	}
	slices.Sort(ids)
	return ids
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
func (s *Store) importParticipants(ctx context.Context, tx *sqlx.Tx, programID program.ID, people []program.Participant, ids map[string]program.ID, before map[program.ID]program.Participant, now time.Time) error {
	rows := make([][]any, 0, len(people))
	for _, p := range people {
		if person := ids[p.Person.Address.Key()]; before[person].ID == "" {
			rows = append(rows, []any{p.ID, programID, person, p.Role, cmp.Or(p.Capacity, 1), p.Headline, p.State, jsonText(p.Answers), 0, "", stamp(now), stamp(now)})
		}
	}
	if err := s.insert(ctx, tx, "participant", "id, program_id, person_id, role, capacity, headline, state, answers, revision, paused_until, created_at, updated_at",
		"program_id, person_id", nil, rows); err != nil {
		return err
	}
	inserted, err := s.participantsByPerson(ctx, tx, programID)
	if err != nil {
		return err
	}
	for _, p := range people {
		known := inserted[ids[p.Person.Address.Key()]]
		if known.ID == p.ID && before[known.PersonID].ID == "" {
			continue
		}
		if err := updateImported(ctx, tx, known, p, now); err != nil {
			return err
		}
	}
	return nil
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
