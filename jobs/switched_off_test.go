package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// TestStopIsStopUntilTheEnd switches pairing off inside the undo window and leaves
// it off: nobody is introduced, nothing goes on as if they were, and in the end
// everyone knows.
func TestStopIsStopUntilTheEnd(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, dialect string) {
		ctx := context.Background()
		w := jobstest.Approved(t, dialect)
		before := w.Sent()
		turn(program.SwitchOff)(t, w)
		for end := w.Program.ReportDue().Add(14 * 24 * time.Hour); w.Now.Before(end); {
			w.Now = w.Now.Add(7*24*time.Hour + 3*time.Hour) // what waits for the switch looks again every hour, so leap
			if err := w.Drain(ctx, w.Now); err != nil {
				t.Fatal(err)
			}
		}
		w.RunTo(w.Now.Add(7 * 24 * time.Hour))
		admins := len(w.Program.Admins)
		if diff := cmp.Diff(counts{program.NotPairedYet: few, program.ProgramReport: admins}, since(w, before)); diff != "" {
			t.Errorf("what has left since (-want +got):\n%s", diff)
		}
		report, err := w.Report(ctx, w.Program)
		if err != nil || report.Registered != few || report.Paired != 0 || report.Pairings != 0 || report.Sessions != 0 {
			t.Errorf("the report counts %d registered, %d paired, %d pairings and %d sessions, %v; want %d and none", report.Registered, report.Paired, report.Pairings, report.Sessions, err, few)
		}
		for _, s := range report.Surveys {
			if s.Asked != 0 {
				t.Errorf("the survey %s was sent to %d people whom nobody has introduced", s.Name, s.Asked)
			}
		}
		pairings, err := w.Store.Pairings(ctx, w.Program.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pairings {
			if p.State != program.PairingEnded || !p.IntroducedAt.IsZero() {
				t.Errorf("a pairing is %s, introduced at %s", p.State, p.IntroducedAt)
			}
		}
		if n := countState(t, w, program.OutboxHeld, program.OutboxPending); n != 0 {
			t.Errorf("%d messages wait for ever", n)
		}
		if future, err := w.Store.Moments(ctx, w.Program.ID); err != nil || len(future) != 0 {
			t.Errorf("%v are still to come, %v", future, err)
		}
	})
}

