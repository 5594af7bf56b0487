package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
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
	now := in.now()
	round, err := in.work.MakeRoundDue(ctx, p, operator, now)
	var few jobs.TooFewError
	switch {
	case errors.Is(err, program.ErrClosed):
		return wrongInput{fmt.Errorf("%s was over on %s, expected a program that people still meet in", p.Slug, p.EndDate()), "give it a later end with peerpost program apply"}
	case errors.Is(err, jobs.ErrTooLate):
		return wrongInput{fmt.Errorf("%s is over on %s, before two people who are introduced now could meet, expected time for a meeting", p.Slug, p.EndDate()), "give it a later end with peerpost program apply"}
	case errors.As(err, &few):
		return wrongInput{fmt.Errorf("%s: %s, expected two people to pair", p.Slug, few.Why), "wait until more people have registered"}
	case err != nil:
		return err
	}
	people, err := in.store.ParticipantCounts(ctx, p.ID)
	if err != nil {
		return err
	}
	stays, err := in.stays(ctx, p, now)
	if err != nil {
		return err
	}
	at.say("Round %d of %s is due now, with %s. A worker pairs those without a partner and mails the draft to the administrators%s.\n",
		round.Number, p.Slug, count(people[program.Registered], "one registered person", "%d registered people"), stays)
	if p.Switch != program.SwitchOn {
		at.say("Pairing is switched off: the round waits until somebody runs peerpost switch %s on\n", p.Slug)
	}
	return nil
}

// stays says which round remains scheduled besides the one that runs now.
func (in *installation) stays(ctx context.Context, p db.Program, now time.Time) (string, error) {
	round, due, err := in.work.ScheduledRound(ctx, p, now)
	if errors.Is(err, program.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	who := "who has no partner then"
	if now.Before(p.RegistrationCloses()) {
		who += ", and who registers until " + p.Registration.Closes.String()
	}
	return fmt.Sprintf("; round %d stays scheduled for %s, for %s", round.Number, due.In(p.Location()).Format("Mon 2 Jan 2006 15:04"), who), nil
}
