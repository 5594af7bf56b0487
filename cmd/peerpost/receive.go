package main

import (
	"context"
	"fmt"
)

// receiveCommand takes one message that came in, as a mail server pipes it.
type receiveCommand struct{}

// tempFail is trouble that may pass: the mail server is to keep the message and try
// again, whatever it is that went wrong.
type tempFail struct{ error }

// Unwrap gives what went wrong.
func (t tempFail) Unwrap() error { return t.error }

// Run implements the command. A message that was taken, or is of no interest, is
// never sent back: it ends with 0.
func (c *receiveCommand) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return tempFail{err}
	}
	defer in.close()
	became, err := in.work.Receive(ctx, at.stdin, in.now())
	if err != nil {
		return tempFail{fmt.Errorf("take the message: %w", err)}
	}
	at.say("The message was read: %s.\n", became)
	return nil
}