// heldSinceJanuary is a pair whose approval could still be undone when pairing was
// switched off. Of three people one is left over.
func heldSinceJanuary(t *testing.T, people ...program.Address) *jobstest.World {
	t.Helper()
	w := newSmall(t, berliners+fifth)
	register(people...)(t, w)
	w.RunTo(at(t, "2027-01-28 10:30"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-28 10:35"))
	turn(program.SwitchOff)(t, w)
	return w
}

func TestWhatTheSwitchHeldForWeeks(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]step{
		"is introduced when it is on again": {
			{"2027-03-01 10:00", nil, counts{}, "pairing is off, and nothing runs on for who was not introduced"},
			{"2027-03-01 10:00", turn(program.SwitchOn), counts{program.Introduction: 2, program.Invitation: 2, program.UnpairedNotice: 1}, "it is on again"},
			{"2027-03-31 23:00", nil, counts{program.SessionAgenda: 4, program.MetQuestion: 4, program.SurveyInvitation: 2, program.SurveyReminder: 2}, "they meet every two weeks from then"},
		},
		"is introduced without a meeting when no day is left": {
			{"2027-04-06 10:00", turn(program.SwitchOn), counts{program.Introduction: 2, program.UnpairedNotice: 1}, "it is on again, two days before the end"},
			{"2027-05-01 10:00", nil, counts{program.ProgramReport: 1}, "nothing follows"},
		},
		"is not introduced when the program is over": {
			{"2027-04-08 07:59", nil, counts{}, "the program is over, and it is night"},
			{"2027-04-08 08:00", nil, counts{program.NotPairedYet: 3}, "everyone learns that nothing comes any more"},
			{"2027-04-09 10:00", turn(program.SwitchOn), counts{}, "it is on again, too late"},
			{"2027-05-01 10:00", nil, counts{program.ProgramReport: 1}, "nothing else is to be done"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := heldSinceJanuary(t, "a@example.org", "b@example.org", "e@example.org")
			w.RunTo(at(t, "2027-02-07 12:00"))
			travel(t, w, append([]step{{"2027-02-07 12:00", nil, w.Sent(), "it begins here"}}, steps...))
		})
	}
}

func TestAPairThatWasHeldForWeeksReadsOfMeetingsThatAreAheadInEmailsOfThatDay(t *testing.T) {
	t.Parallel()
	w := heldSinceJanuary(t, "a@example.org", "b@example.org")
	held, err := w.Store.Pairings(context.Background(), w.Program.ID)
	if err != nil || len(held) != 1 || held[0].State != program.PairingHeld {
		t.Fatalf("found %v, %v; want a pairing that is held", held, err)
	}
	w.RunTo(at(t, "2027-03-01 10:00"))
	on := w.Now
	turn(program.SwitchOn)(t, w)
	w.RunTo(at(t, "2027-03-01 12:00"))
	sessions, err := w.Store.Sessions(context.Background(), held[0].ID)
	if err != nil || len(sessions) != 2 || sessions[0].StartsAt.Before(at(t, "2027-03-03 00:00")) || !sessions[1].StartsAt.Before(w.Program.Ends()) {
		t.Fatalf("found the sessions %v, %v; want two, a day after the introduction and before the end", sessions, err)
	}
	first := sessions[0].StartsAt.In(on.Location())
	for _, words := range []string{"Meet ", "your meetings with"} {
		all := mailTo(w, "a@example.org", words)
		if len(all) != 1 || all[0].Date.Before(on.Truncate(time.Second)) || !strings.Contains(all[0].Text, first.Format("15:04")) || !strings.Contains(all[0].Text, first.Format("2 January")) {
			t.Errorf("found %+v, want one of %s that names the first meeting, %s", all, on, first)
			continue
		}
		if all[0].ICS != nil && !strings.Contains(string(all[0].ICS), first.Format("20060102T150405")) {
			t.Errorf("the invitation is for another hour than %s:\n%s", first, all[0].ICS)
		}
	}
}

func TestAPairThatWasHeldForADayKeepsItsHour(t *testing.T) {
	t.Parallel()
	w := heldSinceJanuary(t, "a@example.org", "b@example.org")
	pairings, err := w.Store.Pairings(context.Background(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatal(pairings, err)
	}
	before, err := w.Store.Sessions(context.Background(), pairings[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-29 10:00"))
	turn(program.SwitchOn)(t, w)
	w.RunTo(at(t, "2027-01-29 12:00"))
	after, err := w.Store.Sessions(context.Background(), pairings[0].ID)
	for i := range before {
		before[i].State = program.SessionInvited
	}
	if diff := cmp.Diff(before, after); diff != "" || err != nil {
		t.Errorf("the sessions (-want +got), %v:\n%s", err, diff)
	}
}

// Pairs are introduced on a Friday evening, and what tells them waits for Monday.
func TestWhoseIntroductionNeverLeavesIsAskedNothingAndToldInTheEnd(t *testing.T) {
	t.Parallel()
	w := approvedPair(t)
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-29 18:45"))
	turn(program.SwitchOff)(t, w)
	before := w.Sent()
	w.RunTo(at(t, "2027-05-20 12:00"))
	if diff := cmp.Diff(counts{program.NotPairedYet: 2, program.ProgramReport: 1}, since(w, before)); diff != "" {
		t.Errorf("what has left since (-want +got):\n%s", diff)
	}
	if r, err := w.Report(context.Background(), w.Program); err != nil || r.Paired != 0 || r.Pairings != 0 {
		t.Errorf("the report counts %d people in %d pairings, %v; want none", r.Paired, r.Pairings, err)
	}
}

func TestNobodyIsIntroducedOnceTheSwitchIsOff(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, dialect string) {
		ctx := context.Background()
		w := jobstest.Approved(t, dialect)
		w.Now = w.Draft().UndoUntil
		turn(program.SwitchAllOff)(t, w)
		if n, err := w.Store.Introduce(ctx, w.Draft().ID, w.Now, db.Effects{}); n != 0 || !errors.Is(err, jobs.ErrSwitchedOff) {
			t.Errorf("%d pairings are introduced, %v; want none", n, err)
		}
		if err := w.Drain(ctx, w.Now); err != nil {
			t.Fatal(err)
		}
		if m, err := w.Store.Moment(ctx, jobs.IntroducePairings, string(w.Draft().ID)); err != nil || m.Attempts != 1 {
			t.Errorf("the introduction waits as %+v, %v", m, err)
		}
		turn(program.SwitchOn)(t, w)
		if err := w.Drain(ctx, w.Now); err != nil {
			t.Fatal(err)
		}
		pairings, err := w.Store.Pairings(ctx, w.Program.ID)
		if err != nil || len(pairings) == 0 || pairings[0].State != program.PairingIntroduced {
			t.Errorf("switched on again, the pairings are %v, %v", pairings, err)
		}
	})
}
