package jobs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// inGoogle is an installation whose sender has a Google calendar, with n people of
// the sample program, before their draft is approved.
func inGoogle(t *testing.T, n int) (*jobstest.World, *googlefake.Server) {
	t.Helper()
	w, server := googleWorld(t, "peerpost@example.org")
	w.Apply("eng-peers", examples.Program(), examples.People(n, 1), func(p *program.Program) { p.Pairing.Requirements = nil })
	w.RunTo(w.Program.RegistrationOpens().Add(26 * time.Hour))
	w.RegisterAll()
	w.RunTo(w.Program.RoundDue().Add(time.Minute))
	return w, server
}

// googleWorld is an installation in a domain on Google with these users.
func googleWorld(t *testing.T, users ...string) (*jobstest.World, *googlefake.Server) {
	t.Helper()
	w := jobstest.New(t, dbtest.New(t))
	server := googlefake.Start(t, googlefake.Options{Users: users, Now: w.Clock})
	google, err := calendar.NewGoogle(server.Credentials(), server.Endpoint(), func() float64 { return 0 })
	if err != nil {
		t.Fatal(err)
	}
	google.FirstWait, google.Tries = time.Microsecond, 2
	w.Google = google
	return w, server
}

func TestNoGuestHearsOfADraftBeforeItsApproval(t *testing.T) {
	t.Parallel()
	w, server := inGoogle(t, 6)
	w.RunTo(w.Now.Add(24 * time.Hour))
	if events := server.Events(); len(events) != 0 {
		t.Fatalf("%d events before the approval", len(events))
	}
	w.ApproveDraft()
	w.RunTo(w.Now) // opened, and held
	if events := server.Events(); len(events) != 0 {
		t.Fatalf("%d events while the approval can be undone", len(events))
	}
	w.RunTo(w.Now.Add(24 * time.Hour))
	if events := server.Events(); len(events) != 3 {
		t.Errorf("%d events once it is over, want 3", len(events))
	}
	for _, m := range w.Delivered() {
		if m.ICS != nil {
			t.Errorf("a guest of a Google event gets an invitation by mail as well: %s", m.Subject)
		}
	}
	if n := w.Sent()[program.Introduction]; n != 6 {
		t.Errorf("%d introductions", n)
	}
}

