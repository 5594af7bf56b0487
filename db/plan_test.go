package db_test

import (
	"strings"
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

// crowd fills a store with much that a hot query must not read: a large
// Program's future and past, beside the small one that is returned.
func crowd(t *testing.T, s *db.Store) *dbtest.Seed {
	t.Helper()
	const rows = 2_000
	big := dbtest.NewSeedOf(t, s, "big", 200)
	big.IntroducedPairings()
	exec(t, s, "DELETE FROM outbox")
	var e db.Effects
	for i := range rows {
		later, past := big.Message(program.SurveyInvitation, big.People[i%200]), big.Message(program.SurveyInvitation, big.People[i%200])
		later.NextAt = now.AddDate(0, 1, 0)
		e.Messages = append(e.Messages, later, past)
		e.Moments = append(e.Moments, program.Moment{ID: big.ID(), Kind: "k", Subject: string(later.ID), ProgramID: big.Program.ID, Due: now.AddDate(0, 2, 0)})
	}
	ok(t, s.Write(t.Context(), e))
	exec(t, s, "UPDATE outbox SET state = 'done' WHERE next_at <= '2027-01-25 12:00:00'")
	small := dbtest.NewSeed(t, s, 8)
	_, _ = small.IntroducedPairings()
	for _, p := range small.People {
		small.Write(small.Message(program.SurveyInvitation, p))
	}
	schedule(t, s, "due", now)
	return small
}

// What a server read to answer is counted, so that the statements under test
// are those that the store really sends.
func TestHotQueriesReadLittle(t *testing.T) {
	t.Parallel()
	s, _ := dbtest.NewMySQL(t)
	small := crowd(t, s)
	exec(t, s, "ANALYZE TABLE outbox, moment, pairing, pairing_member, series, session")
	s.ReadPool().SetMaxOpenConns(1) // SHOW STATUS counts for a connection
	at := now.Add(dbtest.Undo)
	var claimed []program.OutboxRow
	for _, test := range []struct {
		name string
		call func() error
		most int
	}{
		{"DueMoments", func() error { _, err := s.DueMoments(t.Context(), at, now, 100); return err }, 20},
		{"DueShards", func() error { _, err := s.DueShards(t.Context(), at); return err }, 100},
		{"Backlog", func() error { _, _, err := s.Backlog(t.Context(), at); return err }, 100},
		{"ClaimMessages", func() error {
			for shard := range program.Shards {
				rows, err := s.ClaimMessages(t.Context(), shard, 50, at, lease)
				if err != nil {
					return err
				}
				claimed = append(claimed, rows...)
			}
			return nil
		}, 400},
		{"MarkSending", func() error { _, err := s.MarkSending(t.Context(), claimed, at, lease); return err }, 600},
		{"RecoverMessages", func() error { _, err := s.RecoverMessages(t.Context(), at.Add(lease), at); return err }, 100},
		{"Earlier", func() error { _, err := s.Earlier(t.Context(), small.Program.ID); return err }, 60},
		{"Paired", func() error { _, err := s.Paired(t.Context(), small.Program.ID); return err }, 60},
		{"PairingsOf", func() error { _, err := s.PairingsOf(t.Context(), small.People[0].ID); return err }, 30},
		{"MeetingsOf", func() error {
			_, err := s.MeetingsOf(t.Context(), []program.ID{small.People[0].PersonID, small.People[1].PersonID}, now, now.AddDate(1, 0, 0))
			return err
		}, 30},
		{"Undo", func() error {
			exec(t, s, "UPDATE draft SET undo_until = '2028-01-01 00:00:00' WHERE program_id = ?", small.Program.ID)
			d, err := s.LatestDraft(t.Context(), roundOf(t, s, small))
			if err != nil {
				return err
			}
			_, err = s.Undo(t.Context(), db.Decision{DraftID: d.ID, At: at}, db.Effects{})
			return err
		}, 200},
	} {
		before := handlerReads(t, s)
		ok(t, test.call())
		read := handlerReads(t, s) - before
		t.Logf("%s read %d rows", test.name, read)
		if read > test.most {
			t.Errorf("%s read %d rows, want at most %d", test.name, read, test.most)
		}
	}
}

func roundOf(t *testing.T, s *db.Store, seed *dbtest.Seed) program.ID {
	t.Helper()
	rounds, err := s.Rounds(t.Context(), seed.Program.ID)
	ok(t, err)
	return rounds[0].ID
}

// handlerReads is how many rows the server has read for the connection.
func handlerReads(t *testing.T, s *db.Store) int {
	t.Helper()
	rows, err := s.ReadPool().QueryxContext(t.Context(), "SHOW SESSION STATUS LIKE 'Handler_read%'")
	ok(t, err)
	defer rows.Close()
	total := 0
	for rows.Next() {
		var name string
		var n int
		ok(t, rows.Scan(&name, &n))
		if !strings.HasSuffix(name, "_retry") && !strings.Contains(name, "_tmp") {
			total += n
		}
	}
	ok(t, rows.Err())
	return total
}

// SQLite does not count what it reads, but its plans depend on the schema alone.
func TestHotQueriesSearchAnIndexOfTheFile(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	const shards = "shard IN (0, 1, 2, 3, 4, 5, 6, 7)"
	for query, index := range map[string]string{
		"SELECT id FROM moment WHERE due_at <= '2' AND (lease_until IS NULL OR lease_until <= '2') ORDER BY due_at, id LIMIT 9": "moment_by_due_at (due_at<?)",
		"SELECT MIN(due_at) FROM moment WHERE due_at > '2'":                                                                     "moment_by_due_at (due_at>?)",
		"SELECT id FROM outbox WHERE shard = 1 AND state = 'pending' AND next_at <= '2' ORDER BY next_at, id LIMIT 50":          "outbox_by_state_shard_next_at (state=? AND shard=? AND next_at<?)",
		"SELECT DISTINCT shard FROM outbox WHERE state = 'pending' AND " + shards + " AND next_at <= '2'":                       "outbox_by_state_shard_next_at (state=? AND shard=? AND next_at<?)",
		"SELECT MIN(next_at) FROM outbox WHERE state = 'pending' AND " + shards + " AND next_at > '2'":                          "outbox_by_state_shard_next_at (state=? AND shard=? AND next_at>?)",
		"UPDATE outbox SET state = 'pending' WHERE state = 'claimed' AND lease_until <= '2'":                                    "outbox_by_state_lease_until (state=? AND lease_until<?)",
		"UPDATE outbox SET state = 'pending' WHERE draft_id = '1' AND state = 'held'":                                           "outbox_by_draft_id_state (draft_id=? AND state=?)",
		"UPDATE outbox SET state = 'cancelled' WHERE pairing_id = '1' AND state IN ('held', 'pending')":                         "outbox_by_pairing_id_state (pairing_id=? AND state=?)",
		"SELECT session.starts_at FROM participant JOIN pairing_member ON pairing_member.participant_id = participant.id JOIN session ON session.pairing_id = pairing_member.pairing_id " +
			"WHERE participant.person_id IN ('1', '2') AND session.state IN ('planned', 'invited') AND session.ends_at > '2' ORDER BY session.starts_at": "participant_by_person_id (person_id=?)",
		"UPDATE series SET state = 'x' WHERE program_id = '1' AND state = 'planned' AND pairing_id IN (SELECT id FROM pairing WHERE draft_id = '2')":      "series_by_p",
		`SELECT a.participant_id FROM pairing JOIN pairing_member a ON a.pairing_id = pairing.id WHERE pairing.program_id = '1' AND pairing.state <> 'x'`: "pairing_by_program_id_state (program_id=?)",
	} {
		rows, err := s.WritePool().QueryxContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
		ok(t, err)
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			ok(t, rows.Scan(&id, &parent, &unused, &detail))
			plan = append(plan, detail)
		}
		ok(t, rows.Err())
		text := strings.Join(plan, "\n")
		if !strings.Contains(text, index) || strings.Contains(text, "SCAN ") {
			t.Errorf("%s\nis not a search by %s:\n%s", query, index, text)
		}
	}
}
