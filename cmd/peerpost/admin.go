package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/peerpost/peerpost/program"
)

type adminCommand struct {
	Invite adminInvite `cmd:"" help:"Mail an administrator the link to the administrator's home."`
}

// adminInvite mails an administrator the way in.
type adminInvite struct {
	Address string `arg:"" help:"The administrator's address."`
}

// Run implements the command.
func (c *adminInvite) Run(ctx context.Context, at *place) error {
	address, err := program.ParseAddress(c.Address)
	if err != nil {
		return wrongInput{err, "write the address alone"}
	}
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	stranger := wrongInput{fmt.Errorf("%s is no administrator of any program", address), "name the address under admins: in a program's file and apply it"}
	person, err := in.store.PersonByAddress(ctx, address)
	if errors.Is(err, program.ErrNotFound) {
		return stranger
	}
	if err != nil {
		return err
	}
	programs, err := in.store.ProgramsOf(ctx, person.ID)
	if err != nil {
		return err
	}
	if len(programs) == 0 {
		return stranger
	}
	if err := in.work.AskForHome(ctx, address, in.now()); err != nil {
		return err
	}
	at.say("The link to the administrator's home of %s is on its way to %s; it is good for 15 minutes.\n",
		count(len(programs), "one program", "%d programs"), address)
	return nil
}
