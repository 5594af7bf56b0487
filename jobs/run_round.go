package jobs

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// runRound pairs the pool of a Round and asks every Administrator to decide.
//
// Invariant: a Round that was due has one Draft of the newest inputs that
// waits for a decision, the only one of its Program, with one request to each
// Administrator; or it has failed, with one notice. No participant hears
// anything.
func (w *Work) runRound(ctx context.Context, m program.Moment, now time.Time) error {
	round, err := w.Store.Round(ctx, program.ID(m.Subject))
	if err != nil {
		return err
	}
	prog, err := w.Store.Program(ctx, round.ProgramID)
	if err != nil {
		return err
	}
	if prog.Switch != program.SwitchOn {
		return ErrSwitchedOff
	}
	switch round.State {
	case program.RoundDue:
		if _, err := w.Store.MoveRound(ctx, round.ID, program.RoundDue, program.RoundRunning, "", db.Effects{}); err != nil {
			return err
		}
	case program.RoundRunning, program.RoundDrafted:
	default:
		return nil
	}
	return w.draftRound(ctx, prog, round, now)
}

// ErrSwitchedOff is returned while the pairing switch is off; a job waits for it.
var ErrSwitchedOff = db.ErrSwitchedOff

func (w *Work) draftRound(ctx context.Context, prog db.Program, round program.Round, now time.Time) error {
	if err := w.awaitOpened(ctx, prog, round); err != nil {
		return err
	}
	digest, err := w.Store.InputDigest(ctx, prog.ID)
	if err != nil {
		return err
	}
	revision := 1
	latest, err := w.Store.LatestDraft(ctx, round.ID)
	switch {
	case errors.Is(err, program.ErrNotFound):
	case err != nil:
		return err
	case latest.State == program.DraftReady && latest.Digest == digest:
		return nil
	default:
		revision = latest.Revision + 1
	}
	pool, err := w.pool(ctx, prog)
	if err != nil {
		return err
	}
	if prog.Over(now) {
		return w.failRound(ctx, prog, round, latest, programOver, pool, now)
	}
	if why := pool.tooFew(); why != "" {
		return w.failRound(ctx, prog, round, latest, why, pool, now)
	}
	earlier, err := w.Store.Earlier(ctx, prog.ID)
	if err != nil {
		return err
	}
	result, err := matching.Solve(ctx, matching.Problem{Program: &prog.Program, People: pool.people, Earlier: earlier, Seed: round.Seed})
	if err != nil {
		return err
	}
	if len(result.Proposals) == 0 {
		return w.failRound(ctx, prog, round, latest, noPair, pool, now)
	}
	draft := program.Draft{
		ID: program.DeriveID(round.ID, "draft", strconv.Itoa(revision), digest), RoundID: round.ID, ProgramID: prog.ID, Revision: revision, Digest: digest,
		ProgramVersion: prog.Version, CreatedAt: now, ExpiresAt: now.Add(program.DraftLives),
	}
	proposals := proposalsOf(draft.ID, result)
	draft.Summary = summaryOf(result, pool)
	e, err := w.requestApproval(ctx, prog, round, draft, proposals, pool, now)
	if err != nil {
		return err
	}
	waiting, err := w.Store.DraftsIn(ctx, prog.ID, program.DraftReady)
	if err != nil {
		return err
	}
	for _, d := range waiting {
		e.Gone = append(e.Gone, draftMoments(d)...)
	}
	_, err = w.Store.SaveDraft(ctx, draft, proposals, now, e)
	return err
}

// errStillOpening makes a Round wait until those who were just approved are
// known to be taken.
var errStillOpening = errors.New("the pairings of the last draft are still being opened")

func (w *Work) awaitOpened(ctx context.Context, prog db.Program, round program.Round) error {
	rounds, err := w.Store.Rounds(ctx, prog.ID)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if r.ID == round.ID || r.State != program.RoundApproved {
			continue
		}
		draft, err := w.Store.LatestDraft(ctx, r.ID)
		if err != nil {
			return err
		}
		_, err = w.Store.Moment(ctx, OpenPairings, string(draft.ID))
		if err == nil {
			return errStillOpening
		}
		if !errors.Is(err, program.ErrNotFound) {
			return err
		}
	}
	return nil
}

func proposalsOf(draft program.ID, result matching.Result) []program.Proposal {
	proposals := make([]program.Proposal, len(result.Proposals))
	for i, p := range result.Proposals {
		members := make([]program.Member, len(p.Members))
		names := make([]string, len(p.Members))
		for j, id := range p.Members {
			members[j] = program.Member{ParticipantID: id, Role: program.Peer}
			names[j] = string(id)
		}
		proposals[i] = program.Proposal{ID: program.DeriveID(draft, names...), DraftID: draft, Ordinal: i + 1, Members: members, Score: p.Score, Reasons: p.Reasons}
	}
	return proposals
}

func summaryOf(result matching.Result, pool pool) program.Summary {
	s := program.Summary{Pairs: len(result.Proposals), Score: result.Score, Bound: result.Bound, Optimal: result.Optimal,
		Unpaired: result.Unpaired, Inputs: program.InputsOf(pool.registered)}
	for _, p := range pool.unreached {
		s.Unpaired = append(s.Unpaired, program.Unpaired{ParticipantID: p.ID, Name: p.Person.DisplayName(), Unreached: true})
	}
	for _, p := range result.Proposals {
		s.Paired += len(p.Members)
		s.Mean += p.Score
	}
	if s.Pairs > 0 {
		s.Mean /= float64(s.Pairs)
	}
	return s
}

// failRound ends a Round of which no Draft can be made. One of its Drafts that
// waits no longer fits.
func (w *Work) failRound(ctx context.Context, prog db.Program, round program.Round, latest program.Draft, reason string, p pool, now time.Time) error {
	e, err := w.toAdministrators(ctx, prog, program.RoundFailedNotice, now, round.ID, func(m *message) any {
		return templates.RoundFailedEmail{Envelope: m.envelope(), Reason: reason, Registered: len(p.registered)}
	})
	if err != nil {
		return err
	}
	if latest.State == program.DraftReady {
		gone := db.Effects{Gone: draftMoments(latest)}
		if _, err := w.Store.CloseDraft(ctx, db.Decision{DraftID: latest.ID, At: now}, program.DraftStale, gone); err != nil {
			return err
		}
	}
	for _, from := range []program.RoundState{program.RoundRunning, program.RoundDrafted} {
		if moved, err := w.Store.MoveRound(ctx, round.ID, from, program.RoundFailed, reason, e); err != nil || moved {
			return err
		}
	}
	return nil
}
