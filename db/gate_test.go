package db_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

// Rows that a draft decides, written by force in every state that lets a row
// leave, must not be claimed unless that draft is approved; not even the last
// step may pass them.
func TestNoApprovalNoSend(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d := seed.ReadyDraft()
		for _, state := range []program.DraftState{program.DraftReady, program.DraftDiscarded, program.DraftSuperseded, program.DraftExpired, program.DraftStale, program.DraftUndone, "no such state"} {
			exec(t, s, "UPDATE draft SET state = ?", state)
			var forced []program.OutboxRow
			for _, kind := range []program.Kind{program.Introduction, program.Invitation, program.UnpairedNotice} {
				ofDraft, ofNone, ofAbsent := seed.Message(kind, seed.People[0]), seed.Message(kind, seed.People[1]), seed.Message(kind, seed.People[2])
				ofDraft.DraftID, ofAbsent.DraftID = d.ID, seed.ID()
				forced = append(forced, ofDraft, ofNone, ofAbsent)
			}
			seed.Write(forced...)
			same(t, "claimed when the draft is "+string(state), 0, len(claimAll(t, s, now.Add(time.Hour))))
			same(t, "cancelled", len(forced), count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'cancelled' AND reason = 'the draft is not approved'"))
			exec(t, s, "UPDATE outbox SET state = 'claimed', fence = 1")
			for i := range forced {
				forced[i].Fence, forced[i].State = 1, program.OutboxClaimed
			}
			marked, err := s.MarkSending(t.Context(), forced, now.Add(time.Hour), lease)
			ok(t, err)
			same(t, "marked as sending", 0, len(marked))
			exec(t, s, "DELETE FROM outbox")
		}
	})
}

func TestMarkSendingAsksTheGateAgain(t *testing.T) {
	t.Parallel()
	at := now.Add(dbtest.Undo)
	changes := map[string]struct {
		change func(t *testing.T, s *db.Store, seed *dbtest.Seed, of program.Pairing)
		want   program.OutboxState
	}{
		"nothing": {func(*testing.T, *db.Store, *dbtest.Seed, program.Pairing) {}, program.OutboxSending},
		"the switch": {func(t *testing.T, s *db.Store, seed *dbtest.Seed, _ program.Pairing) {
			_, err := s.SetSwitch(t.Context(), seed.Program.ID, program.SwitchOff, at, db.Effects{})
			ok(t, err)
		}, program.OutboxPending},
		"the draft": {func(t *testing.T, s *db.Store, seed *dbtest.Seed, _ program.Pairing) {
			exec(t, s, "UPDATE draft SET state = 'undone'")
		}, program.OutboxCancelled},
		"the membership": {func(t *testing.T, s *db.Store, seed *dbtest.Seed, of program.Pairing) {
			exec(t, s, "UPDATE pairing SET revision = revision + 1 WHERE id = ?", of.ID)
		}, program.OutboxCancelled},
		"who left": {func(t *testing.T, s *db.Store, seed *dbtest.Seed, of program.Pairing) {
			_, err := s.MoveParticipant(t.Context(), of.Members[0].ParticipantID, program.Registered, program.Left, program.Date{}, at, db.Effects{})
			ok(t, err)
		}, program.OutboxCancelled},
		"a suppression": {func(t *testing.T, s *db.Store, seed *dbtest.Seed, of program.Pairing) {
			ok(t, s.Suppress(t.Context(), "P1@Example.org", "bounced", at, db.Effects{}))
		}, program.OutboxCancelled},
	}
	dbtest.EachURL(t, func(t *testing.T, url string) {
		s := dbtest.Open(t, url)
		for name, test := range changes {
			t.Run(name, func(t *testing.T) {
				for _, table := range []string{"program", "person", "administrator", "participant", "round", "draft", "pairing", "pairing_member", "series", "session", "outbox", "suppression"} {
					exec(t, s, "DELETE FROM "+table)
				}
				seed := dbtest.NewSeed(t, s, 2)
				_, pairings := seed.IntroducedPairings()
				claimed := claimAll(t, s, at)
				test.change(t, s, seed, pairings[0])
				marked, err := s.MarkSending(t.Context(), claimed, at, lease)
				ok(t, err)
				for _, r := range claimed {
					if r.ParticipantID == seed.People[0].ID {
						same(t, "marked", test.want == program.OutboxSending, marked[r.ID])
						same(t, "state", test.want, row(t, s, r.ID).State)
					}
				}
				same(t, "leases left", len(marked), count(t, s, "SELECT COUNT(*) FROM outbox WHERE lease_until IS NOT NULL"))
			})
		}
	})
}

