package jobs_test

import (
	"context"
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
)

func TestOpeningPairingsAgainTellsNobodyAgainThatThePartnerHasLeft(t *testing.T) {
	t.Parallel()
	w := approvedPair(t)
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-29 18:31"))
	leave(t, w, "a@example.org")
	again := program.Moment{ID: "again", Kind: jobs.OpenPairings, Subject: string(w.Draft().ID), ProgramID: w.Program.ID, Due: w.Now}
	if err := w.Store.Write(context.Background(), db.Effects{Moments: []program.Moment{again}}); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-02-02 12:00"))
	if n := countTo(t, w, "b@example.org", program.UnpairedNotice); n != 1 {
		t.Errorf("Ben was told %d times, want once", n)
	}
	if n := w.Sent()[program.PartnerLost]; n != 1 {
		t.Errorf("the administrator was told %d times, want once", n)
	}
}

func TestNobodyHearsAfterTheEndThatThereIsNoPartner(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		registered []program.Address
		leaves     string // when Ana does; empty for never
	}{
		"nobody was left for one":                       {[]program.Address{"a@example.org", "b@example.org", "c@example.org"}, ""},
		"the partner left before pairings were opened":  {[]program.Address{"a@example.org", "b@example.org"}, "2027-01-29 18:30"},
		"the partner left before the introduction left": {[]program.Address{"a@example.org", "b@example.org"}, "2027-01-29 18:35"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newSmall(t, berliners)
			register(c.registered...)(t, w)
			w.RunTo(at(t, "2027-01-29 18:30"))
			w.ApproveDraft()
			if c.leaves != "" {
				if moment := at(t, c.leaves); moment.After(w.Now) {
					w.RunTo(moment)
				}
				leave(t, w, "a@example.org")
			}
			w.RunTo(at(t, "2027-01-29 18:45"))
			if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOff, "operator", w.Now); err != nil {
				t.Fatal(err)
			}
			w.RunTo(at(t, "2027-07-01 12:00"))
			if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOn, "operator", w.Now); err != nil {
				t.Fatal(err)
			}
			w.RunTo(at(t, "2027-07-03 12:00"))
			if n := w.Sent()[program.UnpairedNotice]; n != 0 {
				t.Errorf("%d were told months after the end", n)
			}
			rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, States: []program.OutboxState{program.OutboxCancelled}, Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			late := 0
			for _, r := range rows {
				if r.Kind == program.UnpairedNotice && r.Reason == "too late" {
					late++
				}
			}
			if late != 1 {
				t.Errorf("%d notices were too late, want 1", late)
			}
		})
	}
}
