package db

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Health is what an operator should know of the database itself.
type Health struct {
	Version  string    // as it names itself
	Time     time.Time // what its clock shows; zero where it has none of its own
	Warnings []string  // what works, and may lose data or surprise
}

// Health asks the database about itself. A damaged file is an error.
func (s *Store) Health(ctx context.Context) (Health, error) {
	if s.dialect.name() == "sqlite" {
		return s.fileHealth(ctx)
	}
	return s.serverHealth(ctx)
}

func (s *Store) fileHealth(ctx context.Context) (Health, error) {
	version, err := one(ctx, s.read, scanOf[string], "SELECT sqlite_version()")
	if err != nil {
		return Health{}, err
	}
	found, err := one(ctx, s.read, scanOf[string], "PRAGMA quick_check(1)")
	if err != nil {
		return Health{}, err
	}
	if found != "ok" {
		return Health{}, fmt.Errorf("the database file is damaged (%s); stop everything and restore a backup", found)
	}
	return Health{Version: "SQLite " + version}, nil
}

func (s *Store) serverHealth(ctx context.Context) (Health, error) {
	var h Health
	var mode, comment string
	err := s.read.QueryRowxContext(ctx, "SELECT VERSION(), @@version_comment, @@SESSION.sql_mode, UTC_TIMESTAMP(6)").Scan(&h.Version, &comment, &mode, timeOf{&h.Time})
	if err != nil {
		return Health{}, err
	}
	if !strings.Contains(mode, "STRICT_TRANS_TABLES") {
		h.Warnings = append(h.Warnings, "strict mode is off, so that values which do not fit are cut; let sql_mode have STRICT_TRANS_TABLES")
	}
	flush, err := one(ctx, s.read, scanOf[int], "SELECT @@GLOBAL.innodb_flush_log_at_trx_commit")
	if err != nil { // not every server that speaks MySQL's protocol has it
		h.Warnings = append(h.Warnings, "innodb_flush_log_at_trx_commit cannot be read; make sure that a commit survives a power cut")
	} else if flush != 1 {
		h.Warnings = append(h.Warnings, fmt.Sprintf("innodb_flush_log_at_trx_commit is %d; set it to 1, or a crash forgets what was sent and it leaves twice", flush))
	}
	if !strings.Contains(h.Version, "MariaDB") {
		h.Version = strings.TrimSpace(comment + " " + h.Version)
	}
	return h, nil
}
