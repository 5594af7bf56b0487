package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
)

// programCheck says what a program's file would make happen.
type programCheck struct {
	File string `arg:"" help:"The program's file, like program.yaml."`
}

// Run implements the command.
func (c *programCheck) Run(_ context.Context, at *place) error {
	p, _, err := readProgram(c.File)
	if err != nil {
		return err
	}
	s, err := readSettings(at.environ, os.ReadFile)
	if err != nil {
		return err
	}
	now, err := clockOf(s.Clock)
	if err != nil {
		return err
	}
	at.say("%s (%s): %s\n\n", p.Name, p.Slug, shapeOf(p))
	at.sayDates(p)
	at.say("\nFor each participant:\n")
	at.table(shareOf(p))
	at.warn(warningsOf(p, now(), true))
	return nil
}

// warn writes each warning to stderr, in one line.
func (at *place) warn(warnings []string) {
	for _, w := range warnings {
		at.tell(at.stderr, "warning: %s\n", w)
	}
}

// shapeOf is a program in a few words.
func shapeOf(p *program.Program) string {
	return string(p.Cycle) + " of " + string(p.Format) + ", for " + string(p.Goal) + ", " + p.Length.String()
}

// shareOf is what one participant sees of the program.
func shareOf(p *program.Program) [][]string {
	required, asked := 0, 0
	for _, q := range p.Questionnaire {
		if q.Required {
			required++
		}
	}
	for _, s := range p.Surveys {
		asked += len(s.Questions)
	}
	sessions := sessionsOf(p)
	meetings := count(sessions, "one meeting", "%d meetings")
	if len(p.Closures) > 0 {
		meetings = "at most " + meetings
	}
	reply := "the email to confirm answers that are known already"
	if p.Import.People == "register" {
		reply = "none where the file answers what is required"
	}
	return [][]string{
		{"registration", count(len(p.Questionnaire), "one question", "%d questions") + ", " + count(required, "one of them required", "%d of them required") + "; to do: " + reply},
		{"meetings", meetings + " of " + p.Sessions.Length.String() + ", one every " + p.Sessions.Every.String()},
		{"surveys", count(len(p.Surveys), "one survey", "%d surveys") + ", " + count(asked, "one question", "%d questions")},
		{"emails", fmt.Sprintf("about %d", emailsOf(p, sessions)) + ", most of them an agenda before and a question after each meeting"},
	}
}

// sessionsOf is how many meetings two people have who work usual hours and are
// introduced before the start. Closures may leave others fewer.
func sessionsOf(p *program.Program) int {
	every := max(1, int(p.Sessions.Every.Duration()/(24*time.Hour)))
	slot, err := calendar.FindSlot(calendar.SlotRequest{
		Members:  []calendar.Member{{Zone: p.Location()}},
		Duration: p.Sessions.Length.Duration(), Earliest: p.StartDate(), Every: p.Sessions.Every,
		Count: max(1, p.StartDate().DaysUntil(p.EndDate())/every), Closed: p.Closed,
	})
	if err != nil { // no day is left
		return 0
	}
	return slot.Count - len(slot.Skipped)
}

// emailsOf counts what somebody gets who answers at once: an invitation and a
// confirmation, an introduction and a calendar invitation, two emails around
// each meeting, and the surveys.
func emailsOf(p *program.Program, sessions int) int {
	first := 2
	if p.Import.People == "register" {
		first = 1
	}
	return first + 2 + 2*sessions + len(p.Surveys)
}
