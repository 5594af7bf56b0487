package db_test

import (
	"slices"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func result(id program.ID, fence int, to program.OutboxState) db.Result {
	return db.Result{ID: id, Fence: fence, State: to, Reason: "because", NextAt: now.Add(time.Hour), Attempts: 1, At: now}
}

// Which results count depends on the state of the row and on the fence.
func TestResultCountsOnlyUnderItsFence(t *testing.T) {
	t.Parallel()
	const (
		done, failed, unknown, pending = program.OutboxDone, program.OutboxFailed, program.OutboxUnknown, program.OutboxPending
		sending, claimed, cancelled    = program.OutboxSending, program.OutboxClaimed, program.OutboxCancelled
	)
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		m := notices(seed, 1)[0]
		for _, test := range []struct {
			from    program.OutboxState
			resends int
			fence   int // the row's is 2
			result  program.OutboxState
			want    program.OutboxState
		}{
			{sending, 0, 2, done, done},
			{sending, 0, 2, failed, failed},
			{sending, 0, 2, unknown, unknown},
			{sending, 0, 2, pending, pending},
			{claimed, 0, 2, pending, pending}, // it never began to leave
			{claimed, 0, 2, failed, failed},   // it cannot even be rendered
			{claimed, 0, 2, done, claimed},
			{claimed, 0, 2, unknown, claimed},
			{sending, 0, 1, done, sending}, // somebody else's by now
			{sending, 0, 1, pending, sending},
			{sending, 0, 3, done, sending},
			{unknown, 0, 2, done, done}, // late
			{unknown, 0, 2, failed, failed},
			{unknown, 0, 2, pending, unknown},
			{unknown, 0, 1, done, unknown},
			{pending, 1, 2, done, done}, // late, before it went again
			{pending, 1, 1, done, pending},
			{pending, 0, 2, done, pending},
			{done, 0, 2, failed, done},
			{failed, 0, 2, done, failed},
			{cancelled, 0, 2, done, cancelled},
			{cancelled, 0, 2, pending, cancelled},
		} {
			exec(t, s, "UPDATE outbox SET state = ?, resends = ?, fence = 2, attempts = 0, lease_until = '2027-01-25 10:00:00'", test.from, test.resends)
			ok(t, s.Record(t.Context(), []db.Result{result(m.ID, test.fence, test.result)}))
			got := row(t, s, m.ID)
			if got.State != test.want {
				t.Errorf("%s under fence %d for a row that is %s: got %s, want %s", test.result, test.fence, test.from, got.State, test.want)
			}
			if test.from != test.want && test.want == pending {
				same(t, "tried again", []any{1, now.Add(time.Hour)}, []any{got.Attempts, got.NextAt})
			}
			if test.from != test.want {
				same(t, "leases", 0, count(t, s, "SELECT COUNT(*) FROM outbox WHERE lease_until IS NOT NULL"))
			}
		}
		if err := s.Record(t.Context(), []db.Result{result(m.ID, 2, claimed)}); err == nil {
			t.Error("a result that is none was taken")
		}
	})
}

func TestRecoveryMovesWhatWasInterrupted(t *testing.T) {
	t.Parallel()
	at, decideAt := now.Add(lease), now.Add(time.Hour)
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		for _, test := range []struct {
			name         string
			state        program.OutboxState
			leaseUntil   time.Time
			resends      int
			nextAt       time.Time
			kind         program.Kind
			want         program.OutboxState
			wantResends  int
			wantNextWhen time.Time
		}{
			{"a claim whose lease has passed", program.OutboxClaimed, at, 0, now, program.SurveyInvitation, program.OutboxPending, 0, now},
			{"a claim under its lease", program.OutboxClaimed, at.Add(time.Microsecond), 0, now, program.SurveyInvitation, program.OutboxClaimed, 0, now},
			{"sending, its lease passed", program.OutboxSending, at, 0, now, program.SurveyInvitation, program.OutboxUnknown, 0, decideAt},
			{"sending under its lease", program.OutboxSending, at.Add(time.Microsecond), 0, now, program.SurveyInvitation, program.OutboxSending, 0, now},
			{"unknown, time to decide", program.OutboxUnknown, time.Time{}, 0, at, program.SurveyInvitation, program.OutboxPending, 1, at},
			{"unknown, not yet", program.OutboxUnknown, time.Time{}, 0, at.Add(time.Microsecond), program.SurveyInvitation, program.OutboxUnknown, 0, at.Add(time.Microsecond)},
			{"unknown again", program.OutboxUnknown, time.Time{}, 1, at, program.SurveyInvitation, program.OutboxUnknown, 1, at},
			{"an event, unknown again", program.OutboxUnknown, time.Time{}, 7, at, program.SeriesEventChanged, program.OutboxPending, 8, at},
			{"an event, interrupted again", program.OutboxSending, at, 7, now, program.SeriesEvent, program.OutboxUnknown, 7, decideAt},
			{"unknown of a kind that a person decides", program.OutboxUnknown, time.Time{}, 0, at, "held_for_a_person", program.OutboxUnknown, 0, at},
			{"pending", program.OutboxPending, time.Time{}, 0, now, program.SurveyInvitation, program.OutboxPending, 0, now},
			{"done", program.OutboxDone, time.Time{}, 0, now, program.SurveyInvitation, program.OutboxDone, 0, now},
		} {
			m := notices(seed, 1)[0]
			exec(t, s, "UPDATE outbox SET state = ?, resends = ?, kind = ?, fence = 1, next_at = ?, lease_until = ? WHERE id = ?",
				test.state, test.resends, test.kind, text(test.nextAt), text(test.leaseUntil), m.ID)
			moved, err := s.RecoverMessages(t.Context(), at, decideAt)
			ok(t, err)
			got := row(t, s, m.ID)
			same(t, test.name, []any{test.want, test.wantResends, test.wantNextWhen, 1}, []any{got.State, got.Resends, got.NextAt, got.Fence})
			same(t, "moved: "+test.name, test.state != test.want, slices.Equal(slices.Concat(moved.Interrupted(), moved.Again), []program.ID{m.ID}))
			exec(t, s, "DELETE FROM outbox")
		}
	})
}

