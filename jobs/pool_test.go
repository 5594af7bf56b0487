package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

func TestWhoEmailDoesNotReachIsLeftUnpairedAndNamed(t *testing.T) {
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org", "c@example.org")(t, w)
	if err := w.Store.Suppress(context.Background(), "A@example.org", "bounced", w.Now, db.Effects{}); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-25 09:01"))
	d := w.Draft()
	if d.Number() != 2 || len(d.Summary.Unpaired) != 1 || !d.Summary.Unpaired[0].Unreached {
		t.Fatalf("%d people are paired, and without a partner are %v; want 2, and one whom email does not reach", d.Number(), d.Summary.Unpaired)
	}
	request := w.Delivered()[len(w.Delivered())-1]
	if !strings.Contains(request.Text, "* Ana\n  Email does not reach them") {
		t.Errorf("the request does not say so:\n%s", request.Text)
	}
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-27 12:00"))
	if got := w.Sent(); got[program.Introduction] != 2 || got[program.UnpairedNotice] != 0 {
		t.Errorf("found %d introductions and %d notices, want 2 and 0", got[program.Introduction], got[program.UnpairedNotice])
	}
}

func TestDraftWithSomebodyWhomEmailNoLongerReachesIsRefused(t *testing.T) {
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	if err := w.Store.Suppress(context.Background(), "a@example.org", "bounced", w.Now, db.Effects{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Approve(context.Background(), w.Draft(), w.Admin(), w.Draft().Number(), w.Now); !errors.Is(err, db.ErrStale) {
		t.Fatalf("found %v, want ErrStale", err)
	}
	w.RunTo(w.Now.Add(time.Minute))
	if d := w.Draft(); d.State != program.DraftReady || d.Number() != 2 || len(d.Summary.Unpaired) != 2 {
		t.Errorf("the next draft is %s, pairs %d and leaves %d; want one that waits, 2 and 2", d.State, d.Number(), len(d.Summary.Unpaired))
	}
}
