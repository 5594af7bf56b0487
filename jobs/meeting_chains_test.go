package jobs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

const berlinPair = "email,first_name,timezone,working_hours,skills_wanted,skills_offered\na@example.org,Ana,Europe/Berlin,HOURS,,\nb@example.org,Ben,Europe/Berlin,,,\n"

// weekly is a program that meets each week, of people who are all paired, and introduced.
func weekly(t *testing.T, people string, names ...program.Address) (*jobstest.World, program.Pairing) {
	t.Helper()
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("small", []byte(strings.Replace(small, "every: 2 weeks", "every: 1 week", 1)), []byte(people), func(p *program.Program) { p.Pairing.Odd = "trio" })
	register(names...)(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-28 12:00"))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatalf("found %d pairings: %v", len(pairings), err)
	}
	return w, pairings[0]
}

func skip(t *testing.T, w *jobstest.World, pairing, session program.ID) {
	t.Helper()
	c, err := w.Choices(t.Context(), pairing, session, w.Now)
	if err != nil || c.Session().ID != session {
		t.Fatal(c.Session(), err)
	}
	if err := w.SkipSession(t.Context(), c, c.Members()[0].ID, w.Now); err != nil {
		t.Fatal(err)
	}
}

// heardOf counts the agendas and questions that have left for each Session, by number.
func heardOf(t *testing.T, w *jobstest.World, pairing program.ID) map[int][2]int {
	t.Helper()
	rows, err := w.Store.Outbox(t.Context(), db.OutboxFilter{ProgramID: w.Program.ID, Limit: 10000})
	if err != nil {
		t.Fatal(err)
	}
	heard := map[int][2]int{}
	for _, s := range sessionsOf(t, w, pairing) {
		var n [2]int
		for _, r := range rows {
			if r.Object == s.ID && r.State == program.OutboxDone {
				switch r.Kind {
				case program.SessionAgenda:
					n[0]++
				case program.MetQuestion:
					n[1]++
				}
			}
		}
		heard[s.Number] = n
	}
	return heard
}

func TestEachMeetingHasItsAgendaAndQuestionThoughOneMovesPastASkippedOne(t *testing.T) {
	t.Parallel()
	for _, early := range []bool{false, true} {
		w, pairing := weekly(t, strings.Replace(berlinPair, "HOURS", "Mon 12:00-13:00", 1), "a@example.org", "b@example.org")
		s := sessionsOf(t, w, pairing.ID)
		if !early {
			w.RunTo(s[1].StartsAt.Add(-3 * 24 * time.Hour).Add(time.Hour))
		}
		skip(t, w, pairing.ID, s[1].ID)
		c, err := w.Choices(t.Context(), pairing.ID, s[2].ID, w.Now)
		if err != nil || len(c.Openings) == 0 || c.Openings[0].After(s[2].StartsAt) {
			t.Fatalf("the week that was skipped is not offered: %v, %v", c.Openings, err)
		}
		move(t, w, c, c.Openings[0])
		w.RunTo(s[4].StartsAt.Add(5 * 24 * time.Hour))
		for number, heard := range heardOf(t, w, pairing.ID) {
			want := [2]int{2, 2}
			if number > 5 {
				continue
			}
			if number == 2 {
				want = [2]int{0, 0}
			}
			if heard[1] != want[1] || heard[0] < want[0] {
				t.Errorf("early %t: of meeting %d have left %v agendas and questions, want %v", early, number, heard, want)
			}
		}
	}
}

