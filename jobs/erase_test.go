package jobs_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

const erasable = `email,name,timezone,department,skills_wanted,skills_offered,manager_email
dana.quill@example.org,Dana Quill,Europe/Berlin,Unicorns,festina lente,ars longa,
k@example.org,Kofi,Europe/Berlin,Horses,ars longa,festina lente,dana.quill@example.org
c@example.org,Cem,Europe/Berlin,Horses,else,else,Dana.Quill@example.org
d@example.org,Dora,Europe/Berlin,Horses,else,else,
`

const erasableRules = `pairing:
  odd: leave_out
  do_not_pair: [[Dana.Quill@example.org, d@example.org], ['dana.quill@example.org', c@example.org]]
  recommendations:
    - {different: department, weight: 3}
    - {same: skills_wanted, weight: 1}
`

func TestErasedPersonIsInNoTable(t *testing.T) {
	t.Parallel()
	for name, until := range map[string]struct {
		approve bool
		at      string
	}{
		"while invitations leave":            {false, "2027-01-11 09:00"},
		"while a draft waits":                {false, "2027-01-25 12:00"},
		"while the approval can be undone":   {true, "2027-01-25 12:05"},
		"after the introduction":             {true, "2027-01-28 12:00"},
		"after a meeting, a survey, reports": {true, "2027-05-20 12:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, dialect string) {
				url := dbtest.NewURL(t, dialect)
				w := jobstest.New(t, dbtest.Open(t, url))
				w.Apply("small", []byte(strings.Replace(small, "pairing: {odd: leave_out}\n", erasableRules, 1)), []byte(erasable), nil)
				w.RunTo(at(t, "2027-01-11 09:00"))
				w.RegisterAll()
				if until.approve {
					w.RunTo(at(t, "2027-01-25 12:00"))
					w.ApproveDraft()
				}
				w.RunTo(at(t, until.at))
				dana := w.Person("dana.quill@example.org").Person
				before, rows := w.Sent(), outboxRows(t, w)
				if err := w.Erase(context.Background(), dana, w.Now); err != nil {
					t.Fatal(err)
				}
				isNowhere(t, url, "dana.quill@", "Dana Quill", "Unicorns")
				if len(since(w, before)) != 0 || outboxRows(t, w) < rows {
					t.Errorf("%d rows of %d are left, and the counts of what was sent are %v, were %v", outboxRows(t, w), rows, w.Sent(), before)
				}
				w.RunTo(w.Now.Add(30 * time.Hour))
				isNowhere(t, url, "dana.quill@", "Dana Quill", "Unicorns")
			})
		})
	}
}

func isNowhere(t *testing.T, url string, traces ...string) {
	t.Helper()
	for _, line := range strings.Split(dbtest.Dump(t, url), "\n") {
		for _, trace := range traces {
			if i := strings.Index(strings.ToLower(line), strings.ToLower(trace)); i >= 0 {
				t.Errorf("%q is in: …%s…", trace, line[max(0, i-100):min(len(line), i+100)])
			}
		}
	}
}

func outboxRows(t *testing.T, w *jobstest.World) int {
	t.Helper()
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}

