package jobs_test

import (
	"context"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

const cemIsAway = "email,first_name,status\nc@example.org,Cem,leave\n"

const cemIsBack = "email,first_name,status\nc@example.org,Cem,active\n"

func pauses(t *testing.T, w *jobstest.World, until program.Date, people ...program.Address) {
	t.Helper()
	for _, a := range people {
		if err := w.Pause(context.Background(), w.Person(a), until, w.Now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhoWasAwayOrPausedWhenTheOthersWerePairedHearsThatNothingIsDecided(t *testing.T) {
	t.Parallel()
	for name, goes := range map[string]func(t *testing.T, w *jobstest.World){
		"paused, back before matching closes": func(t *testing.T, w *jobstest.World) {
			pauses(t, w, program.Date{Year: 2027, Month: 1, Day: 30}, "c@example.org")
			w.RunTo(at(t, "2027-01-26 12:00"))
			w.ApproveDraft()
		},
		"paused, back after matching has closed": func(t *testing.T, w *jobstest.World) {
			pauses(t, w, program.Date{Year: 2027, Month: 3, Day: 1}, "c@example.org")
			w.RunTo(at(t, "2027-01-26 12:00"))
			w.ApproveDraft()
		},
		"away, back before matching closes": func(t *testing.T, w *jobstest.World) {
			imports(t, w, cemIsAway)
			w.RunTo(at(t, "2027-01-26 12:00"))
			w.ApproveDraft()
			w.RunTo(at(t, "2027-01-29 12:00"))
			imports(t, w, cemIsBack)
		},
		"away, back after matching has closed": func(t *testing.T, w *jobstest.World) {
			imports(t, w, cemIsAway)
			w.RunTo(at(t, "2027-01-26 12:00"))
			w.ApproveDraft()
			w.RunTo(at(t, "2027-03-01 12:00"))
			imports(t, w, cemIsBack)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newSmall(t, berliners)
			register("a@example.org", "b@example.org", "c@example.org")(t, w)
			w.RunTo(at(t, "2027-01-24 12:00"))
			goes(t, w)
			w.RunTo(at(t, "2027-04-01 12:00"))
			if n := len(mailTo(w, "c@example.org", "you have no partner yet")); n != 1 {
				t.Errorf("Cem was told %d times", n)
			}
			if n := len(mailTo(w, "admin@example.org", "1 person has registered and waits")); n != 1 {
				t.Errorf("the administrator was told %d times", n)
			}
			if sent := w.Sent(); sent[program.NotPairedYet] != 1 || sent[program.MatchingClosedNotice] != 1 {
				t.Errorf("%d people and %d administrators were told, want one of each", sent[program.NotPairedYet], sent[program.MatchingClosedNotice])
			}
		})
	}
}

func TestWhereEveryoneWasPausedWhenMatchingClosedTheyHearOnceBack(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	pauses(t, w, program.Date{Year: 2027, Month: 2, Day: 6}, "a@example.org", "b@example.org")
	w.RunTo(at(t, "2027-04-01 12:00"))
	if n := w.Sent()[program.NotPairedYet]; n != 2 {
		t.Errorf("%d people were told, want 2", n)
	}
	if len(mailTo(w, "admin@example.org", "2 people have registered and wait")) != 1 {
		t.Error("the administrator was not told of the two")
	}
}

func TestWhoIsImportedAfterTheApprovalHearsThatNothingIsDecided(t *testing.T) {
	t.Parallel()
	for when, promised := range map[string]bool{"2027-01-27 12:00": true, "2027-02-09 12:00": false} {
		t.Run(when, func(t *testing.T) {
			w := jobstest.New(t, dbtest.New(t))
			w.Apply("small", []byte(small+"import: {people: register}\n"), []byte(berliners), nil)
			w.RunTo(at(t, "2027-01-26 12:00"))
			w.ApproveDraft()
			w.RunTo(at(t, when))
			for range 2 { // the same file comes every night
				imports(t, w, "email,first_name,timezone,skills_wanted,skills_offered\nz@example.org,Zoe,Europe/Berlin,x,y\n")
			}
			w.RunTo(at(t, "2027-04-01 12:00"))
			confirmed := mailTo(w, "z@example.org", "You are registered")
			if len(confirmed) != 1 || strings.Contains(confirmed[0].Text, "You hear from us again by Friday 5 February") != promised {
				t.Errorf("the day that has passed is promised, or the day that is to come is not: %v", confirmed)
			}
			if n := len(mailTo(w, "z@example.org", "you have no partner yet")); n != 1 {
				t.Errorf("Zoe was told %d times", n)
			}
			if n := len(mailTo(w, "admin@example.org", "1 person has registered and waits")); n != 1 {
				t.Errorf("the administrator was told %d times", n)
			}
		})
	}
}

// Matching closes on a Saturday here, so that word leaves on Monday.
func TestUndoneApprovalLetsWordLeaveThatNothingIsDecided(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, dialect string) {
		w := jobstest.New(t, dbtest.Open(t, dbtest.NewURL(t, dialect)))
		w.Apply("small", []byte(small), []byte(berliners), func(p *program.Program) { p.Matching.Closes = program.Date{Year: 2027, Month: 2, Day: 6} })
		register("a@example.org", "b@example.org")(t, w)
		w.RunTo(at(t, "2027-02-05 12:00"))
		if _, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now); err != nil {
			t.Fatal(err)
		}
		w.RunTo(at(t, "2027-02-07 12:00"))
		w.ApproveDraft()
		w.RunTo(at(t, "2027-02-07 12:05"))
		if n := countTo(t, w, "b@example.org", program.NotPairedYet, program.OutboxCancelled); n != 1 {
			t.Fatalf("approved, %d of what waited for Ben is cancelled, want 1", n)
		}
		if done, err := w.Undo(context.Background(), w.Draft(), w.Admin(), w.Now); err != nil || !done {
			t.Fatal(done, err)
		}
		w.RunTo(at(t, "2027-02-12 12:00"))
		if sent := w.Sent(); sent[program.NotPairedYet] != 2 || sent[program.Introduction] != 0 {
			t.Errorf("found %d who were told that nothing is decided and %d introductions, want 2 and 0", sent[program.NotPairedYet], sent[program.Introduction])
		}
	})
}

