package db_test

import (
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestEventsOfOneSeriesLeaveInTheirOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		d, pairings := seed.IntroducedPairings()
		event := func(kind program.Kind, series string, created time.Time) program.OutboxRow {
			r := seed.Message(kind, seed.People[0])
			r.PersonID, r.ParticipantID, r.Object, r.CreatedAt, r.Shard = "", "", program.ID(series), created, program.EventShard
			r.PairingID, r.PairingRevision = pairings[0].ID, pairings[0].Revision
			return r
		}
		first, change, last := event(program.SeriesEvent, "s", now), event(program.SeriesEventChanged, "s", now.Add(time.Second)), event(program.SeriesEventChanged, "s", now.Add(2*time.Second))
		first.DraftID = d.ID
		other := event(program.SeriesEventChanged, "t", now.Add(time.Second))
		seed.Write(last, change, other, first)
		at := now.Add(time.Hour)
		leaving := func(want string, state program.OutboxState, ids ...program.ID) {
			t.Helper()
			claimed, err := s.ClaimMessages(t.Context(), program.EventShard, 50, at, lease)
			ok(t, err)
			marked, err := s.MarkSending(t.Context(), claimed, at, lease)
			ok(t, err)
			got := map[program.ID]bool{}
			var results []db.Result
			for _, r := range claimed {
				got[r.ID] = marked[r.ID]
				results = append(results, db.Result{ID: r.ID, Fence: r.Fence, State: state, At: at, NextAt: at.Add(time.Hour)})
			}
			wanted := map[program.ID]bool{}
			for _, id := range ids {
				wanted[id] = true
			}
			same(t, want, wanted, got)
			ok(t, s.Record(t.Context(), results))
			at = at.Add(time.Hour)
		}
		leaving("at first, and it is put off", program.OutboxPending, first.ID, other.ID)
		leaving("then, and nobody knows what became of it", program.OutboxUnknown, first.ID, other.ID)
		leaving("while that is so", program.OutboxDone)
		exec(t, s, "UPDATE outbox SET state = 'failed' WHERE id = ?", first.ID)
		leaving("when the first was refused", program.OutboxDone, change.ID)
		leaving("at last", program.OutboxDone, last.ID)
	})
}

// A Pairing has an invitation for each of its Series: a cancellation that follows
// them is one row all the same.
func TestACancellationAfterSeveralInvitationsIsClaimedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		_, pairings := seed.IntroducedPairings()
		exec(t, s, "DELETE FROM outbox")
		for range 2 {
			invitation := seed.Message(program.Invitation, seed.People[0])
			invitation.PairingID, invitation.Object = pairings[0].ID, pairings[0].ID
			seed.Write(invitation)
			exec(t, s, "UPDATE outbox SET state = 'done', done_at = due_at, left_at = due_at WHERE id = ?", invitation.ID)
		}
		gone := seed.Message(program.InvitationCancelled, seed.People[0])
		gone.PairingID, gone.Object = pairings[0].ID, pairings[0].ID
		seed.Write(gone)
		claimed := claimAll(t, s, now.Add(24*time.Hour))
		if len(claimed) != 1 || claimed[0].ID != gone.ID {
			t.Errorf("claimed %d rows, want the cancellation once", len(claimed))
		}
	})
}
