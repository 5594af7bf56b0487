package jobs_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

func TestWhoRegisteredHearsOnTheDayThatWasPromisedAlsoWhereNoDraftWasApproved(t *testing.T) {
	w := newSmall(t, berliners)
	register(everyBerliner...)(t, w)
	w.RunTo(at(t, "2027-02-05 08:59"))
	if s := w.Draft().State; s != program.DraftExpired {
		t.Fatalf("the draft is %s", s)
	}
	before := w.Sent()
	w.RunTo(at(t, "2027-02-05 09:00"))
	if diff := cmp.Diff(counts{program.NotPairedYet: 4, program.MatchingClosedNotice: 1}, since(w, before)); diff != "" {
		t.Errorf("when matching closes (-want +got):\n%s", diff)
	}
	told := 0
	for _, m := range w.Delivered() {
		if strings.Contains(m.Text, "The pairings of Small were to be decided by Friday 5 February 2027.") {
			told++
		}
		if m.To == "admin@example.org" && strings.Contains(m.Subject, "4 people have registered and wait") && strings.Contains(m.Text, "/home\n") {
			told++
		}
	}
	if told != 5 {
		t.Errorf("%d of 5 emails say what is so", told)
	}
	before = w.Sent()
	w.RunTo(w.Program.ReportDue().Add(-1))
	if diff := cmp.Diff(counts{}, since(w, before)); diff != "" {
		t.Errorf("afterwards (-want +got):\n%s", diff)
	}
}

func TestWhoWasDecidedOnHearsNothingMoreWhenMatchingCloses(t *testing.T) {
	w := newSmall(t, berliners+fifth)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 10:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-02-20 10:00"))
	if sent := w.Sent(); sent[program.NotPairedYet] != 0 || sent[program.MatchingClosedNotice] != 0 || sent[program.UnpairedNotice] != 1 {
		t.Errorf("found %v", sent)
	}
}

func TestOnlyThoseAreToldOnWhomNoApprovedDraftHasDecided(t *testing.T) {
	w := pairedEarly(t)
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-13 09:00"))
	register("c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-02-05 09:00"))
	for _, m := range w.Delivered() {
		if strings.Contains(m.Subject, "you have no partner yet") && m.To != "c@example.org" && m.To != "d@example.org" {
			t.Errorf("%s was told, who has a partner", m.To)
		}
	}
	if n := w.Sent()[program.NotPairedYet]; n != 2 {
		t.Errorf("%d people were told, want 2", n)
	}
}

func TestUndoneApprovalDecidesOnNobody(t *testing.T) {
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 10:00"))
	w.ApproveDraft()
	if done, err := w.Undo(context.Background(), w.Draft(), w.Admin(), w.Now); err != nil || !done {
		t.Fatal(done, err)
	}
	w.RunTo(at(t, "2027-02-05 09:00"))
	if n := w.Sent()[program.NotPairedYet]; n != 2 {
		t.Errorf("%d people were told, want 2", n)
	}
}

// Matching closes on a Saturday here, so that word leaves on Monday.
func TestApprovalCancelsWordThatNothingIsDecided(t *testing.T) {
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("small", []byte(small), []byte(berliners), func(p *program.Program) { p.Matching.Closes = program.Date{Year: 2027, Month: 2, Day: 6} })
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-02-05 12:00"))
	if _, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-02-07 12:00"))
	if sent := w.Sent(); sent[program.MatchingClosedNotice] != 1 || sent[program.NotPairedYet] != 0 {
		t.Fatalf("on Sunday %v have left", sent)
	}
	w.ApproveDraft()
	w.RunTo(at(t, "2027-02-09 12:00"))
	if sent := w.Sent(); sent[program.NotPairedYet] != 0 || sent[program.Introduction] != 2 {
		t.Errorf("found %d who were told that nothing is decided and %d introductions, want 0 and 2", sent[program.NotPairedYet], sent[program.Introduction])
	}
}

// Matching closes on a Saturday here, so that word leaves on Monday.
func TestApprovalAtTheMomentWhenMatchingClosesLeavesNobodyWordThatNothingIsDecided(t *testing.T) {
	onBoth(t, func(t *testing.T, dialect string) {
		w := jobstest.New(t, dbtest.Open(t, dbtest.NewURL(t, dialect)))
		w.Apply("small", []byte(small), []byte(berliners), func(p *program.Program) { p.Matching.Closes = program.Date{Year: 2027, Month: 2, Day: 6} })
		register("a@example.org", "b@example.org")(t, w)
		w.RunTo(at(t, "2027-02-05 12:00"))
		if _, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now); err != nil {
			t.Fatal(err)
		}
		w.RunTo(at(t, "2027-02-06 08:59"))
		w.Now = w.Program.MatchingCloses()
		d := w.Draft()
		var both sync.WaitGroup
		both.Go(func() {
			if err := w.Approve(context.Background(), d, w.Admin(), d.Number(), w.Now); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() {
			if err := w.Drain(context.Background(), w.Now); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		w.RunTo(at(t, "2027-02-12 12:00"))
		if sent := w.Sent(); sent[program.NotPairedYet] != 0 || sent[program.Introduction] != 2 {
			t.Errorf("%d were told that nothing is decided, %d were introduced; want 0 and 2", sent[program.NotPairedYet], sent[program.Introduction])
		}
	})
}
