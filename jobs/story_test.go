package jobs_test

import (
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

func TestWholeProgramRunsFromRegistrationToTheReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		w := jobstest.New(t, s)
		w.ApplySample(nil)
		w.RunTo(w.Program.RegistrationOpens().Add(26 * time.Hour))
		w.RegisterAll()
		w.RunTo(w.Program.RoundDue().Add(time.Minute))
		w.ApproveDraft()
		w.RunTo(w.Program.ReportDue().Add(time.Hour))
		sent := w.Sent()
		for kind, n := range sent {
			t.Logf("%s: %d", kind, n)
		}
		if sent[program.Introduction] != 24 || sent[program.Invitation] != 24 {
			t.Errorf("found %d introductions and %d invitations, want 24 of each", sent[program.Introduction], sent[program.Invitation])
		}
	})
}