func TestGoogleGuestsAnswerMoveAndSkip(t *testing.T) {
	t.Parallel()
	w, server := inGoogle(t, 2)
	w.ApproveDraft()
	w.RunTo(w.Now.Add(48 * time.Hour))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatal(pairings, err)
	}
	pairing := pairings[0]
	series, err := dbtest.LastSeries(t.Context(), w.Store, pairing.ID)
	if err != nil {
		t.Fatal(err)
	}
	c := choices(t, w, pairing.ID)
	first, guest := c.Session(), c.Members()[1]
	instance := fmt.Sprintf("%s_%s", series.EventID, first.StartsAt.UTC().Format("20060102T150405Z"))
	if err := server.Answer("peerpost@example.org", instance, string(guest.Person.Address), "declined"); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(24 * time.Hour)) // until both are at work
	if n := w.Sent()[program.MoveSuggested]; n != 2 {
		t.Errorf("%d suggestions after a guest has declined, want 2", n)
	}
	c = choices(t, w, pairing.ID)
	if err := w.MoveSession(t.Context(), c, guest.ID, c.Openings[0], w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	moved := server.Event("peerpost@example.org", instance)
	if at, err := time.Parse(time.RFC3339, moved.Start.DateTime); err != nil || !at.Equal(c.Openings[0]) {
		t.Errorf("the session is at %s, want %s", moved.Start.DateTime, c.Openings[0])
	}
	c = choices(t, w, pairing.ID)
	if err := w.SkipSession(t.Context(), c, guest.ID, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if skipped := server.Event("peerpost@example.org", instance); skipped.Status != "cancelled" {
		t.Errorf("the session that was skipped is %s", skipped.Status)
	}
	if err := w.Leave(t.Context(), guest, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if gone := server.Event("peerpost@example.org", series.EventID); gone.Status != "cancelled" {
		t.Errorf("the event of a pairing that has ended is %s", gone.Status)
	}
	for _, m := range w.Delivered() {
		if strings.HasPrefix(m.Subject, "Moved:") || strings.HasPrefix(m.Subject, "Skipped:") || strings.HasPrefix(m.Subject, "Cancelled:") {
			t.Errorf("mail besides Google's: %s", m.Subject)
		}
	}
}

func TestGoogleTellsOfChangesThroughAChannelThatIsRenewed(t *testing.T) {
	t.Parallel()
	w, server := inGoogle(t, 2)
	w.Links.BaseURL = "https://peerpost.example.org"
	w.ApproveDraft()
	w.RunTo(w.Now.Add(24 * time.Hour))
	first := server.Channels()
	if len(first) != 1 {
		t.Fatalf("channels: %v", first)
	}
	w.RunTo(w.Now.Add(7 * 24 * time.Hour))
	second := server.Channels()
	if len(second) != 1 || second[0] == first[0] {
		t.Errorf("a week later: %v, at first: %v", second, first)
	}
	if ok, err := w.CalendarChanged(t.Context(), "x", "y", w.Now); ok || err != nil {
		t.Errorf("anybody may say that a calendar has changed: %v, %v", ok, err)
	}
}

// The hour of people in the sender's domain is one at which their calendars are free,
// and so are the hours to which a meeting can be moved.
func TestNobodyIsInvitedWhenTheirCalendarIsFull(t *testing.T) {
	t.Parallel()
	people := "email,name,timezone\nana@example.org,Ana,Europe/Berlin\nben@example.org,Ben,Europe/Berlin\n"
	w, server := googleWorld(t, "peerpost@example.org", "ana@example.org", "ben@example.org")
	w.Apply("small", []byte(small), []byte(people), nil)
	w.RunTo(w.Program.RegistrationOpens().Add(26 * time.Hour))
	w.RegisterAll()
	w.RunTo(w.Program.RoundDue().Add(time.Minute))
	free := time.Date(2027, 2, 1, 15, 0, 0, 0, w.Program.Location()) // every day from 15:00 to 16:00
	for day := range 90 {
		at := free.AddDate(0, 0, day)
		for _, span := range [][2]time.Time{{at.Add(-7 * time.Hour), at}, {at.Add(time.Hour), at.Add(4 * time.Hour)}} {
			server.Add("ana@example.org", &gcal.Event{Summary: "taken", Start: &gcal.EventDateTime{DateTime: span[0].Format(time.RFC3339)}, End: &gcal.EventDateTime{DateTime: span[1].Format(time.RFC3339)}})
		}
	}
	w.ApproveDraft()
	w.RunTo(w.Now.Add(72 * time.Hour))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatal(pairings, err)
	}
	for _, s := range sessionsOf(t, w, pairings[0].ID) {
		if local := s.StartsAt.In(w.Program.Location()); local.Hour() != 15 || local.Minute() > 15 {
			t.Errorf("they meet at %s", local)
		}
	}
	for _, at := range choices(t, w, pairings[0].ID).Openings {
		if local := at.In(w.Program.Location()); local.Hour() != 15 || local.Minute() > 15 {
			t.Errorf("%s is offered", local)
		}
	}
}

func TestWhoLeavesAGoogleEventIsNoGuestOfItsMovedSessionsEither(t *testing.T) {
	t.Parallel()
	w, server := googleWorld(t, "peerpost@example.org")
	people := "email,name,timezone\nana@example.org,Ana,Europe/Berlin\nben@example.org,Ben,Europe/Berlin\ncem@example.org,Cem,Europe/Berlin\n"
	w.Apply("small", []byte(strings.Replace(small, "odd: leave_out", "odd: trio", 1)), []byte(people), nil)
	w.RunTo(w.Program.RegistrationOpens().Add(26 * time.Hour))
	w.RegisterAll()
	w.RunTo(w.Program.RoundDue().Add(time.Minute))
	w.ApproveDraft()
	w.RunTo(w.Now.Add(72 * time.Hour))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatal(pairings, err)
	}
	c := choices(t, w, pairings[0].ID)
	first := c.Session()
	if err := w.MoveSession(t.Context(), c, c.Members()[0].ID, c.Openings[0], w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if err := w.Leave(t.Context(), w.Person("cem@example.org"), w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	series, err := dbtest.LastSeries(t.Context(), w.Store, pairings[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{series.EventID, series.EventID + "_" + first.StartsAt.UTC().Format("20060102T150405Z")} {
		var guests []string
		for _, a := range server.Event("peerpost@example.org", id).Attendees {
			guests = append(guests, a.Email)
		}
		if got := strings.Join(guests, " "); !strings.Contains(got, "ana@") || !strings.Contains(got, "ben@") || strings.Contains(got, "cem@") {
			t.Errorf("guests of %s: %s", id, got)
		}
	}
	if moved := server.Event("peerpost@example.org", series.EventID+"_"+first.StartsAt.UTC().Format("20060102T150405Z")); moved.Start == nil || !strings.HasPrefix(moved.Start.DateTime, c.Openings[0].In(w.Program.Location()).Format("2006-01-02T15:04")) {
		t.Errorf("the moved session is at %+v, want %s", moved.Start, c.Openings[0])
	}
}

func TestWhoLeavesAGoogleEventIsNoGuestOfASessionWithAPlanEither(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 3)
	w.SyncEvery = 6 * time.Hour
	pairing, series := introduced(t, w)
	first := sessionsOf(t, w, pairing.ID)[0]
	w.RunTo(first.StartsAt.Add(-48 * time.Hour))
	if n := w.Sent()[program.SeriesEventChanged]; n != 1 {
		t.Fatalf("%d plans were written", n)
	}
	if err := w.Leave(t.Context(), w.Person("cem@example.org"), w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	for _, event := range []*gcal.Event{server.Event(office, series.EventID), instanceOf(server, series, first.StartsAt)} {
		var guests []string
		for _, a := range event.Attendees {
			guests = append(guests, a.Email)
		}
		if got := strings.Join(guests, " "); got != "ana@example.org ben@example.org" || strings.Contains(event.Description, "Cem") {
			t.Errorf("guests of %s: %s; it says %q", event.Id, got, event.Description)
		}
	}
}

func TestWhoIsErasedIsInNoEventThatWaitsOrWasWritten(t *testing.T) {
	t.Parallel()
	w, server := googleWorld(t, "peerpost@example.org")
	people := "email,name,timezone\nana@example.org,Ana Unforgettable,Europe/Berlin\nben@example.org,Ben,Europe/Berlin\ncem@example.org,Cem,Europe/Berlin\n"
	w.Apply("small", []byte(strings.Replace(small, "odd: leave_out", "odd: trio", 1)), []byte(people), nil)
	w.RunTo(w.Program.RegistrationOpens().Add(26 * time.Hour))
	w.RegisterAll()
	w.RunTo(w.Program.RoundDue().Add(time.Minute))
	w.ApproveDraft()
	w.RunTo(w.Now.Add(72 * time.Hour))
	if err := w.Erase(t.Context(), w.Person("ana@example.org").Person, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(2 * time.Hour))
	rows, err := w.Store.Outbox(t.Context(), db.OutboxFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	events := 0
	for _, r := range rows {
		if r.Kind.IsEvent() {
			events++
		}
		if text := string(r.Data); strings.Contains(text, "Unforgettable") || strings.Contains(text, "ana@") {
			t.Errorf("a %s that is %s names who was erased: %s", r.Kind, r.State, text)
		}
	}
	if events < 2 {
		t.Errorf("%d events in the outbox", events)
	}
	for _, event := range server.Events() {
		for _, a := range event.Attendees {
			if a.Email == "ana@example.org" && event.Status != "cancelled" {
				t.Errorf("%s still invites who was erased", event.Id)
			}
		}
	}
}