// Matching closes on a Saturday here, so that word leaves on Monday.
func TestApprovalCancelsWordOnlyToThoseOnWhomItDecides(t *testing.T) {
	t.Parallel()
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("small", []byte(small), []byte(berliners), func(p *program.Program) { p.Matching.Closes = program.Date{Year: 2027, Month: 2, Day: 6} })
	register("a@example.org", "b@example.org", "c@example.org")(t, w)
	w.RunTo(at(t, "2027-02-06 12:00"))
	imports(t, w, cemIsAway)
	if _, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-02-07 12:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-02-07 13:00"))
	imports(t, w, cemIsBack)
	w.RunTo(at(t, "2027-02-12 12:00"))
	if sent := w.Sent(); len(mailTo(w, "c@example.org", "you have no partner yet")) != 1 || sent[program.NotPairedYet] != 1 || sent[program.Introduction] != 2 {
		t.Errorf("%d were told that nothing is decided, want Cem alone; %d introductions, want 2", sent[program.NotPairedYet], sent[program.Introduction])
	}
}

func TestWhereMatchingClosesAgainOnALaterDayWhoStillWaitsIsToldAgain(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-02-08 12:00"))
	before := w.Sent()
	applied(t, w, secondWindow...)
	w.RunTo(at(t, "2027-02-10 12:00"))
	register("a@example.org")(t, w)
	w.RunTo(at(t, "2027-03-20 12:00"))
	if sent := since(w, before); sent[program.NotPairedYet] != 2 || sent[program.MatchingClosedNotice] != 1 {
		t.Errorf("%d people and %d administrators were told, want 2 and 1", sent[program.NotPairedYet], sent[program.MatchingClosedNotice])
	}
}

// secondWindow gives the small program dates after its first ones.
var secondWindow = []string{
	"registration: {opens: 2027-01-11, closes: 2027-01-22}", "registration: {opens: 2027-02-09, closes: 2027-02-19}",
	"matching: {opens: 2027-01-25, closes: 2027-02-05}", "matching: {opens: 2027-02-22, closes: 2027-03-05}",
	"starts: 2027-02-08", "starts: 2027-03-08",
}
