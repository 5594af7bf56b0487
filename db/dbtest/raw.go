package dbtest

import (
	"database/sql"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// OpenRaw opens a database past the store, and lists its tables.
func OpenRaw(t testing.TB, raw string) (*sql.DB, []string) {
	t.Helper()
	driver, source, list := "sqlite", strings.TrimPrefix(raw, "sqlite:"), "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
	if u, err := url.Parse(raw); err == nil && u.Scheme == "mysql" {
		c := mysql.NewConfig()
		c.Net, c.Addr, c.User, c.DBName = "tcp", u.Host, u.User.Username(), strings.Trim(u.Path, "/")
		c.Passwd, _ = u.User.Password()
		driver, source, list = "mysql", c.FormatDSN(), "SHOW TABLES"
	}
	database, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := database.Query(list)
	if err != nil {
		t.Fatal(err)
	}
	return database, readLines(t, rows)
}

// Dump is every row of every table, in order.
func Dump(t testing.TB, raw string) string {
	t.Helper()
	database, tables := OpenRaw(t, raw)
	defer database.Close()
	var b strings.Builder
	for _, table := range tables {
		rows, err := database.Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		lines := readLines(t, rows)
		slices.Sort(lines)
		fmt.Fprintf(&b, "== %s\n%s\n", table, strings.Join(lines, "\n"))
	}
	return b.String()
}

func readLines(t testing.TB, rows *sql.Rows) []string {
	t.Helper()
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		cells, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(cells))
		for i, c := range cells {
			line[i] = c.String
		}
		lines = append(lines, strings.Join(line, " | "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}
