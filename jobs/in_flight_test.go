package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// inFlight marks what is due for these people as being sent, as a worker does
// before it talks to a server.
func inFlight(t *testing.T, w *jobstest.World, people ...program.Address) []program.OutboxRow {
	t.Helper()
	var sending []program.OutboxRow
	for shard := range program.Shards {
		claimed, err := w.Store.ClaimMessages(context.Background(), shard, 50, w.Now, 2*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		var theirs []program.OutboxRow
		for _, r := range claimed {
			for _, a := range people {
				if r.To == a {
					theirs = append(theirs, r)
				}
			}
		}
		marked, err := w.Store.MarkSending(context.Background(), theirs, w.Now, 25*time.Minute)
		if err != nil || len(marked) != len(theirs) {
			t.Fatal(marked, err)
		}
		sending = append(sending, theirs...)
		for _, r := range claimed {
			if !marked[r.ID] {
				record(t, w, r, program.OutboxPending, 0)
			}
		}
	}
	return sending
}

// record stores what a server said of a row that was being sent.
func record(t *testing.T, w *jobstest.World, r program.OutboxRow, state program.OutboxState, again time.Duration) {
	t.Helper()
	result := db.Result{ID: r.ID, Fence: r.Fence, State: state, Reason: "as the server said", NextAt: w.Now.Add(again), At: w.Now}
	if err := w.Store.Record(context.Background(), []db.Result{result}); err != nil {
		t.Fatal(err)
	}
}

// introducing plays to the Monday morning on which Ana and Ben are to be
// introduced; nothing has left.
func introducing(t *testing.T, dialect string) *jobstest.World {
	t.Helper()
	w := jobstest.New(t, dbtest.Open(t, dbtest.NewURL(t, dialect)))
	w.Apply("small", []byte(small), []byte(berliners), nil)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-29 18:30"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-30 12:00"))
	w.Now = at(t, "2027-02-01 08:00")
	return w
}

func TestPartnerWhoseIntroductionIsPutOffWhileTheOtherLeavesIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, dialect string) {
		w := introducing(t, dialect)
		sending := inFlight(t, w, "b@example.org")
		leave(t, w, "a@example.org")
		for _, r := range sending {
			record(t, w, r, program.OutboxPending, time.Minute)
		}
		w.RunTo(at(t, "2027-02-02 12:00"))
		if n := len(mailTo(w, "b@example.org", "Your pairing with Ana has ended")); n != 1 {
			t.Errorf("Ben was told %d times that the pairing has ended, want once", n)
		}
		if n := len(mailTo(w, "b@example.org", "Cancelled: ")); n != 0 {
			t.Errorf("%d cancellations of an invitation that never came", n)
		}
	})
}

func TestCalendarIsClearedWhereTheInvitationCameAndTheIntroductionWasPutOff(t *testing.T) {
	w := introducing(t, "sqlite")
	sending := inFlight(t, w, "b@example.org")
	leave(t, w, "a@example.org")
	for _, r := range sending {
		state := program.OutboxPending
		if r.Kind == program.Invitation {
			state = program.OutboxDone
		}
		record(t, w, r, state, time.Minute)
	}
	w.RunTo(at(t, "2027-02-02 12:00"))
	if n := countTo(t, w, "b@example.org", program.InvitationCancelled, program.OutboxDone); n != 1 {
		t.Errorf("%d cancellations, want one", n)
	}
}

func TestCalendarIsClearedOfAnInvitationOfWhichNobodyKnowsWhetherItCame(t *testing.T) {
	w := introducing(t, "sqlite")
	for _, r := range inFlight(t, w, "b@example.org") {
		record(t, w, r, program.OutboxUnknown, 2*time.Minute)
	}
	if _, err := w.Store.RecoverMessages(context.Background(), w.Now.Add(2*time.Minute), w.Now); err != nil { // it waits to go again
		t.Fatal(err)
	}
	leave(t, w, "a@example.org")
	w.RunTo(at(t, "2027-02-02 12:00"))
	if n := countTo(t, w, "b@example.org", program.InvitationCancelled, program.OutboxDone); n != 1 {
		t.Errorf("%d cancellations, want one", n)
	}
	if n := countTo(t, w, "b@example.org", program.PairingEndedNotice, program.OutboxDone); n != 1 {
		t.Errorf("Ben was told %d times, want once", n)
	}
}

func TestWhoIsBeingIntroducedToAPairThatWasATrioIsIntroducedToWhoStays(t *testing.T) {
	for state, again := range map[program.OutboxState]time.Duration{program.OutboxPending: time.Minute, program.OutboxUnknown: 2 * time.Minute} {
		t.Run(string(state), func(t *testing.T) {
			w := approvedTrio(t)
			w.RunTo(at(t, "2027-01-30 12:00"))
			w.Now = at(t, "2027-02-01 08:00")
			sending := inFlight(t, w, "a@example.org")
			leave(t, w, "c@example.org")
			for _, r := range sending {
				record(t, w, r, state, again)
			}
			w.RunTo(at(t, "2027-02-02 12:00"))
			for a, partner := range map[string]string{"a@example.org": "Ben", "b@example.org": "Ana"} {
				if n := len(mailTo(w, a, "Meet "+partner+", your partner")); n != 1 {
					t.Errorf("%s was introduced %d times, want once", a, n)
				}
			}
			if n := countTo(t, w, "a@example.org", program.Invitation, program.OutboxDone); n != 1 {
				t.Errorf("Ana has %d invitations, want one", n)
			}
		})
	}
}

func TestNobodyIsIntroducedToWhoLeavesWhilePairingsAreOpened(t *testing.T) {
	onBoth(t, func(t *testing.T, dialect string) {
		ctx := context.Background()
		w := jobstest.New(t, dbtest.Open(t, dbtest.NewURL(t, dialect)))
		w.Apply("small", []byte(small), []byte(berliners), nil)
		register("a@example.org", "b@example.org")(t, w)
		w.RunTo(at(t, "2027-01-28 10:30"))
		w.ApproveDraft()
		opening, err := w.Store.Moment(ctx, jobs.OpenPairings, string(w.Draft().ID))
		if err != nil {
			t.Fatal(err)
		}
		if opening, err = w.Store.StartMoment(ctx, opening.ID, opening.Generation, w.Now, time.Minute); err != nil {
			t.Fatal(err)
		}
		err = w.OpenPairingsWhile(ctx, w.Draft().ID, w.Now, func() {
			leave(t, w, "a@example.org")
			w.RunTo(w.Now) // and endPairings finds nothing to end
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Store.FinishMoment(ctx, opening); err != nil {
			t.Fatal(err)
		}
		before := w.Sent()
		w.RunTo(at(t, "2027-03-01 12:00"))
		if diff := cmp.Diff(counts{program.DraftDecided: 1, program.PartnerLost: 1, program.UnpairedNotice: 1}, since(w, before)); diff != "" {
			t.Errorf("what has left (-want +got):\n%s", diff)
		}
	})
}
