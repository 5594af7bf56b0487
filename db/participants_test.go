package db_test

import (
	"errors"
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

// revised are effects that no revision makes others.
func revised(e db.Effects) func(int) db.Effects { return func(int) db.Effects { return e } }

func TestRegistrationCountsEachChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		p := seed.NewParticipant("zoe@example.org")
		p.State = program.Invited
		importAs(t, s, seed, 1, p)
		r := db.Registration{ParticipantID: p.ID, Role: program.Peer, Headline: "Hi", Zone: "Asia/Tokyo", Hours: "Tue 10:00-12:00", Answers: program.Answers{"skills_wanted": {"Leadership"}}}
		ok(t, s.Register(t.Context(), r, now, revised(db.Effects{})))
		r.Zone, r.Hours, r.Answers = "", "", program.Answers{"skills_wanted": {"Organization"}}
		ok(t, s.Register(t.Context(), r, now, revised(db.Effects{})))
		got, err := s.Participant(t.Context(), p.ID)
		ok(t, err)
		same(t, "registered", []any{program.Registered, 2, "Hi", r.Answers, "Asia/Tokyo", "Tue 10:00-12:00"},
			[]any{got.State, got.Revision, got.Headline, got.Answers, got.Person.Zone, got.Person.Hours})
		ok(t, s.Register(t.Context(), r, now, revised(decided(seed))))
		got, err = s.Participant(t.Context(), p.ID)
		ok(t, err)
		same(t, "revision after the same once more", 2, got.Revision)
		same(t, "effects of the same once more", 0, count(t, s, "SELECT COUNT(*) FROM audit"))
		r.Headline = "Another"
		for _, state := range []program.ParticipantState{program.Paused, program.Left, program.Removed, program.Erased} {
			exec(t, s, "UPDATE participant SET state = ?", state)
			err := s.Register(t.Context(), r, now, revised(decided(seed)))
			got, _ := s.Participant(t.Context(), p.ID)
			same(t, "state", state, got.State)
			want := error(program.ErrClosed)
			if state == program.Paused {
				want = nil
			}
			if !errors.Is(err, want) {
				t.Errorf("registering when %s: got %v, want %v", state, err, want)
			}
		}
		same(t, "effects", 1, count(t, s, "SELECT COUNT(*) FROM audit"))
	})
}

func TestParticipantMovesFromTheStateThatWasSeen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		until := program.Date{Year: 2027, Month: 3, Day: 1}
		for _, test := range []struct {
			from, to program.ParticipantState
			until    program.Date
			want     bool
		}{
			{program.Paused, program.Registered, program.Date{}, false},
			{program.Registered, program.Paused, until, true},
			{program.Registered, program.Paused, until, false},
			{program.Paused, program.Registered, program.Date{}, true},
		} {
			moved, err := s.MoveParticipant(t.Context(), seed.People[0].ID, test.from, test.to, test.until, now, decided(seed))
			ok(t, err)
			same(t, "moved", test.want, moved)
			if moved {
				got, err := s.Participant(t.Context(), seed.People[0].ID)
				ok(t, err)
				same(t, "participant", []any{test.to, test.until}, []any{got.State, got.PausedTil})
			}
		}
		same(t, "effects", 2, count(t, s, "SELECT COUNT(*) FROM audit"))
	})
}
