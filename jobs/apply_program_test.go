package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// interruptedApply is a world whose program is stored, and nothing of what is
// written after it.
func interruptedApply(t *testing.T) *jobstest.World {
	t.Helper()
	url := dbtest.NewURL(t, "sqlite")
	w := jobstest.New(t, dbtest.Open(t, url))
	database, _ := dbtest.OpenRaw(t, url)
	defer database.Close()
	change := func(statement string) {
		t.Helper()
		if _, err := database.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	change("ALTER TABLE round RENAME TO away")
	p, text := smallProgram(t)
	if _, err := w.ApplyProgram(context.Background(), p, text, w.Now); err == nil {
		t.Fatal("nothing has interrupted it")
	}
	change("ALTER TABLE away RENAME TO round")
	return w
}

// applied applies the small program once more, with some of its text replaced.
func applied(t *testing.T, w *jobstest.World, oldnew ...string) {
	t.Helper()
	p, text := smallProgram(t, oldnew...)
	var err error
	if w.Program, err = w.ApplyProgram(context.Background(), p, text, w.Now); err != nil {
		t.Fatal(err)
	}
}

func TestApplyThatIsInterruptedStillWelcomesAdministrators(t *testing.T) {
	w := interruptedApply(t)
	applied(t, w)
	w.RunTo(w.Now)
	if n := w.Sent()[program.AdministratorWelcome]; n != 1 {
		t.Errorf("%d administrators are welcomed, want 1", n)
	}
}

func TestAProgramThatIsOverIsNotStored(t *testing.T) {
	w := jobstest.New(t, dbtest.New(t))
	w.Now = at(t, "2027-04-08 00:00")
	p, text := smallProgram(t)
	if _, err := w.ApplyProgram(context.Background(), p, text, w.Now); !errors.Is(err, program.ErrClosed) {
		t.Errorf("found %v, want ErrClosed", err)
	}
	if all, err := w.Store.Programs(context.Background()); err != nil || len(all) != 0 {
		t.Errorf("%d programs are stored, %v; want none", len(all), err)
	}
}

func TestAStoredProgramThatHasEndedGetsNoNewFuture(t *testing.T) {
	for name, w := range map[string]*jobstest.World{"that had a round": newSmall(t, berliners), "that had none": interruptedApply(t)} {
		t.Run(name, func(t *testing.T) {
			w.RunTo(at(t, "2027-06-01 09:00"))
			before := future(t, w)
			for _, change := range []string{"name: Small", "name: Renamed"} {
				applied(t, w, "name: Small", change)
				if diff := cmp.Diff(before, future(t, w)); diff != "" {
					t.Errorf("rounds and moments after %s (-want +got):\n%s", change, diff)
				}
			}
			if w.Program.Name != "Renamed" {
				t.Errorf("the program is called %s", w.Program.Name)
			}
		})
	}
}

// future is how many Rounds and Moments there are.
func future(t *testing.T, w *jobstest.World) [2]int {
	t.Helper()
	p, err := w.Store.ProgramBySlug(context.Background(), "small")
	if err != nil {
		t.Fatal(err)
	}
	rounds, err := w.Store.Rounds(context.Background(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	moments, err := w.Store.Moments(context.Background(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return [2]int{len(rounds), len(moments)}
}
