package db_test

import (
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

// BenchmarkSending is what the store costs a Message: claimed 50 at a time,
// marked and recorded in groups of ten.
func BenchmarkSending(b *testing.B) {
	for _, dialect := range dbtest.Dialects {
		b.Run(dialect, func(b *testing.B) {
			s := dbtest.Open(b, dbtest.NewURL(b, dialect))
			seed := dbtest.NewSeed(b, s, 50)
			rows := make([]program.OutboxRow, b.N)
			for i := range rows {
				rows[i] = seed.Message(program.PairingEndedNotice, seed.People[i%50])
				rows[i].Shard = 0
			}
			seed.Write(rows...)
			b.ResetTimer()
			sent := 0
			for sent < b.N {
				claimed, err := s.ClaimMessages(b.Context(), 0, 50, now, lease)
				ok(b, err)
				for len(claimed) > 0 {
					group := claimed[:min(10, len(claimed))]
					claimed = claimed[len(group):]
					sent += send(b, s, group)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

func send(b *testing.B, s *db.Store, group []program.OutboxRow) int {
	b.Helper()
	marked, err := s.MarkSending(b.Context(), group, now, lease)
	ok(b, err)
	var results []db.Result
	for _, r := range group {
		if marked[r.ID] {
			results = append(results, db.Result{ID: r.ID, Fence: r.Fence, State: program.OutboxDone, At: now})
		}
	}
	ok(b, s.Record(b.Context(), results))
	return len(results)
}
