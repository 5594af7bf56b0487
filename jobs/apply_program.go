package jobs

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// ApplyProgram stores a Program, or the next version of one, together with its
// future: registration, the first Round, the end of matching, surveys,
// the end. New Administrators
// are welcomed. Surveys go by their names: one that the file no longer has is
// not sent. Applying the same file again changes nothing. A program that is over
// is refused with program.ErrClosed, unless it has been stored and has come to
// its end since: then its next version has no future.
func (w *Work) ApplyProgram(ctx context.Context, p program.Program, source string, now time.Time) (db.Program, error) {
	stored, err := w.Store.ProgramBySlug(ctx, p.Slug)
	if errors.Is(err, program.ErrNotFound) {
		stored, err = db.Program{ID: w.IDs.New(now)}, nil
	}
	if err != nil {
		return db.Program{}, err
	}
	if over := stored.Version > 0 && stored.Over(now); p.Over(now) && !over {
		return db.Program{}, program.ErrClosed
	}
	stored.Program, stored.Source = p, source
	admins := make([]program.Person, len(p.Admins))
	for i, a := range p.Admins {
		admins[i] = program.Person{ID: w.IDs.New(now), Address: a}
	}
	surveys, gone, err := w.planSurveys(ctx, stored)
	if err != nil {
		return db.Program{}, err
	}
	e := db.Effects{Moments: append(programMoments(stored), surveys...), Gone: gone, Audit: []program.Audit{w.audit(stored.ID, "operator", "program applied", stored.ID, p.Slug, now)}}
	if p.Over(now) {
		e.Moments = nil
	} else if err := w.firstRound(ctx, &e, stored, now); err != nil {
		return db.Program{}, err
	}
	return w.Store.ApplyProgram(ctx, stored, admins, now, func(welcome []program.Person) db.Effects {
		all := w.welcomes(stored, welcome, now)
		all.Add(e)
		return all
	})
}

// programMoments is the future of a Program that its dates alone decide.
func programMoments(p db.Program) []program.Moment {
	id := string(p.ID)
	remind := p.Registration.Closes.AddDays(-2).In(p.Location(), 9*60)
	moments := []program.Moment{
		moment(p.ID, OpenRegistration, id, p.RegistrationOpens()),
		moment(p.ID, CloseMatching, id, p.MatchingCloses()),
		moment(p.ID, EndProgram, id, p.ReportDue()),
	}
	if remind.After(p.RegistrationOpens()) {
		moments = append(moments, moment(p.ID, RemindRegistration, id, remind))
	}
	return moments
}

// planSurveys are the Moments of the surveys that have not been sent, and those
// to delete, of surveys that the file no longer has. What was sent goes on.
func (w *Work) planSurveys(ctx context.Context, p db.Program) (plan, gone []program.Moment, err error) {
	sent, err := w.Store.Surveys(ctx, p.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range p.Surveys {
		id := s.SurveyID(p.ID)
		if !slices.ContainsFunc(sent, func(v program.Survey) bool { return v.ID == id }) {
			plan = append(plan, moment(p.ID, OpenSurvey, string(id), p.SurveyDue(s)))
		}
	}
	future, err := w.Store.Moments(ctx, p.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range future {
		if m.Kind == OpenSurvey && !slices.ContainsFunc(plan, func(n program.Moment) bool { return n.Subject == m.Subject }) {
			gone = append(gone, m)
		}
	}
	return plan, gone, nil
}

// firstRound adds the Round of a cohort, or moves it while it is still due.
// One that came to nothing is followed by another when the dates have moved on,
// and a Draft of the file before is made anew.
func (w *Work) firstRound(ctx context.Context, e *db.Effects, p db.Program, now time.Time) error {
	rounds, err := w.Store.Rounds(ctx, p.ID)
	if err != nil {
		return err
	}
	needed := len(rounds) == 0
	for i, r := range rounds {
		last := i == len(rounds)-1
		switch r.State {
		case program.RoundDue:
			e.Moments = append(e.Moments, moment(p.ID, RunRound, string(r.ID), p.RoundDue()))
			return nil
		case program.RoundDrafted:
			draft, err := w.Store.LatestDraft(ctx, r.ID)
			if err != nil {
				return err
			}
			if draft.State == program.DraftReady {
				e.Moments = append(e.Moments, moment(p.ID, RunRound, string(r.ID), now))
			} else {
				needed = last && now.Before(p.RoundDue())
			}
		case program.RoundFailed, program.RoundDiscarded:
			needed = last && now.Before(p.RoundDue())
		}
	}
	if needed {
		round := newRound(p, len(rounds)+1, now)
		e.Rounds = append(e.Rounds, round)
		e.Moments = append(e.Moments, moment(p.ID, RunRound, string(round.ID), p.RoundDue()))
	}
	return nil
}

func newRound(p db.Program, number int, now time.Time) program.Round {
	id := program.DeriveID(p.ID, "round", strconv.Itoa(number))
	seed := fnv.New64a()
	seed.Write([]byte(id))
	return program.Round{ID: id, ProgramID: p.ID, Number: number, Seed: int64(seed.Sum64() >> 1), CreatedAt: now}
}

// welcomes are the Messages to new Administrators.
func (w *Work) welcomes(p db.Program, admins []program.Person, now time.Time) (e db.Effects) {
	for _, a := range admins {
		m := w.toAdministrator(p, a, program.AdministratorWelcome, now, p.ID)
		m.into(&e, templates.AdministratorWelcomeEmail{
			Envelope: m.envelope(), RegistrationOpens: p.RegistrationOpens(), RegistrationCloses: p.RegistrationCloses(),
			RoundDue: p.RoundDue(), Starts: p.StartDate(), Ends: p.EndDate().AddDays(-1),
		})
	}
	return e
}

// audit is one line of what was decided.
func (w *Work) audit(prog program.ID, actor, action string, object program.ID, detail string, now time.Time) program.Audit {
	return program.Audit{ID: w.IDs.New(now), ProgramID: prog, At: now, Actor: actor, Action: action, Object: object, Detail: detail}
}
