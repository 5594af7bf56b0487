package jobstest

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
)

// Few is how many people a World has that is Drafted or Approved.
const Few = 10

// snapshot is a World at rest, played once in a test binary: playing weeks
// takes longer than copying them.
type snapshot struct {
	once    sync.Once
	file    []byte  // the whole of it, as a SQLite file
	tables  []table // the same, for every other dialect
	mail    map[string][]byte
	program db.Program
	now     time.Time
}

// table is the rows of a table, one after another.
type table struct {
	name    string
	columns []string
	rows    int
	values  []any
}

var registered, drafted, approved snapshot

// Registered is a World of its own for the test, where all six people have
// registered and the first Round is not due yet.
func Registered(t testing.TB, dialect string) *World {
	t.Helper()
	return registered.copy(t, dialect, func(w *World) { w.toRegistered(6) })
}

// Drafted is a World of its own for the test, where a Draft waits for a decision.
func Drafted(t testing.TB, dialect string) *World {
	t.Helper()
	return drafted.copy(t, dialect, (*World).toDrafted)
}

// Approved is a World of its own for the test, where the Draft was approved
// and can still be undone.
func Approved(t testing.TB, dialect string) *World {
	t.Helper()
	return approved.copy(t, dialect, func(w *World) {
		w.toDrafted()
		w.ApproveDraft()
		w.RunTo(w.Now.Add(5 * time.Minute))
	})
}

// Scene is a World that tests play once and have copies of.
type Scene struct{ snapshot }

// World is a World of its own for the test, as play leaves it.
func (s *Scene) World(t testing.TB, dialect string, play func(*World)) *World {
	t.Helper()
	return s.copy(t, dialect, play)
}

func (w *World) toRegistered(people int) {
	w.ApplySmall(people)
	w.RunTo(w.Program.RegistrationOpens().Add(26 * time.Hour))
	w.RegisterAll()
}

func (w *World) toDrafted() {
	w.toRegistered(Few)
	w.RunTo(w.Program.RoundDue().Add(time.Minute))
}

// copy gives a test a World as play leaves it.
func (snap *snapshot) copy(t testing.TB, dialect string, play func(*World)) *World {
	t.Helper()
	snap.once.Do(func() {
		at := dbtest.NewURL(t, "sqlite")
		w := New(t, dbtest.Open(t, at))
		play(w)
		snap.take(w, at)
	})
	if snap.file == nil {
		t.Fatal("the test that played this World failed")
	}
	at := dbtest.NewURL(t, dialect)
	if path, isFile := pathOf(at); isFile {
		if err := os.WriteFile(path, snap.file, 0o600); err != nil {
			t.Fatal(err)
		}
	} else {
		snap.insert(t, at)
	}
	w := New(t, dbtest.Open(t, at))
	w.Now, w.Program = snap.now, snap.program
	for _, sub := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(w.Maildir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, message := range snap.mail {
		if err := os.WriteFile(filepath.Join(w.Maildir, "new", name), message, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// pathOf is the file that the URL of a SQLite database names.
func pathOf(at string) (path string, isFile bool) {
	path, isFile = strings.CutPrefix(at, "sqlite:")
	path, _, _ = strings.Cut(path, "?")
	return path, isFile
}

// take keeps a World, whose SQLite database is at a URL.
func (snap *snapshot) take(w *World, at string) {
	w.t.Helper()
	snap.mail, snap.program, snap.now = make(map[string][]byte), w.Program, w.Now
	names, err := filepath.Glob(filepath.Join(w.Maildir, "new", "*"))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, name := range names {
		message, err := os.ReadFile(name)
		if err != nil {
			w.t.Fatal(err)
		}
		snap.mail[filepath.Base(name)] = message
	}
	path, _ := pathOf(at)
	database, err := sql.Open("sqlite", path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer database.Close()
	for _, name := range tableNames(w.t, database) {
		snap.tables = append(snap.tables, readTable(w.t, database, name))
	}
	copied := filepath.Join(w.t.TempDir(), "copy.db")
	if _, err := database.Exec("VACUUM INTO ?", copied); err != nil {
		w.t.Fatal(err)
	}
	if snap.file, err = os.ReadFile(copied); err != nil {
		w.t.Fatal(err)
	}
}

// tableNames are the tables that migrations make, without the record of those.
func tableNames(t testing.TB, database *sql.DB) []string {
	t.Helper()
	rows, err := database.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}

func readTable(t testing.TB, database *sql.DB, name string) table {
	t.Helper()
	rows, err := database.Query("SELECT * FROM " + name)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	read := table{name: name}
	if read.columns, err = rows.Columns(); err != nil {
		t.Fatal(err)
	}
	for ; rows.Next(); read.rows++ {
		row, into := make([]any, len(read.columns)), make([]any, len(read.columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		read.values = append(read.values, row...)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return read
}

// insert fills the migrated MySQL or MariaDB database at a URL.
func (snap *snapshot) insert(t testing.TB, at string) {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	c := mysql.NewConfig()
	c.Net, c.Addr, c.User, c.DBName = "tcp", u.Host, u.User.Username(), strings.Trim(u.Path, "/")
	c.Passwd, _ = u.User.Password()
	c.InterpolateParams = true
	database, err := sql.Open("mysql", c.FormatDSN())
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	for _, from := range snap.tables {
		if _, err := database.Exec("DELETE FROM " + from.name); err != nil { // what migrations have put in
			t.Fatal(err)
		}
		if from.rows == 0 {
			continue
		}
		row := ", (?" + strings.Repeat(", ?", len(from.columns)-1) + ")"
		statement := "INSERT INTO " + from.name + " (`" + strings.Join(from.columns, "`, `") + "`) VALUES " + strings.Repeat(row, from.rows)[2:]
		if _, err := database.Exec(statement, from.values...); err != nil {
			t.Fatal(err)
		}
	}
}
