package db

import (
	"database/sql"
	"errors"
	"net/url"
	"strings"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDialect keeps the store in one file. One connection writes; readers
// have a pool of their own, which cannot write.
type sqliteDialect struct{ path string }

func (d sqliteDialect) name() string { return "sqlite" }

func (d sqliteDialect) open() (*Store, error) {
	if d.path == "" {
		return nil, errors.New("sqlite: needs the path of a file")
	}
	pragmas := "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=synchronous(NORMAL)"
	file := "file:" + (&url.URL{Path: d.path}).EscapedPath()
	write, err := sqlx.Open("sqlite", file+pragmas+"&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sqlx.Open("sqlite", file+pragmas+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	read.SetMaxOpenConns(4)
	return &Store{write: write, read: read, dialect: d}, nil
}

// txOptions leaves SQLite its only isolation, which is serializable.
func (d sqliteDialect) txOptions() *sql.TxOptions { return nil }

func (d sqliteDialect) collided(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

func (d sqliteDialect) onConflict(key, set []string) string {
	if len(set) == 0 {
		return " ON CONFLICT DO NOTHING"
	}
	assign := make([]string, len(set))
	for i, c := range set {
		assign[i] = c + " = excluded." + c
	}
	return " ON CONFLICT (" + strings.Join(key, ", ") + ") DO UPDATE SET " + strings.Join(assign, ", ")
}

func (d sqliteDialect) forShare() string   { return "" }
func (d sqliteDialect) forUpdate() string  { return "" }
func (d sqliteDialect) skipLocked() string { return "" }
