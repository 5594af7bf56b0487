package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/peerpost/peerpost/db"
)

// A test binary migrates one database of each dialect and copies the schema
// for every test: a migration at a time is many times slower.

var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "dbtest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "peerpost.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func migrate(url string) error {
	ctx := context.Background()
	s, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	return errors.Join(s.Migrate(ctx), s.Close())
}

// newMySQL creates a database on the test server, with the schema or empty.
func newMySQL(t testing.TB, migrated bool) string {
	t.Helper()
	server, err := testServer()
	if err != nil {
		t.Fatal(err)
	}
	script := ""
	if migrated {
		if script, err = migratedSchema(); err != nil {
			t.Fatal(err)
		}
	}
	name := randomName()
	if _, err := server.admin.Exec("CREATE DATABASE " + name + "; USE " + name + ";" + script); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := server.admin.Exec("DROP DATABASE " + name); err != nil {
			t.Error(err)
		}
	})
	return server.url(name)
}

type mysqlServer struct {
	base  *url.URL
	admin *sql.DB
}

func (s mysqlServer) url(database string) string {
	u := *s.base
	u.Path = "/" + database
	return u.String()
}

var testServer = sync.OnceValues(func() (mysqlServer, error) {
	const variable = "PEERPOST_TEST_MYSQL_URL"
	base, err := url.Parse(os.Getenv(variable))
	if err != nil || base.Host == "" {
		return mysqlServer{}, fmt.Errorf("%s names no server; type: make test", variable)
	}
	c := mysql.NewConfig()
	c.Net, c.Addr, c.User, c.MultiStatements = "tcp", base.Host, base.User.Username(), true
	c.Passwd, _ = base.User.Password()
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return mysqlServer{}, err
	}
	return mysqlServer{base, sql.OpenDB(connector)}, nil
})

// migratedSchema is the statements that make a migrated database.
var migratedSchema = sync.OnceValues(func() (string, error) {
	server, err := testServer()
	if err != nil {
		return "", err
	}
	name := randomName()
	if _, err := server.admin.Exec("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	defer server.admin.Exec("DROP DATABASE " + name)
	if err := migrate(server.url(name)); err != nil {
		return "", err
	}
	return dump(server.admin, name)
})

func dump(admin *sql.DB, database string) (string, error) {
	rows, err := admin.Query("SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name", database)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var script strings.Builder
	for rows.Next() {
		var table, create string
		if err := rows.Scan(&table); err != nil {
			return "", err
		}
		if err := admin.QueryRow("SHOW CREATE TABLE "+database+"."+table).Scan(&table, &create); err != nil {
			return "", err
		}
		script.WriteString(create + ";")
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	var last int
	if err := admin.QueryRow("SELECT MAX(version_id) FROM " + database + ".goose_db_version").Scan(&last); err != nil {
		return "", err
	}
	applied := make([]string, last+1)
	for version := range applied {
		applied[version] = fmt.Sprintf("(%d, 1)", version)
	}
	return script.String() + "INSERT INTO goose_db_version (version_id, is_applied) VALUES " + strings.Join(applied, ", "), nil
}
