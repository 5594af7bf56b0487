package db_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestPairingsOfADraftThatIsNotApprovedAreRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d := seed.ReadyDraft()
		batch, e := seed.Opened(d)
		for _, state := range []program.DraftState{program.DraftReady, program.DraftDiscarded, program.DraftExpired, program.DraftStale, program.DraftSuperseded, program.DraftUndone} {
			exec(t, s, "UPDATE draft SET state = ?", state)
			opened, err := s.OpenPairings(t.Context(), d.ID, batch, e)
			ok(t, err)
			same(t, "opened when "+string(state), false, opened)
		}
		for _, table := range []string{"pairing", "pairing_member", "series", "session", "outbox"} {
			same(t, "rows of "+table, 0, count(t, s, "SELECT COUNT(*) FROM "+table))
		}
	})
}

func TestPairingsOpenedTwiceAreThereOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 6)
		d, _ := seed.HeldPairings()
		before, err := s.Pairings(t.Context(), seed.Program.ID)
		ok(t, err)
		batch, e := seed.Opened(d)
		for _, part := range [][]db.OpenedPairing{batch[:2], batch} {
			opened, err := s.OpenPairings(t.Context(), d.ID, part, e)
			ok(t, err)
			same(t, "opened", true, opened)
		}
		after, err := s.Pairings(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "pairings", before, after)
		want := batch[0].Pairing
		want.State = program.PairingHeld
		got, err := s.Pairing(t.Context(), want.ID)
		ok(t, err)
		same(t, "a pairing", want, got)
		series, err := dbtest.LastSeries(t.Context(), s, want.ID)
		ok(t, err)
		wantSeries := batch[0].Series[0]
		wantSeries.State = program.SeriesPlanned
		same(t, "its series", wantSeries, series)
		sessions, err := s.Sessions(t.Context(), want.ID)
		ok(t, err)
		wantSessions := batch[0].Sessions
		for i := range wantSessions {
			wantSessions[i].State = program.SessionPlanned
		}
		same(t, "its sessions", wantSessions, sessions)
		same(t, "messages", 6, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'held'"))
		of, err := s.PairingsOf(t.Context(), want.Members[1].ParticipantID)
		ok(t, err)
		same(t, "a member's pairings", []program.Pairing{want}, of)
	})
}

func TestIntroductionWaitsForTheEndOfTheUndoWindow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d, pairings := seed.HeldPairings()
		for _, early := range []time.Time{now, d.UndoUntil.Add(-time.Microsecond)} {
			if _, err := s.Introduce(t.Context(), d.ID, early, decided(seed)); !errors.Is(err, program.ErrConflict) {
				t.Errorf("at %s: got %v, want ErrConflict", early, err)
			}
		}
		same(t, "rows that may leave", 0, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state <> 'held'"))
		for _, want := range []int64{2, 0} { // a second time moves nothing
			moved, err := s.Introduce(t.Context(), d.ID, d.UndoUntil, db.Effects{})
			ok(t, err)
			same(t, "pairings introduced", want, moved)
		}
		p, err := s.Pairing(t.Context(), pairings[0].ID)
		ok(t, err)
		same(t, "state", program.PairingIntroduced, p.State)
		same(t, "introduced at", d.UndoUntil, p.IntroducedAt)
		same(t, "series", 2, count(t, s, "SELECT COUNT(*) FROM series WHERE state = 'invited'"))
		same(t, "sessions", 4, count(t, s, "SELECT COUNT(*) FROM session WHERE state = 'invited'"))
		same(t, "messages that may leave", 4, len(claimAll(t, s, d.UndoUntil)))
	})
}

func TestDraftThatIsNotApprovedIsNotIntroduced(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d, _ := seed.HeldPairings()
		for _, state := range []program.DraftState{program.DraftReady, program.DraftDiscarded, program.DraftExpired, program.DraftUndone} {
			exec(t, s, "UPDATE draft SET state = ?", state)
			if _, err := s.Introduce(t.Context(), d.ID, now.Add(time.Hour), db.Effects{}); !errors.Is(err, program.ErrConflict) {
				t.Errorf("%s: got %v, want ErrConflict", state, err)
			}
		}
		same(t, "held pairings", 2, count(t, s, "SELECT COUNT(*) FROM pairing WHERE state = 'held'"))
	})
}

