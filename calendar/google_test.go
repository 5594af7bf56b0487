package calendar

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/program"
)

const (
	ada   = "ada@example.org"
	kofi  = "kofi@example.org"
	mei   = "mei@example.org"
	guest = "guest@elsewhere.example"
)

// workspace is a fake Google and a client of it that hardly waits.
func workspace(t testing.TB) (*googlefake.Server, *Google) {
	t.Helper()
	server := googlefake.Start(t, googlefake.Options{Users: []string{ada, kofi, mei}})
	return server, client(t, server)
}

func client(t testing.TB, server *googlefake.Server) *Google {
	t.Helper()
	g, err := NewGoogle(server.Credentials(), server.Endpoint(), func() float64 { return 0.5 })
	if err != nil {
		t.Fatal(err)
	}
	g.FirstWait = time.Microsecond
	return g
}

// pair is the event of a Series of Ada, Kofi and a guest from elsewhere.
func pair(n int) GoogleEvent {
	id := program.ID(fmt.Sprintf("%026d", n))
	return GoogleEvent{
		ID: EventID([]byte("secret"), id, 0),
		Series: program.Series{ID: id, Zone: "Europe/Berlin", FirstLocal: time.Date(2027, 3, 22, 12, 0, 0, 0, time.UTC),
			Duration: 45 * time.Minute, Every: weekly, Count: 4},
		Guests:      []Party{{"Ada", ada}, {"Kofi", kofi}, {"Guest", guest}},
		Summary:     "Ada and Kofi",
		Description: "Agenda: <first> & foremost",
		Meet:        true,
		Reminders:   []time.Duration{15 * time.Minute},
	}
}

func put(t testing.TB, g *Google, e GoogleEvent) GoogleWritten {
	t.Helper()
	written, err := g.Put(context.Background(), ada, e)
	if err != nil {
		t.Fatalf("put event: %v", err)
	}
	return written
}

// mailed fails unless each guest outside got that many mails.
func mailed(t testing.TB, server *googlefake.Server, want map[string]int) {
	t.Helper()
	for guest, n := range want {
		if got := server.MailsTo(guest); len(got) != n {
			t.Errorf("%s got %d mails, expected %d: %+v", guest, len(got), n, got)
		}
	}
}

func googleError(t testing.TB, err error) *GoogleError {
	t.Helper()
	failed, ok := errors.AsType[*GoogleError](err)
	if !ok {
		t.Fatalf("found %v, expected a GoogleError", err)
	}
	return failed
}
