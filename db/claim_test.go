package db_test

import (
	"sync"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

// notices writes n Messages that may leave at once, to the people in turn.
func notices(seed *dbtest.Seed, n int) []program.OutboxRow {
	rows := make([]program.OutboxRow, n)
	for i := range rows {
		rows[i] = seed.Message(program.PairingEndedNotice, seed.People[i%len(seed.People)])
	}
	seed.Write(rows...)
	return rows
}

func TestConcurrentClaimersNeverGetTheSameRow(t *testing.T) {
	t.Parallel()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		processes := []*db.Store{dbtest.Open(t, url), dbtest.Open(t, url)}
		seed := dbtest.NewSeed(t, processes[0], 16)
		const rows = 160
		notices(seed, rows)
		var mu sync.Mutex
		claims := map[program.ID]int{}
		var workers sync.WaitGroup
		for i := range 6 {
			workers.Go(func() {
				for shard := range program.Shards {
					for {
						got, err := processes[i%2].ClaimMessages(t.Context(), shard, 7, now, lease)
						if err != nil {
							t.Error(err)
							return
						}
						if len(got) == 0 {
							break
						}
						mu.Lock()
						for _, r := range got {
							claims[r.ID]++
						}
						mu.Unlock()
					}
				}
			})
		}
		workers.Wait()
		twice := 0
		for _, n := range claims {
			if n != 1 {
				twice++
			}
		}
		same(t, "rows claimed, and claimed twice", []int{rows, 0}, []int{len(claims), twice})
		same(t, "rows with the first fence", rows, count(t, processes[0], "SELECT COUNT(*) FROM outbox WHERE state = 'claimed' AND fence = 1"))
	})
}

func TestClaimTakesWhatIsDueOldestFirst(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		var ids []program.ID
		for _, due := range []time.Duration{0, -time.Hour, time.Microsecond, -time.Microsecond} {
			m := seed.Message(program.PairingEndedNotice, seed.People[0])
			m.NextAt = now.Add(due)
			seed.Write(m)
			ids = append(ids, m.ID)
		}
		shard := program.ShardOf(seed.People[0].PersonID)
		other, err := s.ClaimMessages(t.Context(), (shard+1)%program.Shards, 50, now, lease)
		ok(t, err)
		same(t, "rows of another shard", 0, len(other))
		for _, want := range [][]program.ID{{ids[1], ids[3]}, {ids[0]}, nil} {
			rows, err := s.ClaimMessages(t.Context(), shard, 2, now, lease)
			ok(t, err)
			var got []program.ID
			for _, r := range rows {
				got = append(got, r.ID)
				same(t, "as returned", []any{program.OutboxClaimed, 1}, []any{r.State, r.Fence})
				same(t, "as stored", r, row(t, s, r.ID))
			}
			same(t, "claimed", want, got)
		}
	})
}

func TestAnIntroductionIsClaimedBeforeItsCalendarInvitation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 24)
		d, pairings := seed.IntroducedPairings()
		var invitations []program.OutboxRow
		for i, p := range seed.People {
			m := seed.Message(program.Invitation, p)
			m.ID = program.DeriveID(pairings[i/2].ID, "invitation", string(p.ID))
			m.DraftID, m.PairingID = d.ID, pairings[i/2].ID
			invitations = append(invitations, m)
		}
		seed.Write(invitations...)
		exec(t, s, "UPDATE outbox SET shard = 1")
		introduced, early, all := map[program.ID]bool{}, 0, 0
		for {
			rows, err := s.ClaimMessages(t.Context(), 1, 5, d.UndoUntil, lease)
			ok(t, err)
			if len(rows) == 0 {
				break
			}
			if len(rows) > 5 {
				t.Errorf("%d rows were claimed, want 5 at the most", len(rows))
			}
			for _, r := range rows {
				all++
				if r.Kind == program.Introduction {
					introduced[r.ParticipantID] = true
				} else if !introduced[r.ParticipantID] {
					early++
				}
			}
		}
		same(t, "claimed, and before the introduction", []int{48, 0}, []int{all, early})
	})
}

