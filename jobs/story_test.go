package jobs_test

import (
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

func TestWholeProgramRunsFromRegistrationToTheReport(t *testing.T) {
	people := map[string][]byte{"sqlite": examples.SamplePeople(), "mysql": examples.People(8, 1)}
	number := map[string]int{"sqlite": 24, "mysql": 8}
	onBoth(t, func(t *testing.T, dialect string) {
		w := jobstest.New(t, dbtest.Open(t, dbtest.NewURL(t, dialect)))
		w.Apply("eng-peers", examples.Program(), people[dialect], nil)
		w.RunTo(w.Program.RegistrationOpens().Add(26 * time.Hour))
		w.RegisterAll()
		w.RunTo(w.Program.RoundDue().Add(time.Minute))
		w.ApproveDraft()
		w.RunTo(w.Program.ReportDue().Add(time.Hour))
		sent := w.Sent()
		for kind, n := range sent {
			t.Logf("%s: %d", kind, n)
		}
		if want := number[dialect]; sent[program.Introduction] != want || sent[program.Invitation] != want {
			t.Errorf("found %d introductions and %d invitations, want %d of each", sent[program.Introduction], sent[program.Invitation], want)
		}
	})
}
