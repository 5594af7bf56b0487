package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

type outboxCommand struct {
	List   outboxList   `cmd:"" default:"withargs" help:"List messages, newest first."`
	Show   outboxShow   `cmd:"" help:"Show what a message says; its links lead nowhere."`
	Resend outboxResend `cmd:"" help:"Send a message again that has come to an end."`
	Cancel outboxCancel `cmd:"" help:"Cancel a message that has not left."`
}

var outboxStates = []program.OutboxState{program.OutboxHeld, program.OutboxPending, program.OutboxClaimed, program.OutboxSending,
	program.OutboxDone, program.OutboxUnknown, program.OutboxFailed, program.OutboxCancelled}

// outboxList lists messages with their states and reasons.
type outboxList struct {
	Slug  string   `arg:"" optional:"" help:"Only this program's."`
	State []string `placeholder:"STATE" help:"Only in these states: held, pending, claimed, sending, done, unknown, failed, cancelled."`
	Limit int      `default:"50" help:"At most so many."`
}

// Run implements the command.
func (c *outboxList) Run(ctx context.Context, at *place) error {
	if c.Limit < 1 {
		return wrongInput{fmt.Errorf("found --limit %d, expected 1 or more", c.Limit), "name how many messages to list"}
	}
	filter := db.OutboxFilter{Limit: c.Limit}
	for _, s := range c.State {
		if !slices.Contains(outboxStates, program.OutboxState(s)) {
			return wrongInput{fmt.Errorf("found --state %q, expected a state of messages", s), "see peerpost outbox --help"}
		}
		filter.States = append(filter.States, program.OutboxState(s))
	}
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	programs, err := in.store.Programs(ctx)
	if c.Slug != "" {
		var p db.Program
		p, err = in.program(ctx, c.Slug)
		programs, filter.ProgramID = []db.Program{p}, p.ID
	}
	if err != nil {
		return err
	}
	rows, err := in.store.Outbox(ctx, filter)
	if err != nil {
		return err
	}
	return in.sayOutbox(ctx, at, programs, rows)
}

func (in *installation) sayOutbox(ctx context.Context, at *place, programs []db.Program, rows []program.OutboxRow) error {
	slugs, total := map[program.ID]string{}, map[program.OutboxState]int{}
	for _, p := range programs {
		slugs[p.ID] = p.Slug
		counts, err := in.store.OutboxCounts(ctx, p.ID)
		if err != nil {
			return err
		}
		for state, n := range counts {
			total[state] += n
		}
	}
	table := [][]string{{"ID", "STATE", "DUE (UTC)", "PROGRAM", "KIND", "TO", "REASON"}}
	for _, r := range rows {
		table = append(table, []string{string(r.ID), string(r.State), r.Due.UTC().Format("2006-01-02 15:04"), slugs[r.ProgramID],
			strings.ReplaceAll(string(r.Kind), "_", " "), string(r.To), clipped(r.Reason)})
	}
	if len(rows) > 0 {
		at.table(table)
		at.say("\n")
	}
	at.say("Messages in all: %s\n", tally(total, outboxStates...))
	return nil
}

// message finds the row that a command names.
func (in *installation) message(ctx context.Context, id string) (program.OutboxRow, error) {
	row, err := in.store.OutboxRow(ctx, program.ID(strings.ToLower(id)))
	if errors.Is(err, program.ErrNotFound) {
		return row, wrongInput{fmt.Errorf("found no message %q", id), "see peerpost outbox"}
	}
	return row, err
}
