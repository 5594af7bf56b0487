package jobs_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// registeredByFile is a world whose people are registered by their file, on a
// Sunday evening.
func registeredByFile(t *testing.T) *jobstest.World {
	w := jobstest.New(t, dbtest.New(t))
	w.Now = at(t, "2027-01-10 21:00")
	w.Apply("small", []byte(small+"import: {people: register}\n"), []byte(berliners), nil)
	return w
}

func TestWordOfARegistrationByImportStopsWhenEverythingIsSwitchedOff(t *testing.T) {
	w := registeredByFile(t)
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchAllOff, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	before := w.Sent()
	w.RunTo(at(t, "2027-01-12 10:00"))
	register("a@example.org")(t, w)
	w.RunTo(at(t, "2027-01-12 10:01"))
	if diff := cmp.Diff(counts{program.AdministratorWelcome: 1, program.RegistrationConfirmed: 1}, since(w, before)); diff != "" {
		t.Errorf("what has left while all was off (-want +got):\n%s", diff)
	}
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOn, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-13 12:00"))
	if n := w.Sent()[program.ImportConfirmed]; n == 0 {
		t.Error("switched on again, nobody is told")
	}
}

func TestWordOfARegistrationByImportKeepsToTheSendHours(t *testing.T) {
	w := registeredByFile(t)
	w.RunTo(at(t, "2027-01-11 07:59"))
	if n := w.Sent()[program.ImportConfirmed]; n != 0 {
		t.Errorf("%d people were told at night", n)
	}
	w.RunTo(at(t, "2027-01-11 08:00"))
	w.RunTo(w.Now)
	if n := w.Sent()[program.ImportConfirmed]; n != 4 {
		t.Errorf("%d people were told in the morning, want 4", n)
	}
	for _, m := range w.Delivered() {
		if m.To == "a@example.org" && !strings.Contains(string(m.Text), "your organisation had on file") {
			t.Errorf("the file is not named:\n%s", m.Text)
		}
	}
}
