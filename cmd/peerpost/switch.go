package main

import (
	"context"
	"errors"

	"github.com/peerpost/peerpost/program"
)

// switchCommand turns the pairing switch of a program.
type switchCommand struct {
	Slug     string `arg:"" help:"The program's slug."`
	Position string `arg:"" enum:"on,off" help:"on or off."`
	All      bool   `help:"With off: stop everything but what administrators get and confirmations people asked for."`
}

// Run implements the command.
func (c *switchCommand) Run(ctx context.Context, at *place) error {
	to := program.SwitchOn
	switch {
	case c.All && c.Position == "on":
		return wrongInput{errors.New("found --all with on, expected it with off"), "leave it out"}
	case c.All:
		to = program.SwitchAllOff
	case c.Position == "off":
		to = program.SwitchOff
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
	if err := in.work.SetSwitch(ctx, p.ID, to, operator, in.now()); err != nil {
		return err
	}
	messages, err := in.store.OutboxCounts(ctx, p.ID)
	if err != nil {
		return err
	}
	at.say("%s: %s\n", p.Slug, map[program.Switch]string{
		program.SwitchOn:     "pairing is on; whatever waited leaves as it falls due.",
		program.SwitchOff:    "pairing is off: no runs, no drafts, no introductions. What introduced pairs need still leaves.",
		program.SwitchAllOff: "everything is off but what administrators get and confirmations people asked for.",
	}[to])
	if waiting := messages[program.OutboxHeld] + messages[program.OutboxPending]; waiting > 0 {
		at.say("%s not left yet.\n", count(waiting, "One message has", "%d messages have"))
	}
	return nil
}
