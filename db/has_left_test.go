package db_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

// introduction is one that waits, with the agenda that follows it.
func introduction(t *testing.T, s *db.Store) (introduction, agenda program.OutboxRow) {
	t.Helper()
	seed := dbtest.NewSeed(t, s, 2)
	_, pairings := seed.IntroducedPairings()
	rows, err := s.Outbox(t.Context(), db.OutboxFilter{PersonID: seed.People[0].PersonID, Limit: 9})
	ok(t, err)
	for _, r := range rows {
		if r.Kind == program.Introduction {
			introduction = r
		}
	}
	exec(t, s, "UPDATE outbox SET state = 'done' WHERE id <> ?", introduction.ID)
	agenda = seed.Message(program.SessionAgenda, seed.People[0])
	agenda.PairingID, agenda.PairingRevision = pairings[0].ID, pairings[0].Revision
	agenda.Due, agenda.NextAt = now.Add(240*time.Hour), now.Add(240*time.Hour)
	seed.Write(agenda)
	return introduction, agenda
}

// sent begins to send a row, which is then interrupted or, at a server, comes
// to this end.
func sent(t *testing.T, s *db.Store, at time.Time, to program.OutboxState) {
	t.Helper()
	rows := sendingAll(t, s, at)
	same(t, "rows that are sent", 1, len(rows))
	r := result(rows[0].ID, rows[0].Fence, to)
	r.NextAt = at.Add(time.Hour)
	ok(t, s.Record(t.Context(), []db.Result{r}))
}

func interrupted(t *testing.T, s *db.Store, at time.Time) {
	t.Helper()
	same(t, "rows that are sent", 1, len(sendingAll(t, s, at)))
	_, err := s.RecoverMessages(t.Context(), at.Add(lease), at.Add(24*time.Hour))
	ok(t, err)
}

func cancelled(t *testing.T, s *db.Store, id program.ID) {
	t.Helper()
	moved, err := s.CancelMessage(t.Context(), id, "cancelled by the operator", db.Effects{})
	ok(t, err)
	same(t, "cancelled", true, moved)
}

func resent(t *testing.T, s *db.Store, id program.ID, at time.Time) {
	t.Helper()
	moved, err := s.ResendMessage(t.Context(), id, at, db.Effects{})
	ok(t, err)
	same(t, "sent again", true, moved)
}

func TestWhoHasOrMayHaveAnIntroductionGetsWhatFollowsIt(t *testing.T) {
	t.Parallel()
	at := now.Add(dbtest.Undo)
	for _, test := range []struct {
		name   string
		become func(t *testing.T, s *db.Store, id program.ID)
		want   program.OutboxState // of the agenda
		reason string
		heard  bool // whether the introduction may have left, as those who stay in a Pairing are asked for
	}{
		{"waits", func(*testing.T, *db.Store, program.ID) {}, program.OutboxPending, "the introduction has not left yet", false},
		{"cancelled before it left", func(t *testing.T, s *db.Store, id program.ID) { cancelled(t, s, id) },
			program.OutboxCancelled, "the recipient was never introduced", false},
		{"put off", func(t *testing.T, s *db.Store, id program.ID) { sent(t, s, at, program.OutboxPending) },
			program.OutboxPending, "the introduction has not left yet", false},
		{"refused and cancelled", func(t *testing.T, s *db.Store, id program.ID) {
			sent(t, s, at, program.OutboxFailed)
			cancelled(t, s, id)
		},
			program.OutboxCancelled, "the recipient was never introduced", false},
		{"interrupted", func(t *testing.T, s *db.Store, id program.ID) { interrupted(t, s, at) }, program.OutboxClaimed, "", true},
		{"interrupted and cancelled", func(t *testing.T, s *db.Store, id program.ID) { interrupted(t, s, at); cancelled(t, s, id) },
			program.OutboxClaimed, "", true},
		{"unknown and cancelled", func(t *testing.T, s *db.Store, id program.ID) {
			sent(t, s, at, program.OutboxUnknown)
			cancelled(t, s, id)
		},
			program.OutboxClaimed, "", true},
		{"sent and to be sent again", func(t *testing.T, s *db.Store, id program.ID) {
			sent(t, s, at, program.OutboxDone)
			resent(t, s, id, now.Add(480*time.Hour))
		}, program.OutboxClaimed, "", true},
		{"sent, to be sent again and cancelled", func(t *testing.T, s *db.Store, id program.ID) {
			sent(t, s, at, program.OutboxDone)
			resent(t, s, id, at)
			cancelled(t, s, id)
		}, program.OutboxClaimed, "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, s *db.Store) {
				introduction, agenda := introduction(t, s)
				test.become(t, s, introduction.ID)
				exec(t, s, "UPDATE outbox SET next_at = '2028-01-01 00:00:00' WHERE id = ? AND state = 'pending'", introduction.ID)
				claimAll(t, s, agenda.Due)
				got := row(t, s, agenda.ID)
				same(t, "the agenda", []any{test.want, test.reason}, []any{got.State, got.Reason})
				heard, err := s.Introductions(t.Context(), introduction.PairingID)
				ok(t, err)
				same(t, "the introduction may have left", test.heard, heard[introduction.ParticipantID].MayHaveLeft())
			})
		})
	}
}

