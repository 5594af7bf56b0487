package main

import (
	"context"
	"fmt"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

// peopleImport stores people.csv, an HR export or a form's answers.
type peopleImport struct {
	Slug string `arg:"" help:"The program's slug."`
	File string `arg:"" help:"The people, like people.csv."`
}

// Run implements the command.
func (c *peopleImport) Run(ctx context.Context, at *place) error {
	data, err := readInput(c.File)
	if err != nil {
		return err
	}
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	p, err := in.program(ctx, c.Slug)
	if err != nil {
		return err
	}
	rows, err := file.ReadPeople(c.File, data, &p.Program)
	if err != nil {
		return err
	}
	if err := in.refuseSender(c.File, rows); err != nil {
		return err
	}
	done := at.progress(fmt.Sprintf("importing %d people", len(rows)))
	now := in.now()
	imported, err := in.work.ImportPeople(ctx, p, rows, now)
	done()
	if err != nil {
		return fmt.Errorf("import %s: %w", c.File, err)
	}
	states, err := in.statesOf(ctx, p, rows)
	if err != nil {
		return err
	}
	at.say("%s: %s. In the program: %s.\n", count(len(rows), "One person", "%d people"), imported,
		tally(states, program.Registered, program.Invited, program.Paused, program.Left, program.Removed, program.Erased))
	if imported.Skipped > 0 {
		at.say("%s skipped because they asked to be erased, or cannot be mailed.\n", count(imported.Skipped, "One person was", "%d people were"))
	}
	switch {
	case states[program.Invited] == 0:
	case !now.Before(p.RegistrationCloses()):
		at.say("Registration closed on %s: who is invited hears nothing.\n", p.Registration.Closes)
	case now.Before(p.RegistrationOpens()):
		at.say("Invitations leave when registration opens: %s.\n", occasion{at: p.RegistrationOpens()}.when(p.Location()))
	default:
		at.say("Invitations leave within each person's send hours.\n")
	}
	at.warn(tooShort(c.File, rows, &p.Program))
	return in.warnOfStrangers(ctx, at, p)
}

// refuseSender refuses the address that all mail comes from as a Participant:
// it would write to itself.
func (in *installation) refuseSender(path string, rows []file.Row) error {
	for _, row := range rows {
		if row.Person.Address.Key() == in.work.From.Key() {
			return &file.Error{File: path, Line: row.Line, Field: "email", Found: fmt.Sprintf("%q, the sender of this installation's own mail", row.Person.Address),
				Expected: "the address of a person", Do: "delete the line, or change " + prefix + "FROM"}
		}
	}
	return nil
}

// tooShort warns of people in whose hours no meeting has room.
func tooShort(path string, rows []file.Row, p *program.Program) []string {
	const most = 20 // of a column that is wrong as a whole
	var all []string
	for _, row := range rows {
		if row.Person.WorkingHours().Longest() < p.Sessions.Length.Duration() {
			all = append(all, fmt.Sprintf("%s:%d: found working_hours %q, expected room for a meeting of %s; correct them, or the person is asked to meet outside them",
				path, row.Line, row.Person.Hours, p.Sessions.Length))
		}
	}
	if n := len(all) - most; n > 0 {
		all = append(all[:most], fmt.Sprintf("%s: found %s whose hours are as short", path, count(n, "one more person", "%d more people")))
	}
	return all
}

// statesOf counts where the people of a file stand in the program.
func (in *installation) statesOf(ctx context.Context, p db.Program, rows []file.Row) (map[program.ParticipantState]int, error) {
	all, err := in.store.Participants(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	state := make(map[string]program.ParticipantState, len(all))
	for _, one := range all {
		state[one.Person.Address.Key()] = one.State
	}
	states := map[program.ParticipantState]int{}
	for _, row := range rows {
		states[state[row.Person.Address.Key()]]++
	}
	return states, nil
}
