package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// outboxShow shows one message.
type outboxShow struct {
	ID string `arg:"" help:"The message's id, as the list shows it."`
}

// Run implements the command.
func (c *outboxShow) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	row, err := in.message(ctx, c.ID)
	if err != nil {
		return err
	}
	at.table(factsOf(row))
	at.say("\n")
	if len(row.Data) == 0 {
		at.say("What it said was erased.\n")
		return nil
	}
	email, err := neutralised(row, in.BaseURL)
	if err != nil {
		return fmt.Errorf("show %s: %w", row.ID, err)
	}
	at.say("Subject: %s\n\n%s", email.Subject, email.Text)
	return nil
}

func factsOf(r program.OutboxRow) [][]string {
	facts := [][]string{{"id", string(r.ID)}, {"kind", strings.ReplaceAll(string(r.Kind), "_", " ")}, {"to", string(r.To)}, {"state", string(r.State)}}
	if r.Reason != "" {
		facts = append(facts, []string{"reason", r.Reason})
	}
	for _, t := range []struct {
		name string
		at   time.Time
	}{{"due", r.Due}, {"next try", r.NextAt}, {"not after", r.NotAfter}, {"done", r.DoneAt}} {
		next := t.name == "next try"
		if t.at.IsZero() || next && (r.State != program.OutboxPending && r.State != program.OutboxHeld || t.at.Equal(r.Due)) {
			continue
		}
		facts = append(facts, []string{t.name, t.at.UTC().Format("2006-01-02 15:04 UTC")})
	}
	if r.Attempts > 0 {
		facts = append(facts, []string{"failed tries", fmt.Sprint(r.Attempts)})
	}
	return facts
}

// neutralised is what a message says, with links that lead nowhere: no token
// is made for them.
func neutralised(row program.OutboxRow, baseURL string) (templates.Email, error) {
	if row.Kind.IsEvent() {
		return templates.Email{Subject: "an event on a Google calendar", Text: string(row.Data)}, nil
	}
	data, err := templates.New(row.Kind)
	if err != nil {
		return templates.Email{}, err
	}
	if err := json.Unmarshal(row.Data, data); err != nil {
		return templates.Email{}, fmt.Errorf("read the message's data: %w", err)
	}
	return templates.RenderEmail(row.Kind, data, func(l program.Link) string {
		page := baseURL + "/" + string(l.Purpose)
		if l.ID == "" { // anybody may open it
			return page
		}
		return page + "/not-shown"
	})
}
