package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// momentsShown is how much of a program's future is shown.
const momentsShown = 10

// programShow shows one program.
type programShow struct {
	Slug string `arg:"" help:"The program's slug."`
}

// Run implements the command.
func (c *programShow) Run(ctx context.Context, at *place) error {
	in, err := at.open(ctx)
	if err != nil {
		return err
	}
	defer in.close()
	p, err := in.program(ctx, c.Slug)
	if err != nil {
		return err
	}
	at.say("%s (%s): %s\n", p.Name, p.Slug, shapeOf(&p.Program))
	at.say("%s, version %d, pairing is switched %s\n\n", stateOf(&p.Program, in.now()), p.Version, switchWords[p.Switch])
	at.sayDates(&p.Program)
	if err := in.sayCounts(ctx, at, p); err != nil {
		return err
	}
	if err := in.sayFuture(ctx, at, p); err != nil {
		return err
	}
	admins, err := in.store.Administrators(ctx, p.ID)
	if err != nil {
		return err
	}
	at.say("\nAdministrators:\n")
	for _, a := range admins {
		at.say("%s\n", a.Address)
	}
	return in.warnOfStrangers(ctx, at, p)
}

func (in *installation) sayCounts(ctx context.Context, at *place, p db.Program) error {
	people, err := in.store.ParticipantCounts(ctx, p.ID)
	if err != nil {
		return err
	}
	pairings, err := in.store.Pairings(ctx, p.ID)
	if err != nil {
		return err
	}
	paired := map[program.PairingState]int{}
	for _, one := range pairings {
		paired[one.State]++
	}
	rounds, err := in.store.Rounds(ctx, p.ID)
	if err != nil {
		return err
	}
	round := make([]string, len(rounds))
	for i, r := range rounds {
		if round[i], err = in.roundOf(ctx, p, r); err != nil {
			return err
		}
	}
	sessions, err := in.store.SessionCounts(ctx, p.ID)
	if err != nil {
		return err
	}
	messages, err := in.store.OutboxCounts(ctx, p.ID)
	if err != nil {
		return err
	}
	at.say("\n")
	at.table([][]string{
		{"people", tally(people, program.Invited, program.Registered, program.Paused, program.Left, program.Removed, program.Erased)},
		{"round", cmp.Or(strings.Join(round, "; "), "none")},
		{"pairings", tally(paired, program.PairingHeld, program.PairingIntroduced, program.PairingEnded, program.PairingCancelled)},
		{"meetings", tally(sessions, program.SessionPlanned, program.SessionInvited, program.SessionMet, program.SessionNotMet,
			program.SessionUnknown, program.SessionSkipped, program.SessionCancelled)},
		{"messages", tally(messages, outboxStates...)},
	})
	return nil
}

// roundOf says where a round stands, and with what draft.
func (in *installation) roundOf(ctx context.Context, p db.Program, r program.Round) (string, error) {
	state := string(r.State)
	switch r.State {
	case program.RoundDue:
		planned, _, err := in.work.ScheduledRound(ctx, p, in.now())
		if err != nil && !errors.Is(err, program.ErrNotFound) {
			return "", err
		}
		if planned.ID == r.ID {
			state = "planned"
		}
	case program.RoundDrafted:
		draft, err := in.store.LatestDraft(ctx, r.ID)
		if err != nil {
			return "", err
		}
		if draft.State != program.DraftReady {
			state = "draft " + string(draft.State)
		}
	}
	if r.Reason != "" {
		state += ": " + r.Reason
	}
	return fmt.Sprintf("%d, %s", r.Number, state), nil
}

// tally lists counts in this order, without what is zero.
func tally[K ~string](counts map[K]int, order ...K) string {
	var parts []string
	for _, k := range order {
		if n := counts[k]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, strings.ReplaceAll(string(k), "_", " ")))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

func (in *installation) sayFuture(ctx context.Context, at *place, p db.Program) error {
	moments, err := in.store.Moments(ctx, p.ID)
	if err != nil {
		return err
	}
	at.say("\nNext:\n")
	rows := [][]string{}
	for _, m := range moments[:min(len(moments), momentsShown)] {
		trouble := ""
		if m.Error != "" {
			trouble = fmt.Sprintf("tried %s, %s", count(m.Attempts, "once", "%d times"), m.Error)
		}
		rows = append(rows, []string{m.Due.In(p.Location()).Format("Mon 2 Jan 2006 15:04"), wordsOf(&p.Program, p.ID, m), clipped(trouble)})
	}
	at.table(rows)
	switch more := len(moments) - len(rows); {
	case len(moments) == 0:
		at.say("nothing\n")
	case more > 0:
		last := moments[len(moments)-1].Due.In(p.Location()).Format(time.DateOnly)
		at.say("and %d more until %s\n", more, last)
	}
	return nil
}

// clipped keeps a line of a table readable.
func clipped(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	if runes := []rune(line); len(runes) > 100 {
		return string(runes[:99]) + "…"
	}
	return line
}
