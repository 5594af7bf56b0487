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

const office = "peerpost@example.org"

// meetingInGoogle is a pairing of Ana, Ben and, where there are three, Cem, whose
// draft was approved a moment ago.
func meetingInGoogle(t *testing.T, people int) (*jobstest.World, *googlefake.Server) {
	t.Helper()
	w, server := googleWorld(t, office, "ana@example.org", "ben@example.org", "cem@example.org")
	all := []string{"ana@example.org,Ana,Europe/Berlin", "ben@example.org,Ben,Europe/Berlin", "cem@example.org,Cem,Europe/Berlin"}
	w.Apply("small", []byte(strings.Replace(small, "odd: leave_out", "odd: trio", 1)), []byte("email,name,timezone\n"+strings.Join(all[:people], "\n")+"\n"), nil)
	w.RunTo(w.Program.RegistrationOpens().Add(26 * time.Hour))
	w.RegisterAll()
	w.RunTo(w.Program.RoundDue().Add(time.Minute))
	w.ApproveDraft()
	return w, server
}

// introduced runs until the pairing is, and returns it with its Series.
func introduced(t *testing.T, w *jobstest.World) (program.Pairing, program.Series) {
	t.Helper()
	for range 200 {
		pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(pairings) == 1 && pairings[0].State == program.PairingIntroduced {
			series, err := dbtest.LastSeries(t.Context(), w.Store, pairings[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			return pairings[0], series
		}
		w.RunTo(w.Now.Add(time.Minute))
	}
	t.Fatal("the pairing is never introduced")
	return program.Pairing{}, program.Series{}
}

// instanceOf is a Session on Google, by its hour by the rule.
func instanceOf(server *googlefake.Server, series program.Series, original time.Time) *gcal.Event {
	return server.Event(office, series.EventID+"_"+original.UTC().Format("20060102T150405Z"))
}

func eventRows(t *testing.T, w *jobstest.World) []program.OutboxRow {
	t.Helper()
	all, err := w.Store.Outbox(t.Context(), db.OutboxFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var rows []program.OutboxRow
	for _, r := range all {
		if r.Kind.IsEvent() {
			rows = append(rows, r)
		}
	}
	return rows
}

// googleAway makes Google put off that many inserts.
func googleAway(server *googlefake.Server, inserts int) {
	for range inserts {
		server.Break(googlefake.Fault{Kind: googlefake.Unavailable, Method: "POST", Path: "/events"})
	}
}

func TestAChangeDoesNotOvertakeTheFirstWriteToGoogle(t *testing.T) {
	t.Parallel()
	for _, skip := range []bool{false, true} {
		w, server := meetingInGoogle(t, 2)
		googleAway(server, 4)
		pairing, series := introduced(t, w)
		if n := len(server.Events()); n != 0 {
			t.Fatalf("%d events while Google is away", n)
		}
		c := choices(t, w, pairing.ID)
		was, to := c.Session(), c.Openings[0]
		var err error
		if skip {
			err = w.SkipSession(t.Context(), c, c.Members()[0].ID, w.Now)
		} else {
			err = w.MoveSession(t.Context(), c, c.Members()[0].ID, to, w.Now)
		}
		if err != nil {
			t.Fatal(err)
		}
		w.RunTo(w.Now.Add(8 * time.Hour))
		for _, r := range eventRows(t, w) {
			if r.State != program.OutboxDone {
				t.Errorf("skip %t: a %s is %s: %s", skip, r.Kind, r.State, r.Reason)
			}
		}
		got := instanceOf(server, series, was.StartsAt)
		switch at, _ := time.Parse(time.RFC3339, got.Start.DateTime); {
		case skip && got.Status != "cancelled":
			t.Errorf("the session that was skipped is %s on Google", got.Status)
		case !skip && !at.Equal(to):
			t.Errorf("the session is at %s on Google, want %s", at, to)
		}
	}
}

func TestAChangeMakesTheEventThatGoogleHasRefusedAtFirst(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	server.Break(googlefake.Fault{Kind: googlefake.Invalid, Method: "POST", Path: "/events"})
	pairing, series := introduced(t, w)
	w.RunTo(w.Now.Add(time.Hour))
	if n := len(server.Events()); n != 0 {
		t.Fatalf("%d events although Google has refused it", n)
	}
	c := choices(t, w, pairing.ID)
	was, to := c.Session(), c.Openings[0]
	if err := w.MoveSession(t.Context(), c, c.Members()[0].ID, to, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if got := instanceOf(server, series, was.StartsAt); got == nil || len(got.Attendees) != 2 {
		t.Errorf("found %+v", got)
	} else if at, err := time.Parse(time.RFC3339, got.Start.DateTime); err != nil || !at.Equal(to) {
		t.Errorf("the session is at %s, want %s", got.Start.DateTime, to)
	}
}

func TestNobodyIsInvitedByAChangeWhilePairingIsOff(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 3)
	googleAway(server, 4)
	introduced(t, w)
	if err := w.SetSwitch(t.Context(), w.Program.ID, program.SwitchOff, "ada", w.Now); err != nil {
		t.Fatal(err)
	}
	if err := w.Leave(t.Context(), w.Person("cem@example.org"), w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(4 * time.Hour))
	if n := len(server.Events()) + len(server.Mails()); n != 0 {
		t.Errorf("%d events and mails while pairing is off", n)
	}
	if err := w.SetSwitch(t.Context(), w.Program.ID, program.SwitchOn, "ada", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(4 * time.Hour))
	events := server.Events()
	if len(events) != 1 {
		t.Fatalf("%d events once it is on again", len(events))
	}
	for _, guest := range events[0].Attendees {
		if guest.Email == "cem@example.org" {
			t.Error("who has left is invited")
		}
	}
}

func TestAChangeDoesNotWriteAnEventWhoseFirstWriteWasCancelled(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 3)
	googleAway(server, 4)
	introduced(t, w)
	for _, r := range eventRows(t, w) {
		if ok, err := w.Store.CancelMessage(t.Context(), r.ID, "an operator", db.Effects{}); err != nil || !ok {
			t.Fatal(ok, err)
		}
	}
	if err := w.Leave(t.Context(), w.Person("cem@example.org"), w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(4 * time.Hour))
	if n := len(server.Events()); n != 0 {
		t.Errorf("%d events", n)
	}
	for _, r := range eventRows(t, w) {
		if r.State != program.OutboxCancelled {
			t.Errorf("a %s is %s: %s", r.Kind, r.State, r.Reason)
		}
	}
}

// killWriter lets the worker of the one Event that is due be killed while it writes.
func killWriter(t *testing.T, w *jobstest.World) {
	t.Helper()
	claimed, err := w.Store.ClaimMessages(t.Context(), program.EventShard, 50, w.Now, time.Minute)
	if err != nil || len(claimed) != 1 {
		t.Fatalf("claimed %d rows: %v", len(claimed), err)
	}
	if _, err := w.Store.MarkSending(t.Context(), claimed, w.Now, time.Minute); err != nil {
		t.Fatal(err)
	}
	w.Now = w.Now.Add(5 * time.Minute)
	for range 2 { // it is unknown, and decided on
		if _, err := w.Store.RecoverMessages(t.Context(), w.Now, w.Now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnEventIsWrittenHoweverOftenItWasInterrupted(t *testing.T) {
	t.Parallel()
	for _, erased := range []bool{false, true} {
		w, server := meetingInGoogle(t, 2)
		pairing, series := introduced(t, w)
		w.RunTo(w.Now.Add(72 * time.Hour))
		c := choices(t, w, pairing.ID)
		was, to := c.Session(), c.Openings[0]
		if err := w.MoveSession(t.Context(), c, c.Members()[0].ID, to, w.Now); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			killWriter(t, w)
		}
		if erased {
			if err := w.Erase(t.Context(), w.Person("ana@example.org").Person, w.Now); err != nil {
				t.Fatal(err)
			}
		}
		w.RunTo(w.Now.Add(4 * time.Hour))
		if event := server.Event(office, series.EventID); erased != (event.Status == "cancelled") {
			t.Errorf("erased %t: the event is %s", erased, event.Status)
		}
		if erased {
			continue
		}
		if at, err := time.Parse(time.RFC3339, instanceOf(server, series, was.StartsAt).Start.DateTime); err != nil || !at.Equal(to) {
			t.Errorf("the session is at %s on Google, want %s", at, to)
		}
	}
}

func TestAPlanMakesTheEventThatGoogleHasRefusedAtFirstWithItsOwnWords(t *testing.T) {
	t.Parallel()
	w, server := meetingInGoogle(t, 2)
	w.SyncEvery = 6 * time.Hour
	server.Break(googlefake.Fault{Kind: googlefake.Invalid, Method: "POST", Path: "/events"})
	pairing, series := introduced(t, w)
	w.RunTo(sessionsOf(t, w, pairing.ID)[0].StartsAt.Add(-24 * time.Hour))
	event := server.Event(office, series.EventID)
	if event == nil {
		t.Fatal("there is no event")
	}
	whole, first := event.Description, instanceOf(server, series, sessionsOf(t, w, pairing.ID)[0].StartsAt).Description
	if !strings.Contains(whole, "Ana") || whole == first {
		t.Errorf("the series says %q, and its first session %q", whole, first)
	}
}
