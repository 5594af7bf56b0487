package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// mondays has one who works only then, so that all sessions are on Mondays.
const mondays = `email,first_name,timezone,working_hours,skills_wanted,skills_offered
a@example.org,Ana,Europe/Berlin,Mon 12:00-15:00,,
b@example.org,Ben,Europe/Berlin,Mon-Fri 09:00-17:00,,
`

func TestAgendaOfAMondayComesOnFriday(t *testing.T) {
	w := newSmall(t, mondays)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(w.Program.Begins().Add(21 * 24 * time.Hour))
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	agendas := 0
	for _, row := range rows {
		if row.Kind != program.SessionAgenda || row.To != "b@example.org" {
			continue
		}
		session, err := w.Store.Session(context.Background(), row.Object)
		if err != nil {
			t.Fatal(err)
		}
		agendas++
		if lead := program.DateOf(row.Due).DaysUntil(program.DateOf(session.StartsAt)); lead != 3 || row.State != program.OutboxDone {
			t.Errorf("the agenda of %s is due %s, and %s %s", session.StartsAt, row.Due, row.State, row.Reason)
		}
	}
	if agendas < 2 {
		t.Errorf("found %d agendas, want those of two sessions at least", agendas)
	}
}