func TestWhatMayHaveArrivedIsSentAgainUnderTheSameMessageID(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		become func(t *testing.T, s *db.Store, id program.ID)
		want   int // generation
	}{
		"unknown":               {func(t *testing.T, s *db.Store, id program.ID) { sent(t, s, now, program.OutboxUnknown) }, 0},
		"unknown and cancelled": {func(t *testing.T, s *db.Store, id program.ID) { interrupted(t, s, now); cancelled(t, s, id) }, 0},
		"unknown, cancelled, sent again and cancelled": {func(t *testing.T, s *db.Store, id program.ID) {
			interrupted(t, s, now)
			cancelled(t, s, id)
			resent(t, s, id, now)
			cancelled(t, s, id)
		}, 0},
		"unknown, sent again and refused": {func(t *testing.T, s *db.Store, id program.ID) {
			interrupted(t, s, now)
			resent(t, s, id, now)
			sent(t, s, now, program.OutboxFailed)
		}, 0},
		"unknown, sent again and delivered": {func(t *testing.T, s *db.Store, id program.ID) {
			interrupted(t, s, now)
			resent(t, s, id, now)
			sent(t, s, now, program.OutboxDone)
		}, 1},
		"delivered": {func(t *testing.T, s *db.Store, id program.ID) { sent(t, s, now, program.OutboxDone) }, 1},
		"delivered, sent again and unknown": {func(t *testing.T, s *db.Store, id program.ID) {
			sent(t, s, now, program.OutboxDone)
			resent(t, s, id, now)
			interrupted(t, s, now)
			cancelled(t, s, id)
		}, 1},
		"refused":   {func(t *testing.T, s *db.Store, id program.ID) { sent(t, s, now, program.OutboxFailed) }, 1},
		"cancelled": {func(t *testing.T, s *db.Store, id program.ID) { cancelled(t, s, id) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, s *db.Store) {
				id := notices(dbtest.NewSeed(t, s, 1), 1)[0].ID
				test.become(t, s, id)
				resent(t, s, id, now)
				same(t, "generation", test.want, row(t, s, id).Generation)
			})
		})
	}
}

func TestWhatHadLeftBeforeTheStoreKnewOfItHasLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		file, err := os.ReadFile("migrations/" + s.Dialect() + "/0051_outbox_has_left.sql")
		ok(t, err)
		_, statement, _ := strings.Cut(string(file), "\n")
		notices(dbtest.NewSeed(t, s, 1), 1)
		for _, test := range []struct {
			state   program.OutboxState
			resends int
			want    int
		}{
			{program.OutboxDone, 0, 1}, {program.OutboxUnknown, 0, 1}, {program.OutboxUnknown, 1, 1}, {program.OutboxPending, 1, 1}, {program.OutboxCancelled, 1, 1},
			{program.OutboxCancelled, 0, 0}, {program.OutboxHeld, 0, 0}, {program.OutboxPending, 0, 0}, {program.OutboxFailed, 0, 0},
		} {
			exec(t, s, "UPDATE outbox SET state = ?, resends = ?, left_at = NULL", test.state, test.resends)
			exec(t, s, statement)
			same(t, string(test.state), test.want, count(t, s, "SELECT COUNT(*) FROM outbox WHERE left_at IS NOT NULL"))
		}
	})
}
