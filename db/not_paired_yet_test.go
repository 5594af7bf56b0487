package db_test

import (
	"errors"
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestWordThatNothingIsDecidedIsNotWrittenOnceADraftIsApproved(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		d := seed.ReadyDraft()
		word := func(p program.Participant) db.Effects {
			return db.Effects{Messages: []program.OutboxRow{seed.Message(program.NotPairedYet, p)}}
		}
		ok(t, s.WriteUndecided(t.Context(), seed.Program.ID, nil, word(seed.People[0])))
		ok(t, s.Approve(t.Context(), seed.Approval(d), db.Effects{}))
		if err := s.WriteUndecided(t.Context(), seed.Program.ID, nil, word(seed.People[1])); !errors.Is(err, program.ErrConflict) {
			t.Errorf("after the approval: got %v, want ErrConflict", err)
		}
		same(t, "what waits", 0, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'pending'"))
		approved, err := s.DraftsIn(t.Context(), seed.Program.ID, program.DraftApproved)
		ok(t, err)
		ok(t, s.WriteUndecided(t.Context(), seed.Program.ID, approved, word(seed.People[1])))
		same(t, "what waits for others", 1, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'pending'"))
	})
}
