package jobs_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

var everyBerliner = []program.Address{"a@example.org", "b@example.org", "c@example.org", "d@example.org"}

// pairedEarly plays to a draft of Ana and Ben that was asked for two weeks
// before the day of the round.
func pairedEarly(t *testing.T) *jobstest.World {
	t.Helper()
	w := newSmall(t, berliners)
	w.RunTo(at(t, "2027-01-12 09:00"))
	register("a@example.org", "b@example.org")(t, w)
	round, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now)
	if err != nil || round.Number != 2 {
		t.Fatalf("round %d runs, %v; want an extra one, the second", round.Number, err)
	}
	w.RunTo(w.Now.Add(time.Minute))
	if d := w.Draft(); d.RoundID != round.ID || d.Number() != 2 {
		t.Fatalf("the draft is of round %s, for %d people; want %s and 2", d.RoundID, d.Number(), round.ID)
	}
	return w
}

// roundsOf are where the Program's Rounds stand.
func roundsOf(t *testing.T, w *jobstest.World) []program.Round {
	t.Helper()
	rounds, err := w.Store.Rounds(context.Background(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	return rounds
}

func waitingDrafts(t *testing.T, w *jobstest.World) []program.Draft {
	t.Helper()
	drafts, err := w.Store.DraftsIn(context.Background(), w.Program.ID, program.DraftReady)
	if err != nil {
		t.Fatal(err)
	}
	return drafts
}

func TestScheduledRoundRunsWhereTheDraftOfAnExtraRunHasExpired(t *testing.T) {
	w := pairedEarly(t)
	register("c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-24 09:00"))
	if s := w.Draft().State; s != program.DraftExpired {
		t.Fatalf("the draft of the extra run is %s", s)
	}
	if s := roundsOf(t, w)[0].State; s != program.RoundDue {
		t.Fatalf("the scheduled round is %s before its day", s)
	}
	w.RunTo(at(t, "2027-01-25 09:00"))
	drafts := waitingDrafts(t, w)
	if len(drafts) != 1 || drafts[0].RoundID != roundsOf(t, w)[0].ID || drafts[0].Number() != 4 {
		t.Errorf("on the day of the round %+v wait, want one of the scheduled round for 4 people", drafts)
	}
}

func TestScheduledRoundPairsWhomAnApprovedExtraRunLeft(t *testing.T) {
	w := pairedEarly(t)
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-13 09:00"))
	register("c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	drafts := waitingDrafts(t, w)
	if len(drafts) != 1 || drafts[0].RoundID != roundsOf(t, w)[0].ID || drafts[0].Number() != 2 {
		t.Errorf("on the day of the round %+v wait, want one of the scheduled round for the 2 who have no partner", drafts)
	}
}

func TestScheduledRoundReplacesTheDraftOfAnExtraRunThatStillWaits(t *testing.T) {
	w := newSmall(t, berliners)
	register(everyBerliner...)(t, w)
	w.RunTo(at(t, "2027-01-22 09:00"))
	if _, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-25 08:59"))
	early := w.Draft()
	w.RunTo(at(t, "2027-01-25 09:00"))
	drafts := waitingDrafts(t, w)
	if len(drafts) != 1 || drafts[0].ID == early.ID {
		t.Fatalf("%+v wait, want the newest alone", drafts)
	}
	if s := w.Draft().State; s != program.DraftSuperseded || roundsOf(t, w)[1].State != program.RoundDiscarded {
		t.Errorf("the draft of the extra round is %s, the round %s; want superseded and discarded", s, roundsOf(t, w)[1].State)
	}
	again, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now)
	if err != nil || again.Number != 1 {
		t.Errorf("asked again, round %d runs, %v; want the one that waits for a decision", again.Number, err)
	}
}

func TestApplyingTheProgramMovesTheScheduledRoundAndNoOther(t *testing.T) {
	w := pairedEarly(t)
	later := w.Program.Program
	later.Matching.Opens = program.Date{Year: 2027, Month: 1, Day: 27}
	var err error
	if w.Program, err = w.ApplyProgram(context.Background(), later, "postponed", w.Now); err != nil {
		t.Fatal(err)
	}
	_, due, err := w.ScheduledRound(context.Background(), w.Program, w.Now)
	if err != nil || !due.Equal(at(t, "2027-01-27 09:00")) || len(roundsOf(t, w)) != 2 {
		t.Errorf("the round is scheduled for %s, %v, of %d; want 27 January, of 2", due, err, len(roundsOf(t, w)))
	}
}

func TestNothingRunsWhereThereAreNotTwoPeopleToPair(t *testing.T) {
	w := newSmall(t, berliners)
	refused := func(why string) {
		t.Helper()
		before := roundsOf(t, w)
		_, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now)
		if few := (jobs.TooFewError{}); !errors.As(err, &few) || few.Why != why {
			t.Errorf("found %v, want: %s", err, why)
		}
		if after := roundsOf(t, w); !slices.Equal(before, after) {
			t.Errorf("rounds are %v, were %v", after, before)
		}
	}
	refused("fewer than two people have registered")
	register(everyBerliner...)(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-26 09:00"))
	refused("all 4 registered people have a partner already")
	if err := w.Leave(context.Background(), w.Person("a@example.org"), w.Now); err != nil {
		t.Fatal(err)
	}
	refused("fewer than two of 3 registered people are at work, reached by email and without a partner")
}

// The program is over on Thursday 8 April: who is introduced on Monday can still
// meet on Wednesday.
func TestNobodyIsPairedForAMeetingAfterTheEnd(t *testing.T) {
	for _, c := range []struct {
		name, asked, approved, extra string
		refused                      error
		sessions                     int
	}{
		{"days before the end", "2027-03-29 09:00", "2027-03-29 10:00", "", nil, 1},
		{"on the last day that leaves time", "2027-04-05 09:00", "2027-04-05 10:00", "", nil, 1},
		{"approved a day later", "2027-04-05 09:00", "2027-04-06 10:00", "", nil, 0},
		{"too late", "2027-04-06 09:00", "", "", jobs.ErrTooLate, 0},
		{"closures to the end", "2027-04-01 09:00", "", "closures: [2027-04-03..2027-04-30]\n", jobs.ErrTooLate, 0},
		{"closures but for a day", "2027-04-01 09:00", "2027-04-01 10:00", "closures: [2027-04-03..2027-04-06, 2027-04-08..2027-04-30]\n", nil, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			w := jobstest.New(t, dbtest.New(t))
			w.Apply("small", []byte(small+c.extra), []byte(berliners), nil)
			register("a@example.org", "b@example.org")(t, w)
			w.RunTo(at(t, c.asked)) // nobody has decided on the draft of January
			can, err := w.CanPair(ctx, w.Program, w.Now)
			if err != nil || can != (c.refused == nil) {
				t.Errorf("pairing is offered: %v, %v", can, err)
			}
			if _, err := w.MakeRoundDue(ctx, w.Program, "operator", w.Now); !errors.Is(err, c.refused) {
				t.Fatalf("asked to pair: %v, want %v", err, c.refused)
			}
			if c.refused != nil {
				return
			}
			w.RunTo(at(t, c.approved))
			w.ApproveDraft()
			w.RunTo(at(t, "2027-05-20 10:00"))
			pairings, err := w.Store.Pairings(ctx, w.Program.ID)
			if err != nil || len(pairings) != 1 {
				t.Fatalf("pairings: %v, %v", pairings, err)
			}
			sessions, err := w.Store.Sessions(ctx, pairings[0].ID)
			if err != nil || len(sessions) != c.sessions {
				t.Errorf("%d meetings are planned, %v; want %d", len(sessions), err, c.sessions)
			}
			for _, s := range sessions {
				if !s.StartsAt.Before(w.Program.Ends()) {
					t.Errorf("a meeting is planned for %s, when the program is over", s.StartsAt)
				}
			}
			sent := w.Sent()
			if sent[program.Introduction] != 2 || sent[program.Invitation] != 2*c.sessions || sent[program.InvitationCancelled] != 0 {
				t.Errorf("found %d introductions, %d invitations and %d cancellations, want 2, %d and none", sent[program.Introduction], sent[program.Invitation], sent[program.InvitationCancelled], 2*c.sessions)
			}
		})
	}
}

