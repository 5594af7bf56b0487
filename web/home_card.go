package web

import (
	"errors"
	"strings"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// mostProblems is how many Messages with a problem a card shows.
const mostProblems = 10

// card is one Program on the administrator's home.
func (v *visit) card(p db.Program) (templates.ProgramCard, error) {
	c := templates.ProgramCard{
		Name: p.Name, Slug: p.Slug, State: stateOf(p, v.now), Switch: p.Switch, RegistrationOpens: p.RegistrationOpens(),
		RegistrationCloses: p.RegistrationCloses(), Starts: p.StartDate(), Ends: p.EndDate(),
		SwitchLink: "/home/switch/" + p.Slug,
	}
	for _, add := range []func(*templates.ProgramCard, db.Program) error{v.addPeople, v.addPairings, v.addRounds, v.addProblems} {
		if err := add(&c, p); err != nil {
			return c, err
		}
	}
	return c, nil
}

// stateOf is where a Program stands in time.
func stateOf(p db.Program, now time.Time) templates.ProgramState {
	switch {
	case now.Before(p.RegistrationOpens()):
		return templates.ProgramPlanned
	case now.Before(p.RegistrationCloses()):
		return templates.ProgramRegistering
	case now.Before(p.Begins()):
		return templates.ProgramMatching
	case now.Before(p.Ends()):
		return templates.ProgramRunning
	}
	return templates.ProgramEnded
}

// canPair reports whether a draft may be asked for now.
func canPair(p db.Program, now time.Time) bool {
	state := stateOf(p, now)
	return p.Switch == program.SwitchOn && state != templates.ProgramPlanned && state != templates.ProgramEnded
}

func (v *visit) addPeople(c *templates.ProgramCard, p db.Program) (err error) {
	if canPair(p, v.now) {
		if c.CanPair, err = v.Work.CanPair(v.ctx, p, v.now); err != nil {
			return err
		}
	}
	counts, err := v.Work.Store.ParticipantCounts(v.ctx, p.ID)
	c.Invited, c.Registered, c.Paused = counts[program.Invited], counts[program.Registered], counts[program.Paused]
	return err
}

func (v *visit) addPairings(c *templates.ProgramCard, p db.Program) error {
	pairings, err := v.Work.Store.Pairings(v.ctx, p.ID)
	if err != nil {
		return err
	}
	for _, pairing := range pairings {
		if pairing.State == program.PairingIntroduced {
			c.Pairings++
		}
	}
	sessions, err := v.Work.Store.SessionCounts(v.ctx, p.ID)
	c.Met = sessions[program.SessionMet]
	c.Sessions = c.Met + sessions[program.SessionNotMet] + sessions[program.SessionUnknown]
	return err
}

func (v *visit) addRounds(c *templates.ProgramCard, p db.Program) error {
	rounds, err := v.Work.Store.Rounds(v.ctx, p.ID)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		m, err := v.Work.Store.Moment(v.ctx, jobs.RunRound, string(r.ID))
		if err != nil && !errors.Is(err, program.ErrNotFound) {
			return err
		}
		if r.State == program.RoundDue {
			c.RoundDue = m.Due
		}
		d, err := v.Work.Store.LatestDraft(v.ctx, r.ID)
		if errors.Is(err, program.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if d.State == program.DraftReady && v.now.Before(d.ExpiresAt) {
			c.Drafts = append(c.Drafts, templates.DraftCard{
				Round: r.Number, Revision: d.Revision, Paired: d.Summary.Paired, Pairs: d.Summary.Pairs, Expires: d.ExpiresAt,
				Review: "/home/draft/" + string(d.ID) + "/review",
			})
		}
	}
	return nil
}

// addProblems lists Messages of which an Administrator should know: nobody
// knows whether they arrived, or they never will.
func (v *visit) addProblems(c *templates.ProgramCard, p db.Program) error {
	counts, err := v.Work.Store.OutboxCounts(v.ctx, p.ID)
	if err != nil {
		return err
	}
	c.Unknown, c.Failed = counts[program.OutboxUnknown], counts[program.OutboxFailed]
	if c.Unknown+c.Failed == 0 {
		return nil
	}
	waiting, err := v.Work.Store.WaitingForAPerson(v.ctx)
	if err != nil {
		return err
	}
	c.Waiting = waiting[p.ID]
	rows, err := v.Work.Store.Outbox(v.ctx, db.OutboxFilter{
		ProgramID: p.ID, States: []program.OutboxState{program.OutboxUnknown, program.OutboxFailed}, Limit: mostProblems,
	})
	if err != nil {
		return err
	}
	for _, row := range rows {
		name, err := v.whom(row)
		if err != nil {
			return err
		}
		c.Problems = append(c.Problems, templates.MessageProblem{Kind: row.Kind, To: name, State: row.State, Reason: row.Reason, At: row.Due})
	}
	return nil
}

// whom a row of the Outbox is about: an Event all who meet.
func (v *visit) whom(row program.OutboxRow) (string, error) {
	if !row.Kind.IsEvent() {
		return v.nameOf(v.ctx, row.PersonID)
	}
	pairing, err := v.Work.Store.Pairing(v.ctx, row.PairingID)
	if err != nil {
		return "", err
	}
	var ids []program.ID
	for _, m := range pairing.Members {
		ids = append(ids, m.ParticipantID)
	}
	people, err := v.Work.Store.ParticipantsByID(v.ctx, ids)
	if err != nil {
		return "", err
	}
	var names []string
	for _, id := range ids {
		names = append(names, people[id].Person.DisplayName())
	}
	return strings.Join(names, ", "), nil
}
