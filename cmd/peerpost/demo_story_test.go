package main

import (
	"strings"
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
)

// stand moves participants from one state to another.
func stand(t *testing.T, d *demo, all []program.Participant, from, to program.ParticipantState) {
	t.Helper()
	for _, p := range all {
		if moved, err := d.store.MoveParticipant(t.Context(), p.ID, from, to, program.Date{}, d.clock.now(), db.Effects{}); err != nil || !moved {
			t.Fatalf("%s does not become %s: %v", p.Person.DisplayName(), to, err)
		}
	}
}

func participants(t *testing.T, d *demo) []program.Participant {
	t.Helper()
	all, err := d.store.Participants(t.Context(), d.program.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestStoryCountsAsRegisteredOnlyWhoIs(t *testing.T) {
	t.Parallel()
	d, _, said := opened(t, demoCommand{People: 8, Seed: 1})
	all := participants(t, d)
	stand(t, d, all[:5], program.Invited, program.Registered)
	stand(t, d, all[4:5], program.Registered, program.Paused)
	stand(t, d, all[5:6], program.Invited, program.Left)
	tell := func(want string) {
		t.Helper()
		if err := d.tellMoment(t.Context(), program.Moment{Kind: jobs.RemindRegistration}, d.clock.now()); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(said.String(), want+"\n") {
			t.Errorf("found no %q at the end of:\n%s", want, said.String())
		}
	}
	tell("5 of 7 have registered; 2 people are reminded")
	stand(t, d, all[6:], program.Invited, program.Left)
	tell("All 5 have registered, so nobody is reminded")
}
