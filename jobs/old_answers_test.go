package jobs_test

import (
	"fmt"
	"testing"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// clicks is what a guest does in a Google calendar, and lets a weekend pass.
func clicks(t *testing.T, w *jobstest.World, server *googlefake.Server, id, guest, answer string) {
	t.Helper()
	if err := server.Answer(office, id, guest, answer); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(72 * time.Hour))
}

func toldOf(t *testing.T, w *jobstest.World, kind program.Kind, want int, when string) {
	t.Helper()
	if n := w.Sent()[kind]; n != want {
		t.Errorf("%s: %d of %s, want %d", when, n, kind, want)
	}
}

func TestAnAnswerToTheOldHourIsNoneToTheNewOne(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	pairing, series := introduced(t, w)
	w.RunTo(w.Now.Add(72 * time.Hour))
	first := choices(t, w, pairing.ID).Session()
	id := series.EventID + "_" + first.StartsAt.UTC().Format("20060102T150405Z")
	clicks(t, w, server, id, "ana@example.org", "declined")
	toldOf(t, w, program.MoveSuggested, 2, "when Ana has declined")
	for range 10 { // Google is away: the move is written after the calendar has been read again
		server.Break(googlefake.Fault{Kind: googlefake.Unavailable, Method: "PATCH"})
	}
	c := choices(t, w, pairing.ID)
	if err := w.MoveSession(t.Context(), c, w.Person("ana@example.org").ID, c.Openings[0], w.Now); err != nil {
		t.Fatal(err)
	}
	if err := server.Answer(office, id, "ben@example.org", "tentative"); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(24 * time.Hour))
	toldOf(t, w, program.MoveSuggested, 2, "when Ana has moved it")
	if got := instanceOf(server, series, first.StartsAt); got.Attendees[0].ResponseStatus != "needsAction" || got.Attendees[1].ResponseStatus != "needsAction" {
		t.Errorf("on Google they have answered %s and %s", got.Attendees[0].ResponseStatus, got.Attendees[1].ResponseStatus)
	}
	replies, err := w.Store.Replies(t.Context(), pairing.ID)
	if err != nil || len(replies) != 0 {
		t.Errorf("answers to the new hour: %+v, %v", replies, err)
	}
	clicks(t, w, server, id, "ben@example.org", "declined")
	toldOf(t, w, program.MoveSuggested, 4, "when Ben cannot come then")
}

func TestWhoDeclinesAllAgainOnGoogleOnceTheyHaveMovedIsAskedAgain(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	pairing, series := introduced(t, w)
	w.RunTo(w.Now.Add(72 * time.Hour))
	clicks(t, w, server, series.EventID, "ana@example.org", "declined")
	c := choices(t, w, pairing.ID)
	if err := w.ShiftSeries(t.Context(), c, w.Person("ana@example.org").ID, c.Shifts[0], w.Now); err != nil {
		t.Fatal(err)
	}
	clicks(t, w, server, series.EventID, "ben@example.org", "accepted")
	toldOf(t, w, program.SeriesDeclined, 1, "when all are moved")
	clicks(t, w, server, series.EventID, "ana@example.org", "declined")
	toldOf(t, w, program.SeriesDeclined, 2, "when Ana has declined those")
	clicks(t, w, server, series.EventID, "ben@example.org", "tentative")
	toldOf(t, w, program.SeriesDeclined, 2, "when Ben has answered")
}

// Google keeps what was answered to the event, though its only meeting has moved.
func TestAnswerToTheEventOfAMeetingThatHasMovedIsNoneToItsNewHour(t *testing.T) {
	t.Parallel()
	w, server, pairing, sessions := introducedInWorkspace(t, "", func(p *program.Program) { p.Length.N, p.Length.Unit = 3, program.Weeks })
	series, err := dbtest.LastSeries(t.Context(), w.Store, pairing)
	if err != nil || len(sessions) != 1 {
		t.Fatal(err, sessions)
	}
	clicks(t, w, server, series.EventID, "ana@example.org", "declined")
	toldOf(t, w, program.MoveSuggested, 2, "when Ana has declined the only meeting")
	c := choices(t, w, pairing)
	if err := w.MoveSession(t.Context(), c, w.Person("ben@example.org").ID, c.Openings[2], w.Now); err != nil {
		t.Fatal(err)
	}
	clicks(t, w, server, series.EventID, "ben@example.org", "tentative")
	toldOf(t, w, program.MoveSuggested, 2, "when it has moved")
}