// text is a time as the store writes it.
func text(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02 15:04:05.000000")
}

func TestInterruptedRowGoesOnceMoreUnderTheSameIdsThenWaitsForAPerson(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		m := notices(seed, 1)[0]
		at := now
		for resends := range 2 {
			same(t, "claimed", 1, len(sendingAll(t, s, at)))
			at = at.Add(lease)
			_, err := s.RecoverMessages(t.Context(), at, at.Add(time.Minute))
			ok(t, err)
			got := row(t, s, m.ID)
			same(t, "interrupted", []any{program.OutboxUnknown, resends, resends + 1, 0}, []any{got.State, got.Resends, got.Fence, got.Generation})
			at = at.Add(time.Minute)
			_, err = s.RecoverMessages(t.Context(), at, at)
			ok(t, err)
		}
		same(t, "the second time", program.OutboxUnknown, row(t, s, m.ID).State)
		same(t, "claimed", 0, len(claimAll(t, s, at)))
		moved, err := s.ResendMessage(t.Context(), m.ID, at, db.Effects{})
		ok(t, err)
		same(t, "a person sends it again", true, moved)
		got := row(t, s, m.ID)
		same(t, "under the same Message-ID", []any{program.OutboxPending, 0, 1}, []any{got.State, got.Generation, got.Resends})
	})
}

func TestLateWorkerUnderAnOldFenceCanDoNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		m := notices(seed, 1)[0]
		slow := claimAll(t, s, now)
		_, err := s.RecoverMessages(t.Context(), now.Add(lease), now.Add(lease))
		ok(t, err)
		quick := claimAll(t, s, now.Add(lease))
		same(t, "fences", []int{1, 2}, []int{slow[0].Fence, quick[0].Fence})
		marked, err := s.MarkSending(t.Context(), slow, now.Add(lease), lease)
		ok(t, err)
		same(t, "the slow one may send", 0, len(marked))
		// Not even what the gate would change is changed under an old fence.
		_, err = s.SetSwitch(t.Context(), seed.Program.ID, program.SwitchAllOff, now, db.Effects{})
		ok(t, err)
		_, err = s.MarkSending(t.Context(), slow, now.Add(lease), lease)
		ok(t, err)
		same(t, "state", program.OutboxClaimed, row(t, s, m.ID).State)
		_, err = s.SetSwitch(t.Context(), seed.Program.ID, program.SwitchOn, now, db.Effects{})
		ok(t, err)
		marked, err = s.MarkSending(t.Context(), quick, now.Add(lease), lease)
		ok(t, err)
		same(t, "the quick one may send", map[program.ID]bool{m.ID: true}, marked)
		ok(t, s.Record(t.Context(), []db.Result{result(m.ID, 1, program.OutboxFailed)}))
		same(t, "state", program.OutboxSending, row(t, s, m.ID).State)
		ok(t, s.Record(t.Context(), []db.Result{result(m.ID, 2, program.OutboxDone)}))
		got := row(t, s, m.ID)
		same(t, "recorded", []any{program.OutboxDone, now}, []any{got.State, got.DoneAt})
	})
}

