package db_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestErasedPersonIsNowhereAndGetsNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		p, partner := seed.People[0], seed.People[1]
		p.Person.Name, p.Person.ManagerEmail, p.Headline = "Zoë Unique", "boss@example.org", "Known for unique things"
		importAs(t, s, seed, 0, p)
		_, pairings := seed.IntroducedPairings()
		notice := notices(seed, 1)[0]
		claimed := claimAll(t, s, now.Add(dbtest.Undo))
		told, confirmation := seed.Message(program.SessionAgenda, partner), seed.Message(program.ParticipationConfirmed, p)
		told.PairingID, told.Data = pairings[0].ID, []byte(`{"Partner":"Zoë Unique"}`)
		seed.Write(told, confirmation)
		exec(t, s, "UPDATE outbox SET state = 'done' WHERE id = ?", told.ID)
		for _, want := range []bool{true, false} {
			did, err := s.ErasePerson(t.Context(), p.PersonID, "A former participant", now, decided(seed), nil)
			ok(t, err)
			same(t, "erased", want, did)
		}
		same(t, "decisions in the audit", 1, count(t, s, "SELECT COUNT(*) FROM audit"))
		marked, err := s.MarkSending(t.Context(), claimed, now.Add(dbtest.Undo), lease)
		ok(t, err)
		for _, r := range claimed {
			// The partner's introduction would name the person.
			same(t, "marked for "+string(r.To), r.PersonID != p.PersonID && r.PersonID != partner.PersonID, marked[r.ID])
		}
		for _, id := range []program.ID{notice.ID, confirmation.ID} {
			same(t, "state", program.OutboxCancelled, row(t, s, id).State)
		}
		same(t, "what the partner was told", program.ErasedData, string(row(t, s, told.ID).Data))
		got, err := s.Participant(t.Context(), p.ID)
		ok(t, err)
		same(t, "participant", []any{program.Erased, "", "A former participant"}, []any{got.State, got.Headline, got.Person.Name})
		everything := contents(t, s)
		for _, trace := range []string{"p1@example.org", "Unique", "unique", "boss@example.org"} {
			if strings.Contains(everything, trace) {
				t.Errorf("%q is still somewhere", trace)
			}
		}
		// Nobody can bring the address back by importing it.
		importAs(t, s, seed, 0, seed.NewParticipant("P1@example.org"))
		if _, err := s.PersonByAddress(t.Context(), "p1@example.org"); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("the address after an import: got %v, want ErrNotFound", err)
		}
	})
}

// contents is all text of the tables that hold any of people.
func contents(t *testing.T, s *db.Store) string {
	t.Helper()
	var all strings.Builder
	for _, table := range []string{"person", "participant", "answer", "outbox", "draft", "proposal", "suppression", "link"} {
		rows, err := s.ReadPool().QueryxContext(t.Context(), "SELECT * FROM "+table)
		ok(t, err)
		for rows.Next() {
			values, err := rows.SliceScan()
			ok(t, err)
			for _, v := range values {
				switch text := v.(type) {
				case []byte:
					all.Write(text)
				case string:
					all.WriteString(text)
				}
				all.WriteByte('\n')
			}
		}
		ok(t, rows.Err())
	}
	return all.String()
}

func TestHealthyDatabaseNamesItselfWithoutAWarning(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		h, err := s.Health(t.Context())
		ok(t, err)
		same(t, "warnings", 0, len(h.Warnings))
		same(t, "a server has a clock", s.Dialect() == "mysql", !h.Time.IsZero())
		if h.Version == "" {
			t.Error("it has no name")
		}
	})
}
