package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestTransactionReadsWhatOthersCommitMeanwhile(t *testing.T) {
	t.Parallel()
	s, url := dbtest.NewMySQL(t)
	other := dbtest.Open(t, url)
	ok(t, s.InTx(t.Context(), func(tx *sqlx.Tx) error {
		var before, after int
		ok(t, tx.QueryRowx("SELECT COUNT(*) FROM suppression").Scan(&before))
		ok(t, other.Suppress(t.Context(), "a@example.org", "", now, db.Effects{}))
		ok(t, tx.QueryRowx("SELECT COUNT(*) FROM suppression").Scan(&after))
		same(t, "what a READ COMMITTED transaction sees", []int{0, 1}, []int{before, after})
		return nil
	}))
}

func TestConditionalUpdateThatWritesTheSameValueStillFindsItsRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		for range 2 {
			same(t, "rows found", 1, exec(t, s, "UPDATE participant SET state = 'registered' WHERE id = ? AND state = 'registered'", seed.People[0].ID))
		}
		p := seed.People[0]
		for range 2 {
			moved, err := s.MoveParticipant(t.Context(), p.ID, program.Registered, program.Registered, program.Date{}, now, db.Effects{})
			ok(t, err)
			same(t, "moved", true, moved)
		}
	})
}

func TestErrorTakesAllEffectsBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		bad := seed.Message("no such kind", seed.People[0])
		e := db.Effects{
			Messages: []program.OutboxRow{seed.Message(program.SurveyInvitation, seed.People[0]), bad},
			Links:    []program.Link{{ID: seed.ID(), Purpose: program.ForMet, CreatedAt: now}},
			Moments:  []program.Moment{{ID: seed.ID(), Kind: "k", Subject: "s", Due: now}},
			Audit:    []program.Audit{{ID: seed.ID(), ProgramID: seed.Program.ID, At: now}},
		}
		if _, err := s.SetSwitch(t.Context(), seed.Program.ID, program.SwitchOff, now, e); err == nil {
			t.Fatal("effects that cannot be stored were stored")
		}
		p, err := s.Program(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "the switch", program.SwitchOn, p.Switch)
		for _, table := range []string{"outbox", "link", "moment", "audit"} {
			same(t, "rows of "+table, 0, count(t, s, "SELECT COUNT(*) FROM "+table))
		}
	})
}

func TestEffectsWrittenTwiceAreWrittenOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		m := seed.Message(program.SurveyInvitation, seed.People[0])
		link := program.Link{ID: seed.ID(), Purpose: program.ForMet, Object: m.ID, CreatedAt: now}
		e := db.Effects{
			Messages: []program.OutboxRow{m}, Links: []program.Link{link},
			Moments: []program.Moment{{ID: seed.ID(), Kind: "k", Subject: "s", ProgramID: seed.Program.ID, Due: now}},
			Audit:   []program.Audit{{ID: seed.ID(), ProgramID: seed.Program.ID, At: now, Action: "first"}},
		}
		ok(t, s.Write(t.Context(), e))
		sendingAll(t, s, now)
		used, err := s.UseLink(t.Context(), link.ID, now)
		ok(t, err)
		same(t, "first use", true, used)
		e.Messages[0].Data, e.Audit[0].Action = []byte(`{"other":1}`), "second"
		ok(t, s.Write(t.Context(), e))
		same(t, "the message", []any{"{}", program.OutboxSending}, []any{string(row(t, s, m.ID).Data), row(t, s, m.ID).State})
		stored, err := s.Link(t.Context(), link.ID)
		ok(t, err)
		same(t, "the link's use", now, stored.UsedAt)
		lines, err := s.Audit(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "the audit", e.Audit[0].ID, lines[0].ID)
		same(t, "the audit's action", "first", lines[0].Action)
		moments, err := s.Moments(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "moments", 1, len(moments))
	})
}

func TestBatchesBeyondTheLimitsOfAStatement(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		const many = 4_700 // × 7 columns: more placeholders than SQLite (32,766) allows
		var e db.Effects
		for i := range many {
			e.Audit = append(e.Audit, program.Audit{ID: seed.ID(), ProgramID: seed.Program.ID, At: now, Object: program.ID(fmt.Sprint(i))})
		}
		ok(t, s.Write(t.Context(), e))
		same(t, "lines", many, count(t, s, "SELECT COUNT(*) FROM audit"))
		ids := make([]program.ID, 33_000)
		for i := range ids {
			ids[i] = program.ID(fmt.Sprint(i))
		}
		ids[32_999] = seed.People[0].ID
		found, err := s.ParticipantsByID(t.Context(), ids)
		ok(t, err)
		same(t, "found", 1, len(found))
	})
}

