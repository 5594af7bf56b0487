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
