package web_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
)

// snapshot is a stage at rest: playing weeks takes longer than copying them.
type snapshot struct {
	once     sync.Once
	database []byte
	mail     map[string][]byte
	program  db.Program
	now      time.Time
}

// snapshots are taken by the first test that needs them.
var snapshots struct{ invited, drafted, running snapshot }

// replay gives a test a stage of its own, as play leaves it.
func replay(t *testing.T, snap *snapshot, play func(*stage)) *stage {
	t.Helper()
	snap.once.Do(func() {
		s := newStage(t, dbtest.NewURL(t, "sqlite"), nil)
		play(s)
		snap.take(s)
	})
	if snap.database == nil {
		t.Fatal("the test that played this stage failed")
	}
	path := filepath.Join(t.TempDir(), "peerpost.db")
	if err := os.WriteFile(path, snap.database, 0o600); err != nil {
		t.Fatal(err)
	}
	s := emptyStage(t, "sqlite:"+path)
	s.Now, s.Program = snap.now, snap.program
	for _, sub := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(s.Maildir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, message := range snap.mail {
		if err := os.WriteFile(filepath.Join(s.Maildir, "new", name), message, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (snap *snapshot) take(s *stage) {
	s.t.Helper()
	database, _ := dbtest.OpenRaw(s.t, s.url)
	defer database.Close()
	copied := filepath.Join(s.t.TempDir(), "copy.db")
	if _, err := database.Exec("VACUUM INTO ?", copied); err != nil {
		s.t.Fatal(err)
	}
	snap.mail, snap.program, snap.now = map[string][]byte{}, s.Program, s.Now
	names, err := filepath.Glob(filepath.Join(s.Maildir, "new", "*"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range names {
		message, err := os.ReadFile(name)
		if err != nil {
			s.t.Fatal(err)
		}
		snap.mail[filepath.Base(name)] = message
	}
	if snap.database, err = os.ReadFile(copied); err != nil {
		s.t.Fatal(err)
	}
}