func TestHeldPairingsAreReplannedBetweenTheMembersTheyHave(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d, pairings := seed.HeldPairings()
		batch, e := seed.Opened(d)
		anew := batch[0]
		anew.Pairing.Revision = pairings[0].Revision
		if anew.Pairing.ID != pairings[0].ID {
			t.Fatal("the pairings are in another order")
		}
		series := anew.Series[0]
		series.Count, series.FirstLocal = 1, series.FirstLocal.AddDate(0, 0, 14)
		anew.Series, anew.Sessions = []program.Series{series}, anew.Sessions[1:]
		e.Messages = e.Messages[:2]
		anew.Effects = e
		for i := range e.Messages {
			e.Messages[i].Data = []byte(`{"Anew":true}`)
		}
		stale := anew
		stale.Pairing.Revision++
		for name, err := range map[string]error{
			"between other members": s.Replan(t.Context(), d.ID, []db.OpenedPairing{stale}),
			"of no such draft":      s.Replan(t.Context(), seed.ID(), []db.OpenedPairing{anew}),
		} {
			if err == nil {
				t.Errorf("pairings %s were replanned", name)
			}
		}
		same(t, "sessions before", 4, count(t, s, "SELECT COUNT(*) FROM session"))
		for range 2 { // the same again changes nothing
			ok(t, s.Replan(t.Context(), d.ID, []db.OpenedPairing{anew}))
			sessions, err := s.Sessions(t.Context(), anew.Pairing.ID)
			ok(t, err)
			if len(sessions) != 1 || !sessions[0].StartsAt.Equal(anew.Sessions[0].StartsAt) || sessions[0].State != program.SessionPlanned {
				t.Errorf("found the sessions %v", sessions)
			}
			found, err := dbtest.LastSeries(t.Context(), s, anew.Pairing.ID)
			ok(t, err)
			same(t, "the series", []any{1, series.FirstLocal}, []any{found.Count, found.FirstLocal})
			same(t, "messages written anew", 2, count(t, s, `SELECT COUNT(*) FROM outbox WHERE state = 'held' AND data = '{"Anew":true}'`))
			same(t, "messages in all", 4, count(t, s, "SELECT COUNT(*) FROM outbox"))
		}
		anew.Series, anew.Sessions = nil, nil
		ok(t, s.Replan(t.Context(), d.ID, []db.OpenedPairing{anew}))
		if _, err := dbtest.LastSeries(t.Context(), s, anew.Pairing.ID); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("without a meeting there is still a series, %v", err)
		}
		_, err := s.Introduce(t.Context(), d.ID, d.UndoUntil, db.Effects{})
		ok(t, err)
		if err := s.Replan(t.Context(), d.ID, []db.OpenedPairing{anew}); !errors.Is(err, program.ErrConflict) {
			t.Errorf("a pairing that is introduced was replanned: %v", err)
		}
	})
}

func TestIntroductionAndSwitchExcludeEachOther(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d, _ := seed.HeldPairings()
		var off atomic.Bool
		_, _ = race(t, 12, func(i int) error {
			if i == 6 {
				_, err := s.SetSwitch(t.Context(), seed.Program.ID, program.SwitchOff, now, db.Effects{})
				off.Store(true)
				return err
			}
			was := off.Load()
			moved, err := s.Introduce(t.Context(), d.ID, d.UndoUntil, db.Effects{})
			if was && (moved > 0 || !errors.Is(err, db.ErrSwitchedOff)) {
				t.Errorf("with the switch off %d pairings are introduced, %v", moved, err)
			}
			if errors.Is(err, db.ErrSwitchedOff) {
				return program.ErrConflict
			}
			return err
		})
		if _, err := s.Introduce(t.Context(), d.ID, d.UndoUntil, db.Effects{}); !errors.Is(err, db.ErrSwitchedOff) {
			t.Errorf("with the switch off: %v", err)
		}
	})
}