// hammer sends with several workers while stop runs; stop returns when what it
// stops may no longer begin. No row that forbidden finds may be marked by a
// call that began after that.
func hammer(t *testing.T, s *db.Store, seed *dbtest.Seed, rows []program.OutboxRow, at time.Time, stop func()) {
	t.Helper()
	seed.Write(rows...)
	var stopped atomic.Bool
	var before, after atomic.Int64
	done := make(chan struct{})
	var workers sync.WaitGroup
	for i := range 6 {
		workers.Go(func() {
			for shard := i; ; shard++ {
				select {
				case <-done:
					return
				default:
				}
				claimed, err := s.ClaimMessages(t.Context(), shard%program.Shards, 3, at, lease)
				if err != nil {
					t.Error(err)
					return
				}
				// Another moment passes between the claim and the last gate.
				late := stopped.Load()
				marked, err := s.MarkSending(t.Context(), claimed, at, lease)
				if err != nil {
					t.Error(err)
					return
				}
				if late {
					after.Add(int64(len(marked)))
				} else {
					before.Add(int64(len(marked)))
				}
			}
		})
	}
	for before.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	stop()
	sendingThen := count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'sending'")
	stopped.Store(true)
	time.Sleep(150 * time.Millisecond)
	close(done)
	workers.Wait()
	same(t, "rows marked by calls that began after the stop", int64(0), after.Load())
	same(t, "rows sending at the end and when the stop returned", sendingThen, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'sending'"))
	if sendingThen == len(rows) {
		t.Error("all rows had left before the stop: nothing was tried")
	}
}

func gatedRows(seed *dbtest.Seed, d program.Draft, n int) []program.OutboxRow {
	rows := make([]program.OutboxRow, n)
	for i := range rows {
		rows[i] = seed.Message(program.UnpairedNotice, seed.People[i%len(seed.People)])
		rows[i].DraftID = d.ID
	}
	return rows
}

func TestStopIsStop(t *testing.T) {
	t.Parallel()
	t.Run("for a switch", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, s *db.Store) {
			seed := dbtest.NewSeed(t, s, 8)
			d := seed.ApprovedDraft()
			hammer(t, s, seed, gatedRows(seed, d, 250), d.UndoUntil, func() {
				moved, err := s.SetSwitch(t.Context(), seed.Program.ID, program.SwitchOff, now, db.Effects{})
				ok(t, err)
				same(t, "moved", true, moved)
			})
		})
	})
	t.Run("for an undo by a clock that is behind", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, s *db.Store) {
			seed := dbtest.NewSeed(t, s, 8)
			d := seed.ApprovedDraft()
			hammer(t, s, seed, gatedRows(seed, d, 250), d.UndoUntil, func() {
				undone, err := s.Undo(t.Context(), db.Decision{DraftID: d.ID, At: now}, db.Effects{})
				ok(t, err)
				same(t, "undone", true, undone)
			})
		})
	})
	t.Run("for an address", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, s *db.Store) {
			seed := dbtest.NewSeed(t, s, 1)
			d := seed.ApprovedDraft()
			hammer(t, s, seed, gatedRows(seed, d, 250), d.UndoUntil, func() {
				ok(t, s.Suppress(t.Context(), seed.People[0].Person.Address, "asked", now, db.Effects{}))
			})
		})
	})
	t.Run("for who leaves", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, s *db.Store) {
			seed := dbtest.NewSeed(t, s, 1)
			d := seed.ApprovedDraft()
			hammer(t, s, seed, gatedRows(seed, d, 250), d.UndoUntil, func() {
				_, err := s.MoveParticipant(t.Context(), seed.People[0].ID, program.Registered, program.Left, program.Date{}, now, db.Effects{})
				ok(t, err)
			})
		})
	})
}

func TestWhoAnswersASurveyBeforeItsReminderLeavesDoesNotGetIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 3)
		survey := program.Survey{ID: seed.ID(), ProgramID: seed.Program.ID, Name: "Midpoint", OpenedAt: now, ClosesAt: now.Add(24 * time.Hour)}
		var asked []program.Answer
		var reminders []program.OutboxRow
		for _, p := range seed.People {
			asked = append(asked, program.Answer{ID: seed.ID(), ParticipantID: p.ID})
			m := seed.Message(program.SurveyReminder, p)
			m.Object = survey.ID
			reminders = append(reminders, m)
		}
		ok(t, s.OpenSurvey(t.Context(), survey, asked, db.Effects{Messages: reminders}))
		answers := func(n int) {
			t.Helper()
			ok(t, s.SaveAnswer(t.Context(), survey.ID, seed.People[n].ID, program.Answers{}, now))
		}
		answers(0)
		claimed := claimAll(t, s, now)
		same(t, "claimed when one of three has answered", 2, len(claimed))
		answers(1)
		marked, err := s.MarkSending(t.Context(), claimed, now, lease)
		ok(t, err)
		same(t, "marked when another has", map[program.ID]bool{reminders[2].ID: true}, marked)
		same(t, "cancelled", 2, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'cancelled' AND reason = 'already answered'"))
	})
}
