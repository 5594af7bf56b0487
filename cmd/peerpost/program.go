package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
	"github.com/peerpost/peerpost/templates"
)

type programCommand struct {
	Check programCheck `cmd:"" help:"Read a program's file and say what would happen, without a database."`
	Apply programApply `cmd:"" help:"Make a program, or its next version, of a file."`
	List  programList  `cmd:"" help:"List all programs."`
	Show  programShow  `cmd:"" help:"Show a program's dates, people, messages and what comes next."`
}

// readProgram reads a program's file and refuses what this build cannot run.
func readProgram(path string) (*program.Program, []byte, error) {
	p, source, err := readAnyProgram(path)
	if err != nil {
		return nil, nil, err
	}
	if err := file.Runnable(path, source, p); err != nil {
		return nil, nil, err
	}
	return p, source, nil
}

// readAnyProgram reads a program's file, also of a format that can only be
// matched yet.
func readAnyProgram(path string) (*program.Program, []byte, error) {
	source, err := readInput(path)
	if err != nil {
		return nil, nil, err
	}
	p, err := file.ReadProgram(path, source)
	if err != nil {
		return nil, nil, err
	}
	return p, source, file.CheckAgenda(path, source, p, templates.Agendas())
}

// program finds the Program that a command names.
func (in *installation) program(ctx context.Context, slug string) (db.Program, error) {
	p, err := in.store.ProgramBySlug(ctx, slug)
	if !errors.Is(err, program.ErrNotFound) {
		return p, err
	}
	all, err := in.store.Programs(ctx)
	if err != nil {
		return db.Program{}, err
	}
	slugs := make([]string, len(all))
	for i, other := range all {
		slugs[i] = other.Slug
	}
	advice := "see peerpost program list"
	if near := nearest(slug, slugs); near != "" {
		advice = "did you mean " + near + "?"
	}
	return db.Program{}, wrongInput{fmt.Errorf("found no program %q", slug), advice}
}
