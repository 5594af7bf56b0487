package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

const lease = 5 * time.Minute

var now = dbtest.Now

// ok ends the test on an error.
func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// same compares what is with what should be.
func same[T any](t testing.TB, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// exec changes rows behind the store's back and returns how many.
func exec(t testing.TB, s *db.Store, query string, args ...any) int64 {
	t.Helper()
	res, err := s.WritePool().ExecContext(t.Context(), query, args...)
	ok(t, err)
	n, err := res.RowsAffected()
	ok(t, err)
	return n
}

// count reads one number.
func count(t testing.TB, s *db.Store, query string, args ...any) int {
	t.Helper()
	var n int
	ok(t, s.ReadPool().QueryRowxContext(t.Context(), query, args...).Scan(&n))
	return n
}

func row(t testing.TB, s *db.Store, id program.ID) program.OutboxRow {
	t.Helper()
	r, err := s.OutboxRow(t.Context(), id)
	ok(t, err)
	return r
}

// claimAll claims every due row of all shards.
func claimAll(t testing.TB, s *db.Store, at time.Time) []program.OutboxRow {
	t.Helper()
	var all []program.OutboxRow
	for shard := range program.Shards {
		rows, err := s.ClaimMessages(t.Context(), shard, 50, at, lease)
		ok(t, err)
		all = append(all, rows...)
	}
	return all
}

// sendingAll claims every due row and marks it as sending.
func sendingAll(t testing.TB, s *db.Store, at time.Time) []program.OutboxRow {
	t.Helper()
	claimed := claimAll(t, s, at)
	marked, err := s.MarkSending(t.Context(), claimed, at, lease)
	ok(t, err)
	if len(marked) != len(claimed) {
		t.Fatalf("%d of %d claimed rows were marked as sending", len(marked), len(claimed))
	}
	return claimed
}
