package main

import (
	"bytes"
	"context"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

// peopleExport writes people.csv, as an import reads it.
type peopleExport struct {
	Slug string `arg:"" help:"The program's slug."`
}

// Run implements the command.
func (c *peopleExport) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	p, err := in.program(ctx, c.Slug)
	if err != nil {
		return err
	}
	all, err := in.store.Participants(ctx, p.ID)
	if err != nil {
		return err
	}
	var rows []file.Row
	for _, one := range all {
		if one.State != program.Erased {
			rows = append(rows, file.RowOf(one))
		}
	}
	var b bytes.Buffer
	if err := file.WritePeople(&b, &p.Program, rows); err != nil {
		return err
	}
	at.say("%s", b.Bytes())
	return nil
}
