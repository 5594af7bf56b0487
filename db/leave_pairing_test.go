package db_test

import (
	"errors"
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestMemberLeavesAPairingAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		_, pairings := seed.HeldPairings()
		p := pairings[0]
		gone := p.Members[0].ParticipantID
		waiting, err := s.UnfinishedOf(t.Context(), p.ID)
		ok(t, err)
		var rest []program.OutboxRow
		for _, r := range waiting {
			if r.ParticipantID != gone {
				r.Data, r.PairingRevision = []byte(`{"anew":true}`), p.Revision+1
				rest = append(rest, r)
			}
		}
		series, err := dbtest.LastSeries(t.Context(), s, p.ID)
		ok(t, err)
		d := db.Departure{PairingID: p.ID, ParticipantID: gone, Revision: p.Revision, Series: []program.Series{series}, Messages: rest}
		if err := s.LeavePairing(t.Context(), d, now, db.Effects{}); !errors.Is(err, program.ErrConflict) {
			t.Errorf("from a series that was changed meanwhile: got %v, want ErrConflict", err)
		}
		d.Series[0].Sequence++
		ok(t, s.LeavePairing(t.Context(), d, now, db.Effects{}))

		got, err := s.Pairing(t.Context(), p.ID)
		ok(t, err)
		same(t, "members", p.Members[1:], got.Members)
		same(t, "revision", p.Revision+1, got.Revision)
		series, err = dbtest.LastSeries(t.Context(), s, p.ID)
		ok(t, err)
		same(t, "sequence", 1, series.Sequence)
		same(t, "what waits for the leaver", 0, count(t, s, "SELECT COUNT(*) FROM outbox WHERE pairing_id = ? AND participant_id = ? AND state <> 'cancelled'", p.ID, gone))
		same(t, "what waits for the others", len(rest), count(t, s, "SELECT COUNT(*) FROM outbox WHERE pairing_id = ? AND state = 'held' AND pairing_revision = ?", p.ID, p.Revision+1))
		paired, err := s.Paired(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "the leaver is paired", false, paired[gone])
		earlier, err := s.Earlier(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "pairs of before", 2, len(earlier))

		if err := s.LeavePairing(t.Context(), d, now, db.Effects{}); !errors.Is(err, program.ErrConflict) {
			t.Errorf("a second time: got %v, want ErrConflict", err)
		}
	})
}

func TestMemberDoesNotLeaveWhileAMessageThatNamesThemLeaves(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		_, pairings := seed.HeldPairings()
		p := pairings[0]
		waiting, err := s.UnfinishedOf(t.Context(), p.ID)
		ok(t, err)
		exec(t, s, "UPDATE outbox SET state = 'sending' WHERE id = ?", waiting[0].ID)
		d := db.Departure{PairingID: p.ID, ParticipantID: p.Members[0].ParticipantID, Revision: p.Revision, Messages: waiting[:1]}
		if err := s.LeavePairing(t.Context(), d, now, db.Effects{}); !errors.Is(err, program.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
		got, err := s.Pairing(t.Context(), p.ID)
		ok(t, err)
		same(t, "pairing", p.Revision, got.Revision)
		same(t, "members", p.Members, got.Members)
	})
}

func TestWhatIsBeingSentWhenAMemberLeavesSaysTheNewMembershipWhenItGoesAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		d, pairings := seed.IntroducedPairings()
		p := pairings[0]
		claimed := claimAll(t, s, d.UndoUntil)
		_, err := s.MarkSending(t.Context(), claimed, d.UndoUntil, lease)
		ok(t, err)
		sending := row(t, s, claimed[0].ID)
		sending.Data, sending.PairingRevision = []byte(`{"anew":true}`), p.Revision+1
		departure := db.Departure{PairingID: p.ID, ParticipantID: claimed[1].ParticipantID, Revision: p.Revision, Messages: []program.OutboxRow{sending}}
		ok(t, s.LeavePairing(t.Context(), departure, now, db.Effects{}))
		why, err := s.StillPasses(t.Context(), claimed[0], d.UndoUntil)
		ok(t, err)
		same(t, "what was rendered of the old membership", "the pairing has other members now", why)
		got := row(t, s, claimed[0].ID)
		same(t, "state, data and fence", []any{program.OutboxSending, `{"anew":true}`, claimed[0].Fence}, []any{got.State, string(got.Data), got.Fence})
		same(t, "leases", 2, count(t, s, "SELECT COUNT(*) FROM outbox WHERE lease_until IS NOT NULL"))
	})
}