// A worker asks once: whatever is due and may leave must come, however much
// that may not leave stands before it.
func TestRowsThatMayNotLeaveDoNotStandInTheWay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		late := make([]program.OutboxRow, 120)
		for i := range late {
			late[i] = seed.Message(program.SurveyInvitation, seed.People[0])
			late[i].NextAt, late[i].NotAfter = now.Add(-time.Hour), now.Add(-time.Minute)
		}
		seed.Write(late...)
		good := notices(seed, 1)[0]
		rows, err := s.ClaimMessages(t.Context(), good.Shard, 50, now, lease)
		ok(t, err)
		same(t, "claimed", 1, len(rows))
		same(t, "cancelled", len(late), count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'cancelled' AND reason = 'too late'"))
	})
}

func TestSwitchedOffRowsDoNotBlockOthers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		off := dbtest.NewSeed(t, s, 2)
		_, _ = off.IntroducedPairings()
		on := dbtest.NewSeedOf(t, s, "other", 1)
		person := off.People[0]
		shard := program.ShardOf(person.PersonID)
		var gated []program.OutboxRow // all in one shard, all due before the good ones
		for range 60 {
			m := off.Message(program.PairingEndedNotice, person)
			m.NextAt = now.Add(-time.Hour)
			gated = append(gated, m)
		}
		off.Write(gated...)
		exec(t, s, "UPDATE outbox SET shard = ?, next_at = '2027-01-25 08:00:00' WHERE program_id = ?", shard, off.Program.ID)
		control := off.Message(program.DraftDecided, person)
		other := on.Message(program.SurveyInvitation, on.People[0])
		control.Shard, other.Shard = shard, shard
		off.Write(control)
		on.Write(other)
		_, err := s.SetSwitch(t.Context(), off.Program.ID, program.SwitchAllOff, now, db.Effects{})
		ok(t, err)
		rows, err := s.ClaimMessages(t.Context(), shard, 10, now, lease)
		ok(t, err)
		same(t, "claimed: control, and the other program's", 2, len(rows))
		shards, err := s.DueShards(t.Context(), now)
		ok(t, err)
		same(t, "shards to wake", []int(nil), shards)
		n, _, err := s.Backlog(t.Context(), now)
		ok(t, err)
		same(t, "backlog", 0, n)
		next, err := s.NextDue(t.Context(), now.Add(-2*time.Hour))
		ok(t, err)
		same(t, "next due", time.Time{}, next)

		_, err = s.SetSwitch(t.Context(), off.Program.ID, program.SwitchOff, now, db.Effects{})
		ok(t, err)
		rows, err = s.ClaimMessages(t.Context(), shard, 100, now.Add(dbtest.Undo), lease)
		ok(t, err)
		same(t, "with off, what runs goes", 60, len(rows))
		same(t, "and what is gated waits", 2, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND class = 'gated'"))
		_, err = s.SetSwitch(t.Context(), off.Program.ID, program.SwitchOn, now, db.Effects{})
		ok(t, err)
		shards, err = s.DueShards(t.Context(), now)
		ok(t, err)
		same(t, "shards to wake", []int{shard}, shards)
		n, oldest, err := s.Backlog(t.Context(), now)
		ok(t, err)
		same(t, "backlog", []any{2, time.Hour}, []any{n, oldest})
		same(t, "switched on again, they go", 2, len(claimAll(t, s, now.Add(dbtest.Undo))))
	})
}

func TestRowThatMustWaitIsLookedAtAMinuteLater(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		d, _ := seed.HeldPairings()
		exec(t, s, "UPDATE outbox SET state = 'pending'") // by force, while the approval can be undone
		same(t, "claimed", 0, len(claimAll(t, s, now)))
		next, err := s.NextDue(t.Context(), now)
		ok(t, err)
		same(t, "next due", now.Add(time.Minute), next)
		same(t, "claimed just before the window ends", 0, len(claimAll(t, s, d.UndoUntil.Add(-time.Microsecond))))
		same(t, "claimed after it", 2, len(claimAll(t, s, d.UndoUntil.Add(time.Minute))))
	})
}

func TestEmptyClaimNeedsNoMarking(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		marked, err := s.MarkSending(t.Context(), nil, now, lease)
		ok(t, err)
		same(t, "marked", 0, len(marked))
		ok(t, s.Record(t.Context(), nil))
		ok(t, s.Write(t.Context(), db.Effects{}))
	})
}
