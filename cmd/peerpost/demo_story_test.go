package main

import (
	"slices"
	"strings"
	"testing"
	"time"

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

func TestClockOffersTheEndOfAPauseOnlyWhileItLasts(t *testing.T) {
	t.Parallel()
	d, _, _ := opened(t, demoCommand{People: 2, Seed: 1})
	all := participants(t, d)
	stand(t, d, all, program.Invited, program.Registered)
	offers := func() bool {
		t.Helper()
		ahead, err := d.expected(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(ahead, func(e expected) bool { return e.what == "a pause is over" })
	}
	all = participants(t, d)
	if err := d.work.Pause(t.Context(), all[0], program.DateOf(d.clock.now()).AddDays(3), d.clock.now()); err != nil {
		t.Fatal(err)
	}
	if !offers() {
		t.Error("the end of a pause is not offered")
	}
	all = participants(t, d)
	if err := d.work.Resume(t.Context(), all[0], d.clock.now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if offers() {
		t.Error("the end of a pause is offered to who has come back")
	}
}

func TestClockNamesWhenTheLettersOfAMeetingLeave(t *testing.T) {
	t.Parallel()
	d, _, _ := opened(t, demoCommand{People: 24, Seed: 1})
	ctx := t.Context()
	stand(t, d, participants(t, d), program.Invited, program.Registered)
	if err := d.step(ctx, d.program.RoundDue()); err != nil {
		t.Fatal(err)
	}
	_, draft, err := d.latestDraft(ctx)
	if err != nil {
		t.Fatal(err)
	}
	admins, err := d.store.Administrators(ctx, d.program.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.work.Approve(ctx, draft, admins[0], draft.Number(), d.clock.now()); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for compared < 100 { // two meetings of each
		next, err := d.store.NextDue(ctx, d.clock.now())
		if err != nil {
			t.Fatal(err)
		}
		promised := map[program.ID][]expected{}
		kinds := map[string]program.Kind{jobs.SendAgenda: program.SessionAgenda, jobs.AskMet: program.MetQuestion}
		moments, err := d.store.Moments(ctx, d.program.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range moments {
			if kinds[m.Kind] != "" && m.Due.Equal(next) {
				if promised[program.ID(m.Subject)], err = d.expectedOfMeeting(ctx, m); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := d.step(ctx, next); err != nil {
			t.Fatal(err)
		}
		rows, err := d.store.Outbox(ctx, db.OutboxFilter{ProgramID: d.program.ID, Limit: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		for session, letters := range promised {
			for _, e := range letters {
				if !slices.ContainsFunc(rows, func(r program.OutboxRow) bool {
					return r.Object == session && kindWords[r.Kind] == e.what && d.nameOf(string(r.To)) == e.to[0] && r.Due.Equal(e.at)
				}) {
					t.Errorf("%s to %s does not leave at %s", e.what, e.to[0], e.at)
				}
				compared++
			}
		}
	}
}