func TestRoundThatFindsEverybodyPairedSaysSo(t *testing.T) {
	w := pairedEarly(t)
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-25 09:05"))
	const reason = "all 2 registered people have a partner already"
	if r := roundsOf(t, w)[0]; r.State != program.RoundFailed || r.Reason != reason {
		t.Errorf("the round is %s: %s", r.State, r.Reason)
	}
	for _, m := range w.Delivered() {
		if strings.Contains(m.Text, reason) && strings.Contains(m.Text, "2 registered people, and no draft") {
			return
		}
	}
	t.Error("no administrator was told why")
}

// Whoever asks what comes next is not told of a reminder that will never leave.
func TestDecidedDraftHasNoFuture(t *testing.T) {
	for name, decide := range map[string]func(t *testing.T, w *jobstest.World) error{
		"approved": func(t *testing.T, w *jobstest.World) error {
			w.ApproveDraft()
			return nil
		},
		"discarded": func(t *testing.T, w *jobstest.World) error {
			_, err := w.Discard(context.Background(), w.Draft(), w.Admin(), w.Now)
			return err
		},
		"undone": func(t *testing.T, w *jobstest.World) error {
			w.ApproveDraft()
			_, err := w.Undo(context.Background(), w.Draft(), w.Admin(), w.Now)
			return err
		},
		"expired": func(t *testing.T, w *jobstest.World) error {
			w.RunTo(w.Draft().ExpiresAt)
			return nil
		},
		"superseded": func(t *testing.T, w *jobstest.World) error {
			register("c@example.org")(t, w)
			_, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now)
			w.RunTo(w.Now)
			return err
		},
		"stale": func(t *testing.T, w *jobstest.World) error {
			register("c@example.org")(t, w)
			d := w.Draft()
			if err := w.Approve(context.Background(), d, w.Admin(), d.Number(), w.Now); !errors.Is(err, program.ErrConflict) {
				return err
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := pairedEarly(t)
			d := w.Draft()
			if err := decide(t, w); err != nil {
				t.Fatal(err)
			}
			decided, err := w.Store.Draft(context.Background(), d.ID)
			if err != nil || string(decided.State) != name {
				t.Fatalf("the draft is %s, %v", decided.State, err)
			}
			for _, kind := range []string{jobs.RemindApproval, jobs.EscalateApproval, jobs.ExpireDraft, jobs.OpenPairings} {
				if kind == jobs.OpenPairings && name == "approved" {
					continue
				}
				if m, err := w.Store.Moment(context.Background(), kind, string(d.ID)); !errors.Is(err, program.ErrNotFound) {
					t.Errorf("%s is still to come at %s, %v", kind, m.Due, err)
				}
			}
		})
	}
}
