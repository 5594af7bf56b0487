package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

// programApply stores a program's file. The same file again changes nothing.
type programApply struct {
	File string `arg:"" help:"The program's file, like program.yaml."`
}

// Run implements the command.
func (c *programApply) Run(ctx context.Context, at *place) error {
	p, source, err := readProgram(c.File)
	if err != nil {
		return err
	}
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	before, err := in.store.ProgramBySlug(ctx, p.Slug)
	if err != nil && !errors.Is(err, program.ErrNotFound) {
		return err
	}
	admins, err := in.store.Administrators(ctx, before.ID)
	if err != nil {
		return err
	}
	now := in.now()
	stored, err := in.work.ApplyProgram(ctx, *p, string(source), now)
	if errors.Is(err, program.ErrClosed) {
		return file.Over(c.File, source, p, program.DateOf(now.In(p.Location())))
	}
	if err != nil {
		return fmt.Errorf("apply %s: %w", c.File, err)
	}
	switch {
	case stored.Version == before.Version:
		at.say("%s is as it was, version %d.\n", p.Slug, stored.Version)
		return in.warnOfStrangers(ctx, at, stored)
	case before.Version == 0:
		at.say("%s is new.", p.Slug)
	default:
		at.say("%s has version %d now.", p.Slug, stored.Version)
	}
	at.say(" %s\n\n", welcomed(p.Admins, admins))
	at.sayDates(&stored.Program)
	due, err := in.roundIsDue(ctx, stored)
	if err != nil {
		return err
	}
	at.warn(warningsOf(&stored.Program, now, due))
	if err := in.warnOfMeetings(ctx, at, before.Program, stored); err != nil {
		return err
	}
	at.say("\nNext: peerpost people import %s people.csv\n", p.Slug)
	return in.warnOfStrangers(ctx, at, stored)
}

// welcomed says which of a Program's Administrators an apply writes to: those
// who were not before.
func welcomed(admins []program.Address, before []program.Person) string {
	fresh := 0
	for _, a := range admins {
		if !slices.ContainsFunc(before, func(b program.Person) bool { return b.Address.Key() == a.Key() }) {
			fresh++
		}
	}
	switch {
	case len(before) == 0:
		return "Its administrators, " + count(fresh, "one person", "%d people") + ", are told by email."
	case fresh == 0:
		return "It has no new administrator, so nobody is told by email."
	}
	return count(fresh, "One new administrator is", "%d new administrators are") + " told by email."
}

// roundIsDue reports whether a Round of a Program has still to run.
func (in *installation) roundIsDue(ctx context.Context, p db.Program) (bool, error) {
	rounds, err := in.store.Rounds(ctx, p.ID)
	return slices.ContainsFunc(rounds, func(r program.Round) bool { return r.State == program.RoundDue }), err
}

// count puts a number into words.
func count(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}
