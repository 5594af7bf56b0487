package main

import (
	"context"
	"errors"
	"fmt"

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
	at.say(" Its administrators, %s, are told by email.\n\n", count(len(p.Admins), "one person", "%d people"))
	at.sayDates(&stored.Program)
	warnings := warningsOf(&stored.Program, now)
	if before.Version > 0 && before.EndDate().Before(stored.EndDate()) {
		pairings, err := in.store.Pairings(ctx, stored.ID)
		if err != nil {
			return err
		}
		if len(pairings) > 0 {
			warnings = append(warnings, fmt.Sprintf("the program ends on %s, after %s; pairs that exist keep their meetings, and get no others", stored.EndDate(), before.EndDate()))
		}
	}
	at.warn(warnings)
	at.say("\nNext: peerpost people import %s people.csv\n", p.Slug)
	return in.warnOfStrangers(ctx, at, stored)
}

// count puts a number into words.
func count(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}
