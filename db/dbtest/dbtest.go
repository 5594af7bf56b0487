// Package dbtest gives tests a fresh store on each dialect, and people to fill
// it with.
package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/peerpost/peerpost/db"
)

// New returns a store in a new SQLite file, gone with the test.
func New(t testing.TB) *db.Store {
	t.Helper()
	return open(t, NewURL(t, "sqlite"))
}

// NewMySQL returns a store in a new database of the test server, gone with the
// test, and its URL.
func NewMySQL(t testing.TB) (*db.Store, string) {
	t.Helper()
	url := NewURL(t, "mysql")
	return open(t, url), url
}

// Each runs a test on both dialects, in parallel.
func Each(t *testing.T, test func(t *testing.T, s *db.Store)) {
	t.Helper()
	EachURL(t, func(t *testing.T, url string) { test(t, open(t, url)) })
}

// EachURL runs a test on both dialects, in parallel, for tests that open the
// same database more than once.
func EachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	for _, dialect := range Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			test(t, NewURL(t, dialect))
		})
	}
}

// Dialects are the kinds of database that every test of the store runs on.
var Dialects = []string{"sqlite", "mysql"}

// NewURL returns the URL of a new migrated database, gone with the test.
func NewURL(t testing.TB, dialect string) string {
	t.Helper()
	if dialect == "mysql" {
		return newMySQL(t, true)
	}
	path := filepath.Join(t.TempDir(), "peerpost.db")
	file, err := migratedFile()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path + "?synchronous=off"
}

// EmptyURL returns the URL of a new database that was never migrated.
func EmptyURL(t testing.TB, dialect string) string {
	t.Helper()
	if dialect == "mysql" {
		return newMySQL(t, false)
	}
	return "sqlite:" + filepath.Join(t.TempDir(), "peerpost.db") + "?synchronous=off"
}

// Open opens a store that is closed with the test.
func Open(t testing.TB, url string) *db.Store {
	t.Helper()
	return open(t, url)
}

func open(t testing.TB, url string) *db.Store {
	t.Helper()
	s, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func randomName() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b)
	return "peerpost_test_" + hex.EncodeToString(b)
}