func TestUndoInsideTheWindowTakesEverythingBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		other := dbtest.NewSeedOf(t, s, "other", 4)
		other.HeldPairings()
		d, _ := seed.HeldPairings()
		// What else may wait for the same draft: a running act, one that was
		// claimed, and one to an Administrator, which goes.
		running := seed.Message(program.SessionAgenda, seed.People[0])
		claimed := seed.Message(program.UnpairedNotice, seed.People[1])
		control := seed.Message(program.DraftDecided, seed.People[2])
		running.DraftID, claimed.DraftID, control.DraftID = d.ID, d.ID, d.ID
		running.State = program.OutboxHeld
		seed.Write(running, claimed, control)
		exec(t, s, "UPDATE outbox SET state = 'claimed', fence = 1, lease_until = '2027-01-25 09:05:00' WHERE id = ?", claimed.ID)
		decision := db.Decision{DraftID: d.ID, By: seed.Admin.ID, At: d.UndoUntil.Add(-time.Microsecond)}
		for _, want := range []bool{true, false} {
			undone, err := s.Undo(t.Context(), decision, decided(seed))
			ok(t, err)
			same(t, "undone", want, undone)
		}
		same(t, "draft", program.DraftUndone, state(t, s, d.ID))
		same(t, "decisions in the audit", 1, count(t, s, "SELECT COUNT(*) FROM audit"))
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM round WHERE state = 'discarded' AND program_id = ?":                        1,
			"SELECT COUNT(*) FROM pairing WHERE state = 'cancelled' AND program_id = ?":                      2,
			"SELECT COUNT(*) FROM series WHERE state = 'cancelled' AND program_id = ?":                       2,
			"SELECT COUNT(*) FROM session WHERE state = 'cancelled' AND program_id = ?":                      4,
			"SELECT COUNT(*) FROM outbox WHERE state = 'cancelled' AND reason = 'undone' AND program_id = ?": 6,
			"SELECT COUNT(*) FROM outbox WHERE state = 'held' AND program_id = ?":                            0,
		} {
			same(t, query, want, count(t, s, query, seed.Program.ID))
		}
		same(t, "the Administrator's message", program.OutboxPending, row(t, s, control.ID).State)
		same(t, "another program's held pairings", 2, count(t, s, "SELECT COUNT(*) FROM pairing WHERE state = 'held'"))
		same(t, "another program's planned series", 2, count(t, s, "SELECT COUNT(*) FROM series WHERE state = 'planned'"))
		same(t, "another program's held messages", 4, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'held'"))
		claimed.Fence = 1
		marked, err := s.MarkSending(t.Context(), []program.OutboxRow{claimed}, now, lease)
		ok(t, err)
		same(t, "what the claim's worker may send", 0, len(marked))
	})
}

func TestUndoAfterTheWindowChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d, _ := seed.IntroducedPairings()
		for _, at := range []time.Time{d.UndoUntil, d.UndoUntil.Add(time.Hour)} {
			undone, err := s.Undo(t.Context(), db.Decision{DraftID: d.ID, By: seed.Admin.ID, At: at}, decided(seed))
			ok(t, err)
			same(t, "undone", false, undone)
		}
		got, err := s.Draft(t.Context(), d.ID)
		ok(t, err)
		same(t, "draft", d, got)
		same(t, "rows that may leave", 4, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'pending'"))
		same(t, "audit", 0, count(t, s, "SELECT COUNT(*) FROM audit"))
	})
}

func TestUndoComesTooLateOnceAPairingIsIntroducedWhateverAClockSays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d, pairings := seed.IntroducedPairings()
		for _, behind := range []time.Duration{time.Microsecond, time.Second, time.Hour} {
			undone, err := s.Undo(t.Context(), db.Decision{DraftID: d.ID, By: seed.Admin.ID, At: d.UndoUntil.Add(-behind)}, decided(seed))
			ok(t, err)
			same(t, "undone by a clock that is "+behind.String()+" behind", false, undone)
		}
		for _, p := range pairings { // those who were introduced have heard of each other
			ended, err := s.EndPairing(t.Context(), p, "a member left", d.UndoUntil, effects(db.Effects{}))
			ok(t, err)
			same(t, "ended", true, ended)
		}
		undone, err := s.Undo(t.Context(), db.Decision{DraftID: d.ID, By: seed.Admin.ID, At: now}, decided(seed))
		ok(t, err)
		same(t, "undone once the pairings have ended", false, undone)
		same(t, "draft", program.DraftApproved, state(t, s, d.ID))
		same(t, "audit", 0, count(t, s, "SELECT COUNT(*) FROM audit"))
	})
}

