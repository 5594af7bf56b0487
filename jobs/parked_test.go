package jobs_test

import (
	"strings"
	"testing"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// refuse makes Google refuse every event that is to be made until it is mended.
func refuse(server *googlefake.Server, kind googlefake.Kind) {
	for range 1000 {
		server.Break(googlefake.Fault{Kind: kind, Method: "POST", Path: "/events"})
	}
}

func inserts(server *googlefake.Server) int {
	n := 0
	for _, r := range server.Requests() {
		if r.Method == "POST" && strings.HasSuffix(r.Path, "/events") {
			n++
		}
	}
	return n
}

// written fails unless each pairing has one event by now, and each row was done.
func written(t *testing.T, w *jobstest.World, server *googlefake.Server, pairings int) {
	t.Helper()
	if n := len(server.Events()); n != pairings {
		t.Errorf("%d events of %d pairings", n, pairings)
	}
	for _, r := range eventRows(t, w) {
		if r.State != program.OutboxDone {
			t.Errorf("a %s is %s: %s", r.Kind, r.State, r.Reason)
		}
	}
}

func TestInvitationsWaitWithoutAskingWhileGoogleTakesThemForSpam(t *testing.T) {
	t.Parallel()
	w, server := inGoogle(t, 40)
	w.ApproveDraft()
	refuse(server, googlefake.QuotaExceeded)
	begun := w.Now
	w.RunTo(begun.Add(24 * time.Hour))
	if n := inserts(server); n > 4 { // at first, and after 4, 12 and 28 hours
		t.Errorf("%d events tried in a day in which Google takes none", n)
	}
	admins := len(w.Program.Admins)
	if n := w.Sent()[program.InvitationsWait]; n < admins || n > 2*admins { // the day of the approval and the one after
		t.Errorf("%d messages to %d administrators", n, admins)
	}
	server.Mend()
	w.RunTo(begun.Add(3 * 24 * time.Hour))
	written(t, w, server, 20)
}

func TestInvitationsWaitUntilGooglesAccountIsMended(t *testing.T) {
	t.Parallel()
	w, server := inGoogle(t, 12)
	w.ApproveDraft()
	refuse(server, googlefake.Forbidden)
	w.RunTo(w.Now.Add(2 * time.Hour))
	if n := inserts(server); n > 5 {
		t.Errorf("%d events tried in two hours in which Google takes none", n)
	}
	if n := w.Sent()[program.InvitationsWait]; n != len(w.Program.Admins) {
		t.Errorf("%d messages to %d administrators", n, len(w.Program.Admins))
	}
	server.Mend()
	w.RunTo(w.Now.Add(90 * time.Minute))
	written(t, w, server, 6)
	if n := w.Sent()[program.InvitationsWait]; n != len(w.Program.Admins) {
		t.Errorf("%d messages once it is mended", n)
	}
}

func TestEventsThatGoogleForbidsDoNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	w, server := inGoogle(t, 8)
	w.ApproveDraft()
	w.RunTo(w.Now.Add(72 * time.Hour))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	written(t, w, server, len(pairings))
	forbidden := map[program.ID]bool{}
	for i, p := range pairings[:3] {
		c := choices(t, w, p.ID)
		if i < 2 {
			forbidden[p.ID] = true
			series, err := dbtest.LastSeries(t.Context(), w.Store, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			path := "/events/" + series.EventID + "_" + c.Session().StartsAt.UTC().Format("20060102T150405Z")
			for range 1000 {
				server.Break(googlefake.Fault{Kind: googlefake.Forbidden, Method: "PATCH", Path: path})
			}
		}
		if err := w.MoveSession(t.Context(), c, c.Members()[0].ID, c.Openings[0], w.Now); err != nil {
			t.Fatal(err)
		}
		w.RunTo(w.Now.Add(time.Minute))
	}
	w.RunTo(w.Now.Add(2 * time.Hour))
	for _, r := range eventRows(t, w) {
		switch {
		case r.State == program.OutboxDone:
		case !forbidden[r.PairingID] || r.State != program.OutboxFailed:
			t.Errorf("a %s is %s: %s; Google forbids it: %t", r.Kind, r.State, r.Reason, forbidden[r.PairingID])
		default:
			delete(forbidden, r.PairingID)
		}
	}
	if len(forbidden) > 0 {
		t.Errorf("%d events that Google forbids have not failed", len(forbidden))
	}
	if n := w.Sent()[program.InvitationsWait]; n != 2*len(w.Program.Admins) { // that they wait, and that one was refused
		t.Errorf("%d messages to %d administrators", n, len(w.Program.Admins))
	}
}

func TestAdministratorsHearOfAnEventThatGoogleHasRefusedForGood(t *testing.T) {
	t.Parallel()
	w, server := inGoogle(t, 2)
	w.ApproveDraft()
	refuse(server, googlefake.Invalid)
	w.RunTo(w.Now.Add(2 * time.Hour))
	server.Mend()
	w.RunTo(w.Now.Add(2 * 24 * time.Hour))
	if n := w.Sent()[program.InvitationsWait]; n != len(w.Program.Admins) {
		t.Errorf("%d messages to %d administrators", n, len(w.Program.Admins))
	}
	if rows := eventRows(t, w); len(rows) != 1 || rows[0].State != program.OutboxFailed {
		t.Errorf("found %+v", rows)
	}
}

func TestAdministratorsHearOnceThatSomebodyHasDeletedMeetingsOnGoogle(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	w.SyncEvery = 6 * time.Hour
	pairing, series := introduced(t, w)
	w.RunTo(w.Now.Add(72 * time.Hour))
	err := server.Edit(office, series.EventID, func(e *gcal.Event) error { e.Status = "cancelled"; return nil })
	if err != nil {
		t.Fatal(err)
	}
	first := sessionsOf(t, w, pairing.ID)[0]
	w.RunTo(first.StartsAt)
	server.ExpireSyncTokens() // and Google tells of all again
	w.RunTo(first.EndsAt.Add(3 * 24 * time.Hour))
	toldOf(t, w, program.InvitationsWait, len(w.Program.Admins), "since the event was deleted")
	toldOf(t, w, program.SessionAgenda, 2, "since the event was deleted")
	if told := mailTo(w, string(w.Program.Admins[0]), "meetings were deleted"); len(told) != 1 || !strings.Contains(told[0].Text, "Ana and Ben") {
		t.Errorf("told %+v", told)
	}
	if err := w.Erase(t.Context(), w.Person("ana@example.org").Person, w.Now); err != nil {
		t.Fatal(err)
	}
	rows, err := w.Store.Outbox(t.Context(), db.OutboxFilter{Limit: 1000})
	for _, r := range rows {
		if r.Kind == program.InvitationsWait && strings.Contains(string(r.Data), "Ana") {
			t.Error("word of it still names who was erased")
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAdministratorsHearThatGoogleIsAwayForHoursAndThatAnInvitationIsGivenUp(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	for range 100 {
		refuse(server, googlefake.Unavailable)
	}
	introduced(t, w)
	admins := len(w.Program.Admins)
	w.RunTo(w.Now.Add(2 * time.Hour))
	toldOf(t, w, program.InvitationsWait, 0, "after two hours")
	w.RunTo(w.Now.Add(3 * time.Hour))
	toldOf(t, w, program.InvitationsWait, admins, "after five hours")
	w.RunTo(w.Now.Add(48 * time.Hour))
	toldOf(t, w, program.InvitationsWait, 3*admins, "two days later")
	w.RunTo(w.Now.Add(6 * 24 * time.Hour))
	if rows := eventRows(t, w); len(rows) != 1 || rows[0].State != program.OutboxFailed || !strings.Contains(rows[0].Reason, "put off for days") {
		t.Errorf("found %+v", rows)
	}
	if n := len(mailTo(w, string(w.Program.Admins[0]), "Google has refused an invitation")); n != 1 {
		t.Errorf("told %d times that it was given up", n)
	}
}