func TestBatchesBeyondTheSizeOfAStatement(t *testing.T) {
	t.Parallel()
	s, _ := dbtest.NewMySQL(t)
	seed := dbtest.NewSeed(t, s, 1)
	const many = 130
	text := []byte(`"` + strings.Repeat("'", 1<<16) + `"`) // doubled by escaping: 17 MB, and MariaDB takes 16
	var e db.Effects
	for range many {
		m := seed.Message(program.SurveyInvitation, seed.People[0])
		m.Data = text
		e.Messages = append(e.Messages, m)
	}
	ok(t, s.Write(t.Context(), e))
	same(t, "messages", many, count(t, s, "SELECT COUNT(*) FROM outbox"))
}

func TestDeadlockRunsAgain(t *testing.T) {
	t.Parallel()
	s, _ := dbtest.NewMySQL(t)
	seed := dbtest.NewSeed(t, s, 2)
	bothHoldOne := make(chan struct{})
	var holding sync.WaitGroup
	holding.Add(2)
	go func() { holding.Wait(); close(bothHoldOne) }()
	attempts := make([]int, 2)
	var workers sync.WaitGroup
	for i := range 2 {
		workers.Go(func() {
			err := s.InTx(t.Context(), func(tx *sqlx.Tx) error {
				attempts[i]++
				for n, p := range []program.Participant{seed.People[i], seed.People[1-i]} {
					if _, err := tx.Exec("UPDATE participant SET capacity = capacity + 1 WHERE id = ?", p.ID); err != nil {
						return err
					}
					if n == 0 && attempts[i] == 1 {
						holding.Done()
						<-bothHoldOne
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	workers.Wait()
	same(t, "both were applied once", 2, count(t, s, "SELECT COUNT(*) FROM participant WHERE capacity = 3"))
	same(t, "attempts", 3, attempts[0]+attempts[1])
}

func TestPanicInsideATransactionGivesTheWriterBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		func() {
			defer func() { _ = recover() }()
			_ = s.InTx(t.Context(), func(*sqlx.Tx) error { panic("a bug") })
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		ok(t, s.Suppress(ctx, "a@example.org", "", now, db.Effects{}))
	})
}

// With a single writer, a reader must neither wait for a long transaction nor
// see what it has not committed; and the writer must not wait for readers.
func TestReadersAndTheWriterDoNotStallEachOther(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 10)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		rows, err := s.ReadPool().QueryxContext(ctx, "SELECT id FROM participant")
		ok(t, err)
		defer rows.Close() // a reader that is slow to finish
		same(t, "a row", true, rows.Next())
		slowest := time.Duration(0)
		ok(t, s.InTx(ctx, func(tx *sqlx.Tx) error {
			if _, err := tx.ExecContext(ctx, "UPDATE participant SET capacity = 9"); err != nil {
				return err
			}
			for range 50 {
				began := time.Now()
				p, err := s.Participant(ctx, seed.People[0].ID)
				if err != nil {
					return err
				}
				slowest = max(slowest, time.Since(began))
				same(t, "what the reader sees", 1, p.Capacity)
			}
			return nil
		}))
		if slowest > 2*time.Second {
			t.Errorf("a reader waited %s for the writer", slowest)
		}
		p, err := s.Participant(ctx, seed.People[0].ID)
		ok(t, err)
		same(t, "after the commit", 9, p.Capacity)
	})
}

func TestManyWritersOfOneFileDoNotFail(t *testing.T) {
	t.Parallel()
	url := dbtest.NewURL(t, "sqlite")
	var writers sync.WaitGroup
	for i := range 4 {
		s := dbtest.Open(t, url) // a process
		for j := range 4 {
			writers.Go(func() {
				for k := range 10 {
					if err := s.Suppress(t.Context(), program.Address(fmt.Sprintf("%d.%d.%d@example.org", i, j, k)), "", now, db.Effects{}); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	writers.Wait()
	same(t, "rows", 160, count(t, dbtest.Open(t, url), "SELECT COUNT(*) FROM suppression"))
}

func TestReadersOfSQLiteCannotWrite(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	_, err := s.ReadPool().Exec("UPDATE program SET name = 'x'")
	if err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("a write by a reader: got %v, want it refused as readonly", err)
	}
}

func TestCancelledContextEndsATransactionWithoutATrace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.InTx(ctx, func(tx *sqlx.Tx) error {
			if _, err := tx.ExecContext(ctx, "INSERT INTO lease (name, until_at) VALUES ('x', '2027-01-01 00:00:00')"); err != nil {
				return err
			}
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context canceled", err)
		}
		same(t, "rows", 0, count(t, s, "SELECT COUNT(*) FROM lease"))
	})
}

func TestURLThatIsNoStoreIsRefused(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "postgres://u@h/d", "sqlite:", "mysql://", "mysql://u:p@h:1/", "mysql://u:p@h:x/d"} {
		if s, err := db.Open(t.Context(), url); err == nil {
			_ = s.Close()
			t.Errorf("%q was opened", url)
		}
	}
}
