package db

import (
	"database/sql"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
)

// dialect is what SQLite and MySQL or MariaDB say differently.
type dialect interface {
	name() string
	open() (*Store, error)
	// provider runs the migrations of a folder, one process at a time.
	provider(db *sql.DB, folder fs.FS) (*goose.Provider, error)
	txOptions() *sql.TxOptions
	// collided reports whether err is a deadlock or a lock that came too
	// late: the transaction may run again.
	collided(err error) bool
	// full reports whether err is that the disk has no space left.
	full(err error) bool
	// onConflict ends an INSERT: rows whose unique key exists are left
	// alone, or have the columns of set replaced by the new values.
	onConflict(key []string, set []string) string
	// forShare and forUpdate end a SELECT inside a transaction.
	forShare() string
	forUpdate() string
	// skipLocked is forUpdate that passes over rows another worker holds.
	skipLocked() string
}

func dialectOf(url string) (dialect, error) {
	scheme, rest, _ := strings.Cut(url, ":")
	switch scheme {
	case "sqlite":
		return newSQLite(rest)
	case "mysql":
		return newMySQL(url)
	}
	return nil, fmt.Errorf("the database URL begins with %q, expected sqlite:PATH or mysql://…", scheme)
}
