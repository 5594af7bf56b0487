package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDialect keeps the store in one file. One connection writes; readers
// have a pool of their own, which cannot write.
type sqliteDialect struct {
	path        string
	synchronous string // FULL: what is committed survives a power cut
}

// newSQLite reads what follows "sqlite:": a path, and ?synchronous=off for a
// store that need not outlive this machine's power, like a demo's or a test's.
func newSQLite(rest string) (dialect, error) {
	path, options, _ := strings.Cut(strings.TrimPrefix(rest, "//"), "?")
	d := sqliteDialect{path: path, synchronous: "FULL"}
	switch options {
	case "":
	case "synchronous=off":
		d.synchronous = "OFF"
	default:
		return nil, fmt.Errorf("the database URL has the option %q, expected none or synchronous=off", options)
	}
	return d, nil
}

func (d sqliteDialect) name() string { return "sqlite" }

func (d sqliteDialect) open() (*Store, error) {
	if d.path == "" {
		return nil, errors.New("sqlite: needs the path of a file")
	}
	if err := createPrivate(d.path); err != nil {
		return nil, err
	}
	pragmas := "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=synchronous(" + d.synchronous + ")"
	file := "file:" + (&url.URL{Path: d.path}).EscapedPath()
	write := sqlx.NewDb(openSQLite(file+pragmas+"&_txlock=immediate"), "sqlite")
	write.SetMaxOpenConns(1)
	read := sqlx.NewDb(openSQLite(file+pragmas+"&_pragma=query_only(1)"), "sqlite")
	read.SetMaxOpenConns(4)
	return &Store{write: write, read: read, dialect: d}, nil
}

// createPrivate makes an empty file that only its owner reads, where there is
// none; SQLite gives its -wal and -shm the same mode. A file that exists must
// not even be opened: closing it would drop the locks that this process holds
// on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func (d sqliteDialect) provider(db *sql.DB, folder fs.FS) (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectSQLite3, db, folder, goose.WithLocker(&fileLock{path: d.path + "-migrate"}))
}

// fileLock is held by one process at a time, and by none once that process has
// ended, however it did: an exclusive transaction on an empty database of its
// own, because the store's is busy being migrated.
type fileLock struct {
	path string
	conn *sql.DB
}

// Lock implements lock.Locker.
func (l *fileLock) Lock(ctx context.Context, _ *sql.DB) error {
	if err := createPrivate(l.path); err != nil {
		return err
	}
	conn, err := sql.Open("sqlite", "file:"+(&url.URL{Path: l.path}).EscapedPath()+"?_pragma=busy_timeout(60000)")
	if err != nil {
		return err
	}
	conn.SetMaxOpenConns(1)
	if _, err := conn.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		return errors.Join(err, conn.Close())
	}
	l.conn = conn
	return nil
}

// Unlock implements lock.Locker.
func (l *fileLock) Unlock(context.Context, *sql.DB) error { return l.conn.Close() }

// txOptions leaves SQLite its only isolation, which is serializable.
func (d sqliteDialect) txOptions() *sql.TxOptions { return nil }

func (d sqliteDialect) collided(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

func (d sqliteDialect) full(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_FULL
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