func TestUndoLeavesARoundThatIsNotApprovedAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d, _ := seed.HeldPairings()
		exec(t, s, "UPDATE round SET state = 'failed'")
		undone, err := s.Undo(t.Context(), db.Decision{DraftID: d.ID, At: now}, decided(seed))
		if undone || !errors.Is(err, program.ErrConflict) {
			t.Errorf("undone %v, %v; want a conflict", undone, err)
		}
		same(t, "rounds that have failed", 1, count(t, s, "SELECT COUNT(*) FROM round WHERE state = 'failed'"))
		same(t, "draft", program.DraftApproved, state(t, s, d.ID))
		same(t, "held pairings", 2, count(t, s, "SELECT COUNT(*) FROM pairing WHERE state = 'held'"))
	})
}

func TestUndoAndIntroductionExcludeEachOther(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d, _ := seed.HeldPairings()
		won, conflicts := race(t, 20, func(i int) error {
			if i%2 == 0 { // one clock is behind, one ahead
				undone, err := s.Undo(t.Context(), db.Decision{DraftID: d.ID, At: d.UndoUntil.Add(-time.Second)}, db.Effects{})
				if err == nil && !undone {
					return program.ErrConflict
				}
				return err
			}
			moved, err := s.Introduce(t.Context(), d.ID, d.UndoUntil.Add(time.Second), db.Effects{})
			if err == nil && moved == 0 {
				return program.ErrConflict
			}
			return err
		})
		undone := state(t, s, d.ID) == program.DraftUndone
		if conflicts+won != 20 || won != 1 {
			t.Errorf("%d won and %d were refused, the draft is %s", won, conflicts, state(t, s, d.ID))
		}
		if undone {
			same(t, "rows that may leave", 0, count(t, s, "SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND draft_id IN (SELECT id FROM draft WHERE state = 'approved')"))
			same(t, "rows claimed", 0, len(claimAll(t, s, d.UndoUntil)))
		}
	})
}

func TestEndedPairingSendsNothingThatWaited(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		_, pairings := seed.IntroducedPairings()
		ended, stays := pairings[0], pairings[1]
		before := ended
		at := time.Date(2027, 2, 10, 12, 0, 0, 0, time.UTC) // between the two sessions
		of := func(kind program.Kind) program.OutboxRow {
			m := seed.Message(kind, seed.People[0])
			m.PairingID = ended.ID
			return m
		}
		agenda, claimed, confirmation, farewell := of(program.SessionAgenda), of(program.SessionAgenda), of(program.ParticipationConfirmed), of(program.PairingEndedNotice)
		seed.Write(agenda, claimed, confirmation)
		exec(t, s, "UPDATE outbox SET state = 'claimed', fence = 1 WHERE id = ?", claimed.ID)
		for _, want := range []bool{true, false} {
			did, err := s.EndPairing(t.Context(), before, "someone left", at, effects(db.Effects{Messages: []program.OutboxRow{farewell}}))
			ok(t, err)
			same(t, "ended", want, did)
		}
		got, err := s.Pairing(t.Context(), ended.ID)
		ok(t, err)
		ended.State, ended.Reason, ended.EndedAt = program.PairingEnded, "someone left", at
		same(t, "pairing", ended, got)
		series, err := dbtest.LastSeries(t.Context(), s, ended.ID)
		ok(t, err)
		same(t, "series", []any{program.SeriesEnded, 1}, []any{series.State, series.Sequence})
		sessions, err := s.Sessions(t.Context(), ended.ID)
		ok(t, err)
		same(t, "the session that was stays to be asked about, the one to come is cancelled",
			[]program.SessionState{program.SessionInvited, program.SessionCancelled}, []program.SessionState{sessions[0].State, sessions[1].State})
		want := map[program.ID]program.OutboxState{agenda.ID: program.OutboxCancelled, claimed.ID: program.OutboxCancelled,
			confirmation.ID: program.OutboxPending, farewell.ID: program.OutboxPending}
		states := map[program.ID]program.OutboxState{}
		for id := range want {
			states[id] = row(t, s, id).State
		}
		same(t, "messages", want, states)
		same(t, "introductions", 2, count(t, s, "SELECT COUNT(*) FROM outbox WHERE kind = 'introduction' AND state = 'pending' AND pairing_id = ?", stays.ID))
		same(t, "the other's series", 1, count(t, s, "SELECT COUNT(*) FROM series WHERE state = 'invited'"))
	})
}