func TestDraftWithAnErasedPersonIsMadeAnew(t *testing.T) {
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	first := w.Draft()
	if err := w.Erase(context.Background(), w.Person("d@example.org").Person, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-25 09:05"))
	if d := w.Draft(); d.Revision != first.Revision+1 || d.State != program.DraftReady || d.Number() != 2 {
		t.Errorf("the draft is revision %d, %s, of %d people; want a second one of 2 that waits", d.Revision, d.State, d.Number())
	}
}

func erase(t *testing.T, w *jobstest.World, a program.Address) {
	t.Helper()
	if err := w.Erase(context.Background(), w.Person(a).Person, w.Now); err != nil {
		t.Fatal(err)
	}
}

func TestWhoLeavesInTheEveningAndIsErasedBeforeTheMorningIsNotNamedAndThePartnerIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, dialect string) {
		w := introducing(t, dialect)
		w.RunTo(at(t, "2027-02-19 19:00"))
		leave(t, w, "a@example.org")
		w.RunTo(at(t, "2027-02-20 11:00"))
		erase(t, w, "a@example.org")
		w.RunTo(at(t, "2027-02-22 12:00"))
		ended, cancelled := mailTo(w, "b@example.org", "Your pairing with a former participant has ended"), mailTo(w, "b@example.org", "Cancelled: your meetings with a former participant")
		if len(ended) != 1 || len(cancelled) != 1 {
			t.Fatalf("Ben was told %d times of the end and has %d cancellations, want one of each", len(ended), len(cancelled))
		}
		for _, m := range append(ended, cancelled...) {
			if about := m.Subject + m.Text + unfolded(m.ICS); strings.Contains(about, "Ana") || strings.Contains(about, "a@example.org") {
				t.Errorf("Ben reads of Ana: %s", about)
			}
		}
		if entry := unfolded(cancelled[0].ICS); !strings.Contains(entry, "SUMMARY:Small: a former participant · Ben\r\n") {
			t.Errorf("the entry in the calendar is called otherwise:\n%s", entry)
		}
	})
}

func TestWordOfOneLostPartnerIsNotHeldUpByTheErasureOfSomebodyElse(t *testing.T) {
	for name, erased := range map[string]program.Address{"of another pairing": "c@example.org", "who had left": "a@example.org"} {
		t.Run(name, func(t *testing.T) {
			w := newSmall(t, berliners)
			register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
			w.RunTo(at(t, "2027-01-25 09:00"))
			w.ApproveDraft()
			w.RunTo(at(t, "2027-02-01 09:00"))
			left := w.Person("a@example.org")
			partner := partnerOf(t, w, left)
			if partner.Person.Address == erased {
				erased = "d@example.org"
			}
			leave(t, w, "a@example.org")
			sending := inFlight(t, w, "admin@example.org")
			erase(t, w, erased)
			for _, r := range sending {
				record(t, w, r, program.OutboxPending, time.Minute)
			}
			w.RunTo(at(t, "2027-02-02 12:00"))
			if n := len(mailTo(w, "admin@example.org", partner.Person.FirstName+" has no partner any more")); n != 1 {
				t.Errorf("the administrator was told %d times, want once", n)
			}
		})
	}
}

// partnerOf is the other member of a Participant's Pairing.
func partnerOf(t *testing.T, w *jobstest.World, p program.Participant) program.Participant {
	t.Helper()
	pairings, err := w.Store.PairingsOf(context.Background(), p.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatal(pairings, err)
	}
	for _, m := range pairings[0].Members {
		if m.ParticipantID != p.ID {
			other, err := w.Store.Participant(context.Background(), m.ParticipantID)
			if err != nil {
				t.Fatal(err)
			}
			return other
		}
	}
	t.Fatal("nobody")
	return p
}

func TestWhatWasBeingSentOfAnErasedPersonIsFoundWhenItsWorkerIsKilled(t *testing.T) {
	onBoth(t, func(t *testing.T, dialect string) {
		w := introducing(t, dialect)
		inFlight(t, w, "a@example.org", "b@example.org")
		erase(t, w, "a@example.org")
		w.RunTo(at(t, "2027-02-01 10:00"))
		w.RunTo(at(t, "2027-02-02 12:00"))
		rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, States: []program.OutboxState{program.OutboxSending, program.OutboxClaimed}, Limit: 100})
		if err != nil || len(rows) != 0 {
			t.Errorf("%d rows are being sent for ever, %v", len(rows), err)
		}
		if n := countTo(t, w, "b@example.org", program.PairingEndedNotice, program.OutboxDone); n != 1 {
			t.Errorf("Ben was told %d times, want once", n)
		}
	})
}
