package db_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
)

func TestOnlyTheOwnerReadsASQLiteStore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b%20c.db")
	s := dbtest.Open(t, "sqlite:"+path)
	ok(t, s.Migrate(t.Context()))
	for _, suffix := range []string{"", "-wal", "-shm", "-migrate"} {
		info, err := os.Stat(path + suffix)
		ok(t, err)
		same(t, "mode of "+info.Name(), 0o600, info.Mode())
	}
}

func TestASQLiteFileThatExistsKeepsItsModeAndRows(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "peerpost.db")
	ok(t, os.WriteFile(path, nil, 0o600))
	ok(t, os.Chmod(path, 0o640))
	ok(t, dbtest.Open(t, "sqlite:"+path).Migrate(t.Context()))
	ok(t, dbtest.Open(t, "sqlite:"+path).CheckSchema(t.Context()))
	info, err := os.Stat(path)
	ok(t, err)
	same(t, "mode", 0o640, info.Mode())
}

func TestASQLiteFileInNoFolderIsNotOpened(t *testing.T) {
	t.Parallel()
	if s, err := db.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "nowhere", "peerpost.db")); err == nil {
		_ = s.Close()
		t.Error("it was opened")
	}
}
