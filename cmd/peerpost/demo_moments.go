package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
)

// tellMoment tells what the job of a Moment did, where a person would care.
func (d *demo) tellMoment(ctx context.Context, m program.Moment, now time.Time) error {
	tell := map[string]func(context.Context, program.Moment, time.Time) error{
		jobs.OpenRegistration:   d.tellRegistration,
		jobs.RemindRegistration: d.tellRegistration,
		jobs.RunRound:           d.tellDraft,
		jobs.RemindApproval:     d.tellWaiting,
		jobs.EscalateApproval:   d.tellWaiting,
		jobs.ExpireDraft:        d.tellDecision,
		jobs.CloseMatching:      d.tellClosing,
		jobs.OpenPairings:       d.tellDecision,
		jobs.IntroducePairings:  d.tellIntroductions,
		jobs.CloseSession:       d.tellMeeting,
		jobs.OpenSurvey:         d.tellSurvey,
		jobs.RemindSurvey:       d.tellSurvey,
		jobs.CloseSurvey:        d.tellSurvey,
		jobs.EndProgram:         d.tellEnd,
	}[m.Kind]
	if tell == nil {
		return nil
	}
	return tell(ctx, m, now)
}

func (d *demo) tellRegistration(ctx context.Context, m program.Moment, now time.Time) error {
	counts, err := d.store.ParticipantCounts(ctx, d.program.ID)
	if err != nil {
		return err
	}
	invited, registered := counts[program.Invited], counts[program.Registered]+counts[program.Paused]
	switch {
	case m.Kind == jobs.OpenRegistration:
		d.story.tell(now, "Registration opens: %s, within their own working hours", count(invited, "one person is invited", "%d people are invited"))
	case invited == 0:
		d.story.tell(now, "All %d have registered, so nobody is reminded", registered)
	default:
		d.story.tell(now, "%d of %d have registered; %s", registered, registered+invited, count(invited, "one person is reminded", "%d people are reminded"))
	}
	return nil
}

// latestDraft is the newest Draft of the newest Round.
func (d *demo) latestDraft(ctx context.Context) (program.Round, program.Draft, error) {
	rounds, err := d.store.Rounds(ctx, d.program.ID)
	if err == nil && len(rounds) == 0 {
		err = program.ErrNotFound
	}
	if err != nil {
		return program.Round{}, program.Draft{}, err
	}
	round := rounds[len(rounds)-1]
	draft, err := d.store.LatestDraft(ctx, round.ID)
	return round, draft, err
}

func (d *demo) tellDraft(ctx context.Context, _ program.Moment, now time.Time) error {
	round, draft, err := d.latestDraft(ctx)
	if round.State == program.RoundFailed {
		d.story.tell(now, "Pairing runs and makes no draft: %s", round.Reason)
		return nil
	}
	if err != nil {
		return err
	}
	s := draft.Summary
	best := "the best possible"
	if !s.Optimal {
		best = fmt.Sprintf("within %v %% of the best possible", s.Within())
	}
	d.story.tell(now, "Pairing runs: %d people in %s, %s; %s are asked to approve", s.Paired, count(s.Pairs, "one pairing", "%d pairings"), best, d.admins())
	if len(s.Unpaired) > 0 {
		d.story.tell(now, "%s, and the draft says why", count(len(s.Unpaired), "One person has no partner", "%d people have no partner"))
	}
	return nil
}

func (d *demo) tellWaiting(ctx context.Context, _ program.Moment, now time.Time) error {
	_, draft, err := d.latestDraft(ctx)
	if err == nil && draft.State == program.DraftReady {
		d.story.tell(now, "The draft still waits: %s are reminded", d.admins())
	}
	return err
}

func (d *demo) tellDecision(ctx context.Context, m program.Moment, now time.Time) error {
	_, draft, err := d.latestDraft(ctx)
	if err != nil || string(draft.ID) != m.Subject {
		return err
	}
	switch {
	case m.Kind == jobs.OpenPairings && draft.State == program.DraftApproved:
		by, err := d.store.Person(ctx, draft.DecidedBy)
		if err != nil {
			return err
		}
		d.story.tell(now, "%s has approved; it can be undone until %s, and nothing leaves before", d.nameOf(string(by.Address)), draft.UndoUntil.In(d.story.zone).Format("15:04"))
	case m.Kind == jobs.ExpireDraft && draft.State == program.DraftExpired:
		d.story.tell(now, "The draft has expired; nobody was introduced")
	}
	return nil
}

// tellTakenBack tells of each draft that an Administrator has discarded, and of
// each approval that one has undone, once: these have no Moment.
func (d *demo) tellTakenBack(ctx context.Context, now time.Time) error {
	d.turn.Lock()
	defer d.turn.Unlock()
	for state, words := range map[program.DraftState]string{
		program.DraftDiscarded: "%s has discarded the draft; nobody is introduced by it",
		program.DraftUndone:    "%s has undone the approval; nobody is introduced by it",
	} {
		drafts, err := d.store.DraftsIn(ctx, d.program.ID, state)
		if err != nil {
			return err
		}
		for _, draft := range drafts {
			if d.takenBack[draft.ID] {
				continue
			}
			by, err := d.store.Person(ctx, draft.DecidedBy)
			if err != nil {
				return err
			}
			d.takenBack[draft.ID] = true
			d.story.tell(now, words, d.nameOf(string(by.Address)))
		}
	}
	return nil
}

// tellClosing tells who hears now that nothing is decided: those to whom it was
// just written.
func (d *demo) tellClosing(ctx context.Context, _ program.Moment, now time.Time) error {
	rows, err := d.store.Outbox(ctx, db.OutboxFilter{ProgramID: d.program.ID, Limit: 10_000_000})
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r program.OutboxRow) bool { return r.Kind != program.NotPairedYet || !r.CreatedAt.Equal(now) })
	if len(rows) > 0 {
		d.story.tell(now, "Matching has closed: %s that nothing is decided yet, and %s what they can do", count(len(rows), "one person is told", "%d people are told"), d.admins())
	}
	return nil
}

func (d *demo) tellIntroductions(ctx context.Context, m program.Moment, now time.Time) error {
	_, draft, err := d.latestDraft(ctx)
	if err != nil || string(draft.ID) != m.Subject || draft.State != program.DraftApproved {
		return err
	}
	d.story.tell(now, "The time to undo is over: %d people are introduced, and invited to their meetings", draft.Summary.Paired)
	return d.plan(ctx)
}

func (d *demo) tellEnd(ctx context.Context, m program.Moment, now time.Time) error {
	if _, err := d.store.Moment(ctx, m.Kind, m.Subject); !errors.Is(err, program.ErrNotFound) {
		return err // it comes again when the last survey has closed
	}
	report, err := d.work.Report(ctx, d.program)
	if err != nil {
		return err
	}
	d.story.tell(now, "The program is over: %d of %d meetings took place; %s get the report", report.Met, report.Sessions, d.admins())
	return nil
}