func TestAllMeetingsMoveOnToNoneOfTheirOwn(t *testing.T) {
	t.Parallel()
	w, pairing := weekly(t, strings.Replace(berlinPair, "HOURS", "", 1), "a@example.org", "b@example.org")
	s := sessionsOf(t, w, pairing.ID)
	series, err := dbtest.LastSeries(t.Context(), w.Store, pairing.ID)
	if err != nil {
		t.Fatal(err)
	}
	near := s[2].StartsAt.Add(-time.Hour)
	became, err := w.TakeAnswer(t.Context(), jobs.InvitationAnswer{UID: series.UID, Recurrence: s[1].StartsAt, Answer: program.Tentative, Proposed: near, Stamp: w.Now, Source: "imip", From: "b@example.org", Authentic: true}, w.Now)
	if err != nil || became != jobs.TookAnswer {
		t.Fatal(became, err)
	}
	c, err := w.Choices(t.Context(), pairing.ID, s[1].ID, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.MoveSession(t.Context(), c, w.Person("a@example.org").ID, near, w.Now); err != nil {
		t.Fatal(err)
	}
	for _, minutes := range choices(t, w, pairing.ID).Shifts {
		if minutes < 0 {
			t.Errorf("all can move by %d minutes, on to one that was moved before", minutes)
		}
	}
}

func TestAgendaOfAMeetingThatStaysIsSentThoughAllOthersMove(t *testing.T) {
	t.Parallel()
	w, pairing := weekly(t, strings.Replace(berlinPair, "HOURS", "", 1), "a@example.org", "b@example.org")
	s := sessionsOf(t, w, pairing.ID)
	w.RunTo(s[0].EndsAt.Add(time.Hour))
	c := choices(t, w, pairing.ID)
	to := c.Openings[0]
	move(t, w, c, to)
	w.RunTo(to.Add(-3 * 24 * time.Hour)) // when it waits
	shift(t, w, choices(t, w, pairing.ID))
	w.RunTo(to.Add(4 * 24 * time.Hour))
	if heard := heardOf(t, w, pairing.ID); heard[2] != [2]int{2, 2} {
		t.Errorf("of the meeting that stays have left %v agendas and questions, want 2 each", heard[2])
	}
}

func TestSkippedLastMeetingLeavesTheCalendarsThoughThePairingEndsThatNight(t *testing.T) {
	t.Parallel()
	w, pairing := weekly(t, strings.Replace(berlinPair, "HOURS", "", 1), "a@example.org", "b@example.org")
	s := sessionsOf(t, w, pairing.ID)
	day := s[len(s)-2].EndsAt.Add(24 * time.Hour).In(w.Program.Location())
	w.RunTo(time.Date(day.Year(), day.Month(), day.Day(), 20, 0, 0, 0, day.Location()))
	before := len(w.Delivered())
	skip(t, w, pairing.ID, s[len(s)-1].ID)
	w.RunTo(w.Now.Add(time.Hour))
	leave(t, w, "b@example.org")
	w.RunTo(w.Now.Add(3 * 24 * time.Hour))
	if got := uids(w, "a@example.org", "CANCEL", before); len(got) != 1 {
		t.Errorf("what is cancelled: %v, want the series", got)
	}
}

func TestNobodyReadsOfWhoWasErasedWhateverWaited(t *testing.T) {
	t.Parallel()
	people := strings.Replace(berlinPair, "HOURS", "", 1) + "c@example.org,Cem,Europe/Berlin,,,\n"
	for _, what := range []string{"move", "skip", "shift", "decline", "counter", "decline all"} {
		w, pairing := weekly(t, people, "a@example.org", "b@example.org", "c@example.org")
		w.RunTo(at(t, "2027-02-01 20:00")) // when nothing leaves
		cem, c := w.Person("c@example.org"), choices(t, w, pairing.ID)
		series, err := dbtest.LastSeries(t.Context(), w.Store, pairing.ID)
		if err != nil {
			t.Fatal(err)
		}
		answer := jobs.InvitationAnswer{UID: series.UID, Recurrence: c.Session().Recurrence(), Answer: program.Declined, Stamp: w.Now, Source: "imip", From: "c@example.org", Authentic: true, Comment: "Cem says no"}
		switch what {
		case "move":
			err = w.MoveSession(t.Context(), c, cem.ID, c.Openings[1], w.Now)
		case "skip":
			err = w.SkipSession(t.Context(), c, cem.ID, w.Now)
		case "shift":
			err = w.ShiftSeries(t.Context(), c, cem.ID, c.Shifts[0], w.Now)
		case "counter":
			answer.Proposed = c.Session().StartsAt.Add(26 * time.Hour)
			_, err = w.TakeAnswer(t.Context(), answer, w.Now)
		case "decline all":
			answer.Recurrence, answer.From = time.Time{}, "a@example.org"
			fallthrough
		default:
			_, err = w.TakeAnswer(t.Context(), answer, w.Now)
		}
		if err != nil {
			t.Fatal(what, err)
		}
		before := len(w.Delivered())
		w.RunTo(at(t, "2027-02-01 21:00"))
		if err := w.Erase(t.Context(), cem.Person, w.Now); err != nil {
			t.Fatal(err)
		}
		w.RunTo(at(t, "2027-02-03 12:00"))
		for _, m := range w.Delivered()[before:] {
			if all := m.Subject + m.Text + m.HTML + unfolded(m.ICS); strings.Contains(all, "Cem") || strings.Contains(all, "c@example.org") {
				t.Errorf("%s: %s reads of who was erased: %s", what, m.To, m.Subject)
			}
		}
	}
}

func TestNobodyIsAskedAboutAnHourThatTheMeetingHasLeft(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"move", "skip", "shift"} {
		w, pairing := weekly(t, strings.Replace(berlinPair, "HOURS", "", 1), "a@example.org", "b@example.org")
		w.RunTo(at(t, "2027-02-01 20:00"))
		c := choices(t, w, pairing.ID)
		series, err := dbtest.LastSeries(t.Context(), w.Store, pairing.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.TakeAnswer(t.Context(), jobs.InvitationAnswer{UID: series.UID, Recurrence: c.Session().Recurrence(), Answer: program.Declined, Stamp: w.Now, Source: "imip", From: "b@example.org", Authentic: true}, w.Now); err != nil {
			t.Fatal(err)
		}
		before := w.Sent()
		w.RunTo(at(t, "2027-02-01 20:10"))
		switch c = choices(t, w, pairing.ID); what {
		case "move":
			move(t, w, c, c.Openings[2])
		case "skip":
			skip(t, w, pairing.ID, c.Session().ID)
		default:
			shift(t, w, c)
		}
		w.RunTo(at(t, "2027-02-02 20:10"))
		if n := since(w, before)[program.MoveSuggested]; n != 0 {
			t.Errorf("%s: %d are asked about the hour that it has left", what, n)
		}
	}
}

func TestWhoseTimeZoneChangesHearsNothingInTheNight(t *testing.T) {
	t.Parallel()
	w, pairing := weekly(t, strings.Replace(berlinPair, "HOURS", "", 1), "a@example.org", "b@example.org")
	w.RunTo(at(t, "2027-02-01 19:00"))
	before := len(w.Delivered())
	c, err := w.Choices(t.Context(), pairing.ID, sessionsOf(t, w, pairing.ID)[4].ID, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	move(t, w, c, c.Openings[0])
	w.RunTo(at(t, "2027-02-01 19:30"))
	imports(t, w, "email,timezone\na@example.org,America/New_York\n")
	w.RunTo(at(t, "2027-02-03 20:00"))
	york, err := program.LoadZone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range w.Delivered()[before:] {
		if hour := m.Date.In(york).Hour(); m.To == "a@example.org" && (hour < 8 || hour >= 18) {
			t.Errorf("%q reaches Ana at %s", m.Subject, m.Date.In(york))
		}
	}
}
