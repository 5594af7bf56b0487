package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// reportCommand says how a program has gone so far.
type reportCommand struct {
	Slug string `arg:"" help:"The program's slug."`
	CSV  string `name:"csv" placeholder:"DIR" help:"Write CSV files into this folder instead."`
}

// Run implements the command.
func (c *reportCommand) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	p, err := in.program(ctx, c.Slug)
	if err != nil {
		return err
	}
	report, err := in.work.Report(ctx, p)
	if err != nil {
		return fmt.Errorf("report on %s: %w", p.Slug, err)
	}
	if c.CSV == "" {
		return sayReport(at, p, report)
	}
	if err := os.MkdirAll(c.CSV, 0o700); err != nil {
		return fmt.Errorf("make %s: %w; name a folder that this user may write", c.CSV, reason(err))
	}
	for _, table := range reportTables(report) {
		text, err := csvOf(table.rows)
		if err != nil {
			return err
		}
		path := filepath.Join(c.CSV, table.name)
		if err := writeFile(path, text); err != nil {
			return err
		}
		at.say("%s\n", path)
	}
	return nil
}

// sayReport writes the body of the emailed report: what stands between its
// greeting and its button.
func sayReport(at *place, p db.Program, r templates.ProgramReportEmail) error {
	const button = "https://peerpost.invalid/home"
	r.Envelope = templates.Envelope{Program: p.Name, Language: p.Language, Zone: p.Zone, Support: p.Support}
	email, err := templates.RenderEmail(program.ProgramReport, r, func(program.Link) string { return button })
	if err != nil {
		return fmt.Errorf("report on %s: %w", p.Slug, err)
	}
	_, body, _ := strings.Cut(email.Text, "\n\n")
	body, _, _ = strings.Cut(body, "\n"+button)
	body = body[:strings.LastIndexByte(strings.TrimRight(body, "\n"), '\n')+1]
	at.say("%s\n\n%s\n", email.Subject, strings.TrimSpace(body))
	return nil
}
