package main

import (
	"context"
	"fmt"
	"time"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// programList lists all programs.
type programList struct{}

// Run implements the command.
func (c *programList) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	all, err := in.store.Programs(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		at.say("There is no program yet. Make one with: peerpost program apply FILE\n")
		return nil
	}
	rows := [][]string{{"SLUG", "NAME", "STATE", "PAIRING", "INVITED", "REGISTERED", "STARTS", "ENDS"}}
	for _, p := range all {
		people, err := in.store.ParticipantCounts(ctx, p.ID)
		if err != nil {
			return err
		}
		rows = append(rows, []string{p.Slug, p.Name, string(stateOf(&p.Program, in.now())), switchWords[p.Switch],
			fmt.Sprint(people[program.Invited]), fmt.Sprint(people[program.Registered]), p.StartDate().String(), p.EndDate().String()})
	}
	at.table(rows)
	return nil
}

var switchWords = map[program.Switch]string{
	program.SwitchOn: "on", program.SwitchOff: "off", program.SwitchAllOff: "all off",
}

// stateOf is where a program stands in time.
func stateOf(p *program.Program, now time.Time) templates.ProgramState {
	switch {
	case now.Before(p.RegistrationOpens()):
		return templates.ProgramPlanned
	case now.Before(p.RegistrationCloses()):
		return templates.ProgramRegistering
	case now.Before(p.Begins()):
		return templates.ProgramMatching
	case now.Before(p.Ends()):
		return templates.ProgramRunning
	}
	return templates.ProgramEnded
}
