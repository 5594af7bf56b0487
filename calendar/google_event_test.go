package calendar

import (
	"context"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/program"
)

func TestEventIDsAreOfGooglesAlphabetAndUnlikeEachOther(t *testing.T) {
	seen := map[string]bool{}
	for _, secret := range []string{"one", "another"} {
		for _, series := range []program.ID{"a", "b"} {
			for generation := range 2 {
				id := EventID([]byte(secret), series, generation)
				if !regexp.MustCompile(`^peerpost[0-9a-v]{32}$`).MatchString(id) || seen[id] {
					t.Errorf("found id %q for %s %s %d", id, secret, series, generation)
				}
				if again := EventID([]byte(secret), series, generation); again != id {
					t.Errorf("found %q and then %q", id, again)
				}
				seen[id] = true
			}
		}
	}
}

func TestAnEventIsOnTheOrganisersCalendarAsItShallBe(t *testing.T) {
	server, g := workspace(t)
	e := pair(1)
	e.Series.Skipped = []time.Time{e.Series.FirstLocal.AddDate(0, 0, 7)}
	put(t, g, e)
	got := server.Event(ada, e.ID)
	if got == nil {
		t.Fatal("found no event")
	}
	type view struct {
		Summary, Description, Start, Zone, End string
		Recurrence                             []string
		Reminder                               int64
		Invite, Modify, Defaults               bool
		Answers                                map[string]string
	}
	answers := map[string]string{}
	for _, a := range got.Attendees {
		answers[a.Email] = a.ResponseStatus
	}
	want := view{"Ada and Kofi", "Agenda: &lt;first&gt; &amp; foremost", "2027-03-22T12:00:00+01:00", "Europe/Berlin", "2027-03-22T12:45:00+01:00",
		[]string{"RRULE:FREQ=WEEKLY;INTERVAL=1;UNTIL=20270412T100000Z;BYDAY=MO", "EXDATE;TZID=Europe/Berlin:20270329T120000"}, 15, false, false, false,
		map[string]string{ada: "accepted", kofi: "needsAction", guest: "needsAction"}}
	have := view{got.Summary, got.Description, got.Start.DateTime, got.Start.TimeZone, got.End.DateTime, got.Recurrence,
		got.Reminders.Overrides[0].Minutes, *got.GuestsCanInviteOthers, got.GuestsCanModify, got.Reminders.UseDefault, answers}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	mailed(t, server, map[string]int{ada: 0, kofi: 1, guest: 1})
}

func TestEventsThatMakeNoSenseAreRefusedBeforeGoogleHearsOfThem(t *testing.T) {
	server, g := workspace(t)
	for why, spoil := range map[string]func(*GoogleEvent){
		"an id of another kind":       func(e *GoogleEvent) { e.ID = "wxyz" },
		"no guests":                   func(e *GoogleEvent) { e.Guests = nil },
		"an address that is none":     func(e *GoogleEvent) { e.Guests[0].Address = "ada" },
		"a zone of this machine":      func(e *GoogleEvent) { e.Series.Zone = "Local" },
		"no summary":                  func(e *GoogleEvent) { e.Summary = "" },
		"no duration":                 func(e *GoogleEvent) { e.Series.Duration = 0 },
		"a rule that never ends":      func(e *GoogleEvent) { e.Series.Count = 0 },
		"only skipped sessions":       func(e *GoogleEvent) { e.Series.Count, e.Series.Skipped = 1, []time.Time{e.Series.FirstLocal} },
		"a link that leads nowhere":   func(e *GoogleEvent) { e.Location = "https://" },
		"no series":                   func(e *GoogleEvent) { e.Series.ID = "" },
		"a revision that is negative": func(e *GoogleEvent) { e.Revision = -1 },
	} {
		e := pair(1)
		spoil(&e)
		if _, err := g.Put(context.Background(), ada, e); err == nil {
			t.Errorf("%s: found no error", why)
		}
	}
	if n := len(server.Requests()); n != 0 {
		t.Errorf("found %d requests, expected none", n)
	}
}
