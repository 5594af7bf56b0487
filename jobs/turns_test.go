package jobs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// threeCorners are three who can meet at no hour that is good for all.
const threeCorners = `email,first_name,timezone,skills_wanted,skills_offered
a@example.org,Ana,Europe/Berlin,,
b@example.org,Ben,America/New_York,,
c@example.org,Cem,Australia/Sydney,,
`

// takingTurns plays to the introduction of three whose hours take turns.
func takingTurns(t *testing.T) (*jobstest.World, program.Pairing, []program.Series) {
	t.Helper()
	w := jobstest.New(t, dbtest.New(t))
	yearly := strings.NewReplacer("length: 2 months", "length: 7 months", "every: 2 weeks", "every: 1 week").Replace(small)
	w.Apply("small", []byte(yearly), []byte(threeCorners), func(p *program.Program) { p.Pairing.Odd = "trio" })
	register("a@example.org", "b@example.org", "c@example.org")(t, w)
	w.RunTo(at(t, "2027-01-29 18:30"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-02-03 12:00"))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatalf("pairings: %v, %v", pairings, err)
	}
	series, err := w.Store.SeriesOf(t.Context(), pairings[0].ID)
	if err != nil || len(series) != 2 {
		t.Fatalf("found %d series, want two that take turns: %v", len(series), err)
	}
	return w, pairings[0], series
}

var icsUID = regexp.MustCompile(`(?m)^UID:(\S+)`)

// uids are those that the calendars of a mailbox have heard of, in order.
func uids(w *jobstest.World, to, method string, since int) []string {
	var found []string
	for _, m := range w.Delivered()[since:] {
		if entry := unfolded(m.ICS); m.To == to && strings.Contains(entry, "METHOD:"+method) {
			found = append(found, icsUID.FindStringSubmatch(entry)[1])
		}
	}
	slices.Sort(found)
	return found
}

func TestWhereNoHourIsGoodForAllTheHoursTakeTurns(t *testing.T) {
	t.Parallel()
	w, pairing, series := takingTurns(t)
	sessions := sessionsOf(t, w, pairing.ID)
	for i, s := range sessions {
		of := series[0]
		if s.Number >= series[1].Number {
			of = series[1]
		}
		if s.Number != i+1 || s.SeriesID != of.ID || of.Of != len(sessions) {
			t.Errorf("session %d has the number %d in series %d of %d", i+1, s.Number, of.Number, of.Of)
		}
	}
	both := []string{series[0].UID, series[1].UID}
	slices.Sort(both)
	for _, who := range []string{"a@example.org", "b@example.org", "c@example.org"} {
		if got := uids(w, who, "REQUEST", 0); !slices.Equal(got, both) {
			t.Errorf("%s is invited to %v, want %v", who, got, both)
		}
		if told := mailTo(w, who, "Meet "); len(told) != 1 || !strings.Contains(told[0].Text, "it changes later") {
			t.Errorf("%s does not read of the other hour", who)
		}
	}
	last := mailTo(w, "a@example.org", "your meetings with Ben and Cem from")
	if len(last) != 1 || strings.Contains(unfolded(last[0].ICS), "how you came to do it") {
		t.Errorf("the later invitation is for a first meeting (%d)", len(last))
	}
}

func TestWhoLeavesIsTakenOutOfEverySeriesAndTheEndClearsEachThatIsToCome(t *testing.T) {
	t.Parallel()
	w, _, series := takingTurns(t)
	both := []string{series[0].UID, series[1].UID}
	slices.Sort(both)
	w.RunTo(at(t, "2027-03-01 12:00"))
	before := len(w.Delivered())
	leave(t, w, "c@example.org")
	w.RunTo(at(t, "2027-03-03 12:00"))
	for who, method := range map[string]string{"a@example.org": "REQUEST", "b@example.org": "REQUEST", "c@example.org": "CANCEL"} {
		if got := uids(w, who, method, before); !slices.Equal(got, both) {
			t.Errorf("after Cem left %s has a %s of %v, want %v", who, method, got, both)
		}
	}
	w.RunTo(at(t, "2027-06-30 12:00")) // the first series is over
	before = len(w.Delivered())
	leave(t, w, "b@example.org")
	w.RunTo(at(t, "2027-07-02 12:00"))
	if got := uids(w, "a@example.org", "CANCEL", before); !slices.Equal(got, []string{series[1].UID}) {
		t.Errorf("at the end the calendar is cleared of %v, want what is to come: %s", got, series[1].UID)
	}
}

func TestMovingAllMeetingsMovesThoseOfOneTurn(t *testing.T) {
	t.Parallel()
	w, pairing, series := takingTurns(t)
	later := sessionsOf(t, w, pairing.ID)[series[1].Number-1:]
	c, err := w.Choices(t.Context(), pairing.ID, later[0].ID, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	if c.Session().ID != later[0].ID || !c.Until().IsZero() || choices(t, w, pairing.ID).Until().IsZero() {
		t.Errorf("the later turn begins with session %d and ends %s", c.Session().Number, c.Until())
	}
	answer := jobs.InvitationAnswer{UID: series[1].UID, Answer: program.Declined, Stamp: w.Now, Source: "imip", From: "b@example.org", Authentic: true}
	if became, err := w.TakeAnswer(t.Context(), answer, w.Now); err != nil || became != jobs.TookAnswer {
		t.Fatal(became, err)
	}
	w.RunTo(w.Now.AddDate(0, 0, 2))
	asked := mailTo(w, "b@example.org", "what would suit you")
	there, err := program.LoadZone("America/New_York")
	if err != nil || len(asked) != 1 || !strings.Contains(asked[0].Text, later[0].StartsAt.In(there).Format("2 January 2006, 15:04")) {
		t.Errorf("who declined the later turn is asked about another meeting than %s (%v)", later[0].StartsAt.In(there), err)
	}
}
