package main

import (
	"context"
	"fmt"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// outboxResend sends a finished message again. Suppressions, switches,
// approvals and send hours hold for it as for any other.
type outboxResend struct {
	ID string `arg:"" help:"The message's id, as the list shows it."`
}

// Run implements the command.
func (c *outboxResend) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	row, err := in.message(ctx, c.ID)
	if err != nil {
		return err
	}
	moved, err := in.store.ResendMessage(ctx, row.ID, in.now(), in.audited(row, "message sent again"))
	if err != nil {
		return err
	}
	if !moved {
		return fmt.Errorf("message %s is %s and has not come to an end; wait, or cancel it first", row.ID, row.State)
	}
	at.say("Message %s, which was %s, waits to be sent again.\n", row.ID, row.State)
	return nil
}

// outboxCancel cancels a message before it leaves.
type outboxCancel struct {
	ID string `arg:"" help:"The message's id, as the list shows it."`
}

// Run implements the command.
func (c *outboxCancel) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	row, err := in.message(ctx, c.ID)
	if err != nil {
		return err
	}
	moved, err := in.store.CancelMessage(ctx, row.ID, "cancelled by the operator", in.audited(row, "message cancelled"))
	if err != nil {
		return err
	}
	if !moved {
		return fmt.Errorf("message %s is %s and cannot be cancelled; only what has not left can be", row.ID, row.State)
	}
	at.say("Message %s, which was %s, is cancelled.\n", row.ID, row.State)
	return nil
}

// audited is the line in the audit for what the operator did to a message.
func (in *installation) audited(row program.OutboxRow, action string) db.Effects {
	now := in.now()
	return db.Effects{Audit: []program.Audit{{
		ID: in.work.IDs.New(now), ProgramID: row.ProgramID, At: now, Actor: operator, Action: action, Object: row.ID, Detail: string(row.Kind),
	}}}
}