func TestResentMessageGetsANewMessageIDUnlessItsFateIsUnknown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		m := notices(seed, 1)[0]
		for state, want := range map[program.OutboxState]int{program.OutboxDone: 1, program.OutboxFailed: 1, program.OutboxCancelled: 1, program.OutboxUnknown: 0} {
			resends := 1 - want // what may have left goes under the same Message-ID, and is taken for that
			exec(t, s, "UPDATE outbox SET state = ?, generation = 0, attempts = 3, resends = 1, done_at = due_at, not_after = due_at", state)
			moved, err := s.ResendMessage(t.Context(), m.ID, now.Add(time.Hour), db.Effects{})
			ok(t, err)
			got := row(t, s, m.ID)
			same(t, "resent when "+string(state), []any{true, program.OutboxPending, want, 0, resends}, []any{moved, got.State, got.Generation, got.Attempts, got.Resends})
			same(t, "times", []time.Time{now.Add(time.Hour), {}, {}}, []time.Time{got.NextAt, got.NotAfter, got.DoneAt})
		}
		for _, state := range []program.OutboxState{program.OutboxHeld, program.OutboxPending, program.OutboxClaimed, program.OutboxSending} {
			exec(t, s, "UPDATE outbox SET state = ?", state)
			moved, err := s.ResendMessage(t.Context(), m.ID, now, db.Effects{})
			ok(t, err)
			same(t, "resent when "+string(state), false, moved)
		}
	})
}

func TestMessageIsDatedWhenItLeavesAndKeepsTheDateOfAMessageID(t *testing.T) {
	t.Parallel()
	week := 7 * 24 * time.Hour
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		m := notices(seed, 1)[0]
		claim := func(because string, at, want time.Time) {
			t.Helper()
			claimed := claimAll(t, s, at)
			if len(claimed) != 1 {
				t.Fatalf("%s: %d rows are claimed", because, len(claimed))
			}
			same(t, because, []time.Time{want, want}, []time.Time{claimed[0].Date, row(t, s, m.ID).Date})
		}
		becomes := func(state program.OutboxState, at time.Time) {
			t.Helper()
			exec(t, s, "UPDATE outbox SET state = ?, next_at = ?, lease_until = NULL", state, at.Format("2006-01-02 15:04:05"))
		}
		resend := func(at time.Time) {
			t.Helper()
			moved, err := s.ResendMessage(t.Context(), m.ID, at, db.Effects{})
			ok(t, err)
			same(t, "resent", true, moved)
		}
		first := now.Add(week)
		claim("it has waited a week", first, first)
		becomes(program.OutboxPending, first)
		second := first.Add(week)
		claim("a server put it off for another", second, second)
		becomes(program.OutboxUnknown, second)
		_, err := s.RecoverMessages(t.Context(), second.Add(time.Hour), second.Add(2*time.Hour))
		ok(t, err)
		claim("it may have left", second.Add(time.Hour), second)
		becomes(program.OutboxUnknown, second)
		resend(second.Add(week))
		claim("a person sends again what may have left", second.Add(week), second)
		becomes(program.OutboxDone, second)
		third := second.Add(2 * week)
		resend(third)
		claim("a person sends again what has left", third, third)
	})
}

func TestMessageIsCancelledUntilItBeginsToLeave(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		m := notices(seed, 1)[0]
		for state, want := range map[program.OutboxState]bool{program.OutboxHeld: true, program.OutboxPending: true, program.OutboxClaimed: true,
			program.OutboxUnknown: true, program.OutboxFailed: true, program.OutboxSending: false, program.OutboxDone: false, program.OutboxCancelled: false} {
			exec(t, s, "UPDATE outbox SET state = ?, fence = 1", state)
			moved, err := s.CancelMessage(t.Context(), m.ID, "not needed", db.Effects{Audit: []program.Audit{{ID: seed.ID(), At: now}}})
			ok(t, err)
			same(t, "cancelled when "+string(state), want, moved)
			if state == program.OutboxClaimed {
				m.Fence = 1
				marked, err := s.MarkSending(t.Context(), []program.OutboxRow{m}, now, lease)
				ok(t, err)
				same(t, "its worker may send", 0, len(marked))
			}
		}
		same(t, "audit", 5, count(t, s, "SELECT COUNT(*) FROM audit"))
	})
}

func TestOutboxIsListedNewestFirst(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed, other := dbtest.NewSeed(t, s, 2), dbtest.NewSeedOf(t, s, "other", 1)
		rows := notices(seed, 4)
		notices(other, 1)
		exec(t, s, "UPDATE outbox SET state = 'done' WHERE id = ?", rows[2].ID)
		for _, test := range []struct {
			filter db.OutboxFilter
			want   []program.ID
		}{
			{db.OutboxFilter{ProgramID: seed.Program.ID, Limit: 3}, []program.ID{rows[3].ID, rows[2].ID, rows[1].ID}},
			{db.OutboxFilter{PersonID: seed.People[0].PersonID, Limit: 9}, []program.ID{rows[2].ID, rows[0].ID}},
			{db.OutboxFilter{ProgramID: seed.Program.ID, States: []program.OutboxState{program.OutboxDone, program.OutboxFailed}, Limit: 9}, []program.ID{rows[2].ID}},
		} {
			found, err := s.Outbox(t.Context(), test.filter)
			ok(t, err)
			var ids []program.ID
			for _, r := range found {
				ids = append(ids, r.ID)
			}
			same(t, "rows", test.want, ids)
		}
		counts, err := s.OutboxCounts(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "counts", map[program.OutboxState]int{program.OutboxPending: 3, program.OutboxDone: 1}, counts)
	})
}
