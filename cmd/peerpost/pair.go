package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/peerpost/peerpost/program"
)

// operator is who acts on the command line, in the audit.
const operator = "operator"

// pairCommand makes a round due now. A worker runs it.
type pairCommand struct {
	Slug string `arg:"" help:"The program's slug."`
}

// Run implements the command.
func (c *pairCommand) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	p, err := in.program(ctx, c.Slug)
	if err != nil {
		return err
	}
	people, err := in.store.ParticipantCounts(ctx, p.ID)
	if err != nil {
		return err
	}
	err = in.work.MakeRoundDue(ctx, p, operator, in.now())
	if errors.Is(err, program.ErrClosed) {
		return wrongInput{fmt.Errorf("%s was over on %s, expected a program that people still meet in", p.Slug, p.EndDate()), "give it a later end with peerpost program apply"}
	}
	if err != nil {
		return err
	}
	rounds, err := in.store.Rounds(ctx, p.ID)
	if err != nil {
		return err
	}
	at.say("Round %d of %s is due now, with %s. A worker pairs them and mails the draft to the administrators.\n",
		rounds[len(rounds)-1].Number, p.Slug, count(people[program.Registered], "one registered person", "%d registered people"))
	if p.Switch != program.SwitchOn {
		at.say("Pairing is switched off: the round waits until somebody runs peerpost switch %s on\n", p.Slug)
	}
	return nil
}
