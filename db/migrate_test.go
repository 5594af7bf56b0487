package db_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
)

func TestProcessesThatMigrateAtOnceApplyEachMigrationOnce(t *testing.T) {
	t.Parallel()
	for _, dialect := range dbtest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			url := dbtest.EmptyURL(t, dialect)
			var processes sync.WaitGroup
			for range 4 {
				s := dbtest.Open(t, url)
				processes.Go(func() {
					if err := s.Migrate(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			processes.Wait()
			s := dbtest.Open(t, url)
			ok(t, s.CheckSchema(t.Context()))
			applied := count(t, s, "SELECT COUNT(*) FROM goose_db_version WHERE version_id > 0")
			same(t, "migrations applied", count(t, s, "SELECT COUNT(DISTINCT version_id) FROM goose_db_version WHERE version_id > 0"), applied)
			if applied < 23 {
				t.Errorf("%d migrations were applied, want all", applied)
			}
			ok(t, s.Migrate(t.Context()))
			same(t, "after one more", applied, count(t, s, "SELECT COUNT(*) FROM goose_db_version WHERE version_id > 0"))
		})
	}
}

func TestMigrationOnAFullDiskSaysWhatToDoAndGoesOnWithSpace(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t, dbtest.EmptyURL(t, "sqlite"))
	for _, pages := range []int{1, 20, 40} { // as a disk of so many
		exec(t, s, fmt.Sprint("PRAGMA max_page_count = ", pages))
		if err := s.Migrate(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "the disk of the database is full; free space, and run it again (") {
			t.Errorf("with %d pages: %v", pages, err)
		}
	}
	exec(t, s, "PRAGMA max_page_count = 100000")
	ok(t, s.Migrate(t.Context()))
	ok(t, s.CheckSchema(t.Context()))
	for number, message := range map[uint16]string{
		1021: "Disk full (/tmp/#sql-temptable); waiting for someone to free some space", 1114: "The table 'outbox' is full",
		1030: `Got error 28 "No space left on device" from storage engine InnoDB`, 3: "Error writing file './peerpost/outbox.frm' (OS errno 28 - No space left on device)",
	} {
		same(t, message, true, db.MySQLFull(fmt.Errorf("partial migration error: %w", &mysql.MySQLError{Number: number, Message: message})))
	}
	same(t, "a deadlock", false, db.MySQLFull(&mysql.MySQLError{Number: 1213, Message: "Deadlock found"}))
}

func TestOldSchemaIsSeen(t *testing.T) {
	t.Parallel()
	for _, dialect := range dbtest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			s := dbtest.Open(t, dbtest.EmptyURL(t, dialect))
			if err := s.CheckSchema(t.Context()); !errors.Is(err, db.ErrOldSchema) {
				t.Errorf("an empty database: got %v, want ErrOldSchema", err)
			}
			ok(t, s.Migrate(t.Context()))
			ok(t, s.CheckSchema(t.Context()))
			last := count(t, s, "SELECT MAX(version_id) FROM goose_db_version")
			exec(t, s, "DELETE FROM goose_db_version WHERE version_id = ?", last)
			if err := s.CheckSchema(t.Context()); !errors.Is(err, db.ErrOldSchema) {
				t.Errorf("a database without the last migration: got %v, want ErrOldSchema", err)
			}
		})
	}
}

// The copies that tests get must be what Migrate makes.
func TestCopiedSchemaIsTheMigratedOne(t *testing.T) {
	t.Parallel()
	for dialect, query := range map[string]string{
		"sqlite": "SELECT COALESCE(sql, '') FROM sqlite_master WHERE name <> 'sqlite_sequence' ORDER BY type, name",
		"mysql": `SELECT CONCAT_WS(' ', table_name, column_name, column_type, is_nullable, COALESCE(collation_name, ''), COALESCE(column_default, ''))
			FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> 'goose_lock'
			UNION ALL SELECT CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, non_unique)
			FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name <> 'goose_lock' ORDER BY 1`,
	} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			migrated, copied := dbtest.Open(t, dbtest.EmptyURL(t, dialect)), dbtest.Open(t, dbtest.NewURL(t, dialect))
			ok(t, migrated.Migrate(t.Context()))
			var want, got []string
			ok(t, migrated.ReadPool().SelectContext(t.Context(), &want, query))
			ok(t, copied.ReadPool().SelectContext(t.Context(), &got, query))
			same(t, "schema", want, got)
			ok(t, copied.CheckSchema(t.Context()))
		})
	}
}

func TestDialectsHaveTheSameColumnsAndIndexes(t *testing.T) {
	t.Parallel()
	sqlite := dbtest.New(t)
	mysql, _ := dbtest.NewMySQL(t)
	for name, queries := range map[string][2]string{
		"columns": {
			`SELECT m.name || '.' || c.name || ' ' || CASE WHEN c."notnull" THEN 'NO' ELSE 'YES' END FROM sqlite_master m JOIN pragma_table_info(m.name) c
				WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%' ORDER BY 1`,
			`SELECT CONCAT(table_name, '.', column_name, ' ', is_nullable) FROM information_schema.columns
				WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%' ORDER BY CAST(1 AS CHAR), BINARY CONCAT(table_name, '.', column_name)`,
		},
		"indexes": {
			`SELECT i.name || ' ' || c.seqno || ' ' || c.name FROM sqlite_master i JOIN pragma_index_info(i.name) c WHERE i.type = 'index' AND i.sql IS NOT NULL ORDER BY 1`,
			`SELECT CONCAT(index_name, ' ', seq_in_index - 1, ' ', column_name) FROM information_schema.statistics
				WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' AND table_name NOT LIKE 'goose%' ORDER BY BINARY CONCAT(index_name, ' ', seq_in_index)`,
		},
	} {
		var want, got []string
		ok(t, sqlite.ReadPool().SelectContext(t.Context(), &want, queries[0]))
		ok(t, mysql.ReadPool().SelectContext(t.Context(), &got, queries[1]))
		if len(want) < 20 {
			t.Errorf("%d %s, want more", len(want), name)
		}
		same(t, name+" of SQLite and of MySQL", want, got)
	}
}