func TestWhoDeclinesAllIsNotTakenToDeclineEachMeetingAgain(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	w.SyncEvery = 6 * time.Hour
	pairing, series := introduced(t, w)
	w.RunTo(w.Now.Add(72 * time.Hour))
	clicks(t, w, server, series.EventID, "ana@example.org", "declined")
	toldOf(t, w, program.SeriesDeclined, 1, "when Ana has declined all")
	sessions := sessionsOf(t, w, pairing.ID)
	w.RunTo(sessions[1].StartsAt.Add(-24 * time.Hour))
	if n := w.Sent()[program.SeriesEventChanged]; n != 2 {
		t.Fatalf("%d plans were written", n)
	}
	toldOf(t, w, program.MoveSuggested, 0, "when two plans were written")
	clicks(t, w, server, series.EventID, "ana@example.org", "accepted")
	second := fmt.Sprintf("%s_%s", series.EventID, sessions[1].StartsAt.UTC().Format("20060102T150405Z"))
	if err := server.Edit(office, second, func(e *gcal.Event) error { e.Location = "Room 3"; return nil }); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	toldOf(t, w, program.MoveSuggested, 0, "when anything of a meeting has changed")
	third := fmt.Sprintf("%s_%s", series.EventID, sessions[2].StartsAt.UTC().Format("20060102T150405Z"))
	clicks(t, w, server, third, "ana@example.org", "declined")
	toldOf(t, w, program.MoveSuggested, 2, "when Ana declines one")
	clicks(t, w, server, third, "ben@example.org", "accepted")
	toldOf(t, w, program.MoveSuggested, 2, "when Ben accepts it")
}

func TestTheSameAnswerIsTakenOfTheHourThatASessionWasMovedTo(t *testing.T) {
	t.Parallel()
	for answer, suggestions := range map[string]int{"accepted": 0, "declined": 2} {
		w, server := meetingInGoogle(t, 2)
		pairing, series := introduced(t, w)
		w.RunTo(w.Now.Add(72 * time.Hour))
		clicks(t, w, server, series.EventID, "ana@example.org", answer)
		c := choices(t, w, pairing.ID)
		first := c.Session()
		if err := w.MoveSession(t.Context(), c, w.Person("ben@example.org").ID, c.Openings[0], w.Now); err != nil {
			t.Fatal(err)
		}
		w.RunTo(w.Now.Add(time.Hour))
		id := series.EventID + "_" + first.StartsAt.UTC().Format("20060102T150405Z")
		clicks(t, w, server, id, "ana@example.org", answer)
		answered(t, w, pairing, answer)
		toldOf(t, w, program.MoveSuggested, suggestions, "when Ana has "+answer+" the session that was moved")
	}
}

// answered fails unless Ana's answer to the first Session of a Pairing is this one.
func answered(t *testing.T, w *jobstest.World, pairing program.Pairing, answer string) {
	t.Helper()
	replies, err := w.Store.Replies(t.Context(), pairing.ID)
	if err != nil {
		t.Fatal(err)
	}
	first := sessionsOf(t, w, pairing.ID)[0]
	if got := program.AnswerTo(first, w.Person("ana@example.org").ID, replies); string(got) != answer {
		t.Errorf("Ana has answered %q to the first session, want %s, of %+v", got, answer, replies)
	}
}

func TestTheSameAnswerIsTakenOfTheHourToWhichAllSessionsWereShifted(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"accepted", "declined"} {
		w, server := meetingInGoogle(t, 2)
		pairing, series := introduced(t, w)
		w.RunTo(w.Now.Add(25 * time.Hour))
		if err := server.Answer(office, series.EventID, "ana@example.org", answer); err != nil {
			t.Fatal(err)
		}
		w.RunTo(w.Now.Add(20 * time.Hour))
		c := choices(t, w, pairing.ID)
		if err := w.ShiftSeries(t.Context(), c, w.Person("ben@example.org").ID, c.Shifts[0], w.Now); err != nil {
			t.Fatal(err)
		}
		w.RunTo(w.Now.Add(time.Hour))
		if got := server.Event(office, series.EventID).Attendees[0].ResponseStatus; got != "needsAction" {
			t.Errorf("after all were shifted Ana has answered %s on Google", got)
		}
		clicks(t, w, server, series.EventID, "ana@example.org", answer)
		answered(t, w, pairing, answer)
	}
}

func TestAnswersAreReadAgainOnceCredentialsAreBack(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	pairing, series := introduced(t, w)
	w.RunTo(w.Now.Add(72 * time.Hour))
	google := w.Google
	w.Google = nil
	w.RunTo(w.Now.Add(time.Hour))
	w.Google = google
	clicks(t, w, server, series.EventID, "ana@example.org", "accepted")
	answered(t, w, pairing, "accepted")
}