// effects are what follows from the end of a Pairing, whatever it was.
func effects(e db.Effects) func(program.PairingState, []program.OutboxRow) (db.Effects, error) {
	return func(program.PairingState, []program.OutboxRow) (db.Effects, error) { return e, nil }
}

func TestEndOfAPairingIsToldByWhatItIsThenAndNotByWhatItWas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		d, held := seed.HeldPairings()
		_, err := s.Introduce(t.Context(), d.ID, d.UndoUntil, db.Effects{})
		ok(t, err)
		claimed := claimAll(t, s, d.UndoUntil)
		_, err = s.MarkSending(t.Context(), claimed[:1], d.UndoUntil, lease)
		ok(t, err)
		did, err := s.EndPairing(t.Context(), held[0], "", now, func(state program.PairingState, told []program.OutboxRow) (db.Effects, error) {
			same(t, "state", program.PairingIntroduced, state)
			same(t, "introductions", len(claimed), len(told))
			for _, r := range told {
				same(t, "begun to leave", r.ID == claimed[0].ID, r.MayHaveLeft())
			}
			return db.Effects{}, nil
		})
		ok(t, err)
		same(t, "ended", true, did)
	})
}

func TestPairingOfOtherMembersIsNotEnded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		_, pairings := seed.HeldPairings()
		exec(t, s, "UPDATE pairing SET revision = revision + 1")
		if _, err := s.EndPairing(t.Context(), pairings[0], "", now, effects(db.Effects{})); !errors.Is(err, program.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
		same(t, "pairings that go on", 1, count(t, s, "SELECT COUNT(*) FROM pairing WHERE state = 'held'"))
	})
}

func TestEarlierPairsLeaveOutWhatWasUndone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 6)
		dbtest.NewSeedOf(t, s, "other", 4).IntroducedPairings()
		_, pairings := seed.IntroducedPairings()
		_, err := s.EndPairing(t.Context(), pairings[0], "", now, effects(db.Effects{}))
		ok(t, err)
		exec(t, s, "UPDATE pairing SET state = 'cancelled' WHERE id = ?", pairings[1].ID)
		earlier, err := s.Earlier(t.Context(), seed.Program.ID)
		ok(t, err)
		p := seed.People
		on := program.DateOf(now)
		same(t, "earlier", []program.Earlier{{Members: [2]program.ID{p[0].ID, p[1].ID}, On: on}, {Members: [2]program.ID{p[4].ID, p[5].ID}, On: on}}, earlier)
		paired, err := s.Paired(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "paired", map[program.ID]bool{p[4].ID: true, p[5].ID: true}, paired)
	})
}

func TestPairingWithoutAMeetingIsStored(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		d := seed.ApprovedDraft()
		batch, e := seed.Opened(d)
		batch[0].Series, batch[0].Sessions = nil, nil
		batch[0].Pairing.Reasons = []program.Reason{{Kind: program.RuleMeets, Subject: "skills_wanted", From: seed.People[0].ID, Values: []string{"Ü, \"x\""}, Points: 0.25}}
		_, err := s.OpenPairings(t.Context(), d.ID, batch, e)
		ok(t, err)
		got, err := s.Pairing(t.Context(), batch[0].Pairing.ID)
		ok(t, err)
		same(t, "reasons", batch[0].Pairing.Reasons, got.Reasons)
		if _, err := dbtest.LastSeries(t.Context(), s, got.ID); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("its series: got %v, want ErrNotFound", err)
		}
		if diff := cmp.Diff(batch[0].Pairing.Members, got.Members); diff != "" {
			t.Errorf("members (-want +got):\n%s", diff)
		}
	})
}
