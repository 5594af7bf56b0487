package jobs_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

// smallProgram is the small program with some of its text replaced.
func smallProgram(t *testing.T, oldnew ...string) (program.Program, string) {
	t.Helper()
	text := strings.NewReplacer(oldnew...).Replace(small)
	p, err := file.ReadProgram("small.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return *p, text
}

func TestApplyThatIsInterruptedStillWelcomesAdministrators(t *testing.T) {
	url := dbtest.NewURL(t, "sqlite")
	w := jobstest.New(t, dbtest.Open(t, url))
	path, _, _ := strings.Cut(strings.TrimPrefix(url, "sqlite:"), "?")
	database, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	change := func(statement string) {
		t.Helper()
		if _, err := database.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	change("ALTER TABLE round RENAME TO away") // what is written after the program
	p, text := smallProgram(t)
	if _, err := w.ApplyProgram(context.Background(), p, text, w.Now); err == nil {
		t.Fatal("nothing has interrupted it")
	}
	change("ALTER TABLE away RENAME TO round")
	if w.Program, err = w.ApplyProgram(context.Background(), p, text, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now)
	if n := w.Sent()[program.AdministratorWelcome]; n != 1 {
		t.Errorf("%d administrators are welcomed, want 1", n)
	}
}
