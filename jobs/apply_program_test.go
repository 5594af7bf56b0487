package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

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

// interrupt makes every insert into a table fail until mend is called, as if the
// process were killed there.
func interrupt(t *testing.T, url, table string) (mend func()) {
	t.Helper()
	database, _ := dbtest.OpenRaw(t, url)
	change := func(statement string) {
		t.Helper()
		if _, err := database.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	change("CREATE TRIGGER killed BEFORE INSERT ON " + table + " BEGIN SELECT RAISE(ABORT, 'killed'); END")
	return func() {
		t.Helper()
		change("DROP TRIGGER killed")
		database.Close()
	}
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

func TestApplyThatIsInterruptedStoresNothing(t *testing.T) {
	for _, table := range []string{"round", "moment", "outbox"} {
		t.Run("by "+table, func(t *testing.T) {
			url := dbtest.NewURL(t, "sqlite")
			w := jobstest.New(t, dbtest.Open(t, url))
			mend := interrupt(t, url, table)
			p, text := smallProgram(t)
			if _, err := w.ApplyProgram(context.Background(), p, text, w.Now); err == nil {
				t.Fatal("nothing has interrupted it")
			}
			mend()
			if all, err := w.Store.Programs(context.Background()); err != nil || len(all) != 0 {
				t.Fatalf("%d programs are stored without their future, %v; want none", len(all), err)
			}
			applied(t, w)
			if got := future(t, w); got != [2]int{1, 6} {
				t.Errorf("applied again, there are %v rounds and moments, want 1 and 6", got)
			}
			w.RunTo(w.Now)
			if n := w.Sent()[program.AdministratorWelcome]; n != 1 {
				t.Errorf("%d administrators are welcomed, want 1", n)
			}
		})
	}
}

func TestImportThatIsInterruptedIsTakenUpByAWorker(t *testing.T) {
	const headings = "email,first_name,timezone,skills_wanted,skills_offered\n"
	for _, c := range []struct {
		name, file, day string
		sent            counts
	}{
		{"while registration is open", small, "2027-01-12 10:00", counts{program.RegisterInvitation: 1}},
		{"of people whom their file registers", small + "import: {people: register}\n", "2027-01-12 10:00", counts{program.ImportConfirmed: 1}},
		{"before registration opens", small + "import: {people: register}\n", "2027-01-05 10:00", counts{program.ImportConfirmed: 1}},
		{"once registration has closed", small + "import: {people: register}\n", "2027-01-25 08:00", counts{program.ImportConfirmed: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url := dbtest.NewURL(t, "sqlite")
			w := jobstest.New(t, dbtest.Open(t, url))
			p, err := file.ReadProgram("small.yaml", []byte(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if w.Program, err = w.ApplyProgram(context.Background(), *p, c.file, w.Now); err != nil {
				t.Fatal(err)
			}
			w.RunTo(at(t, c.day))
			before := w.Sent()
			rows, err := file.ReadPeople("people.csv", []byte(headings+"a@example.org,Ana,Europe/Berlin,,\n"), &w.Program.Program)
			if err != nil {
				t.Fatal(err)
			}
			mend := interrupt(t, url, "outbox")
			if _, err := w.ImportPeople(context.Background(), w.Program, rows, w.Now); err == nil {
				t.Fatal("nothing has interrupted it")
			}
			mend()
			w.RunTo(later(w.Now, w.Program.RegistrationOpens()).Add(time.Minute))
			if diff := cmp.Diff(c.sent, since(w, before)); diff != "" {
				t.Errorf("what has left (-want +got):\n%s", diff)
			}
		})
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
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
	w := newSmall(t, berliners)
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
