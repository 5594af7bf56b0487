package jobs

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

const (
	// proposalsInEmail is how many Proposals an approval email shows; the
	// others are on the review page.
	proposalsInEmail = 20
	remindAfter      = 2 * 24 * time.Hour
	escalateBefore   = 24 * time.Hour
)

// requestApproval is what follows from a new Draft: a request to every
// Administrator, a reminder, an escalation and an end.
func (w *Work) requestApproval(ctx context.Context, prog db.Program, round program.Round, draft program.Draft, proposals []program.Proposal, pool pool, now time.Time) (db.Effects, error) {
	counts, err := w.Store.ParticipantCounts(ctx, prog.ID)
	if err != nil {
		return db.Effects{}, err
	}
	strangers, err := w.Strangers(ctx, prog)
	if err != nil {
		return db.Effects{}, err
	}
	people := ToldApart(byID(append(slices.Clone(pool.people), pool.unreached...)))
	shown := proposals[:min(len(proposals), proposalsInEmail)]
	s := draft.Summary
	e, err := w.toAdministrators(ctx, prog, program.ApprovalRequest, now, draft.ID, func(m *message) any {
		return templates.ApprovalRequestEmail{
			Envelope: m.envelope(), Round: round.Number, Revision: draft.Revision,
			Registered: s.Paired + len(s.Unpaired), NotRegistered: counts[program.Invited], Pausing: counts[program.Paused],
			Paired: s.Paired, Pairs: s.Pairs, MeanPercent: percent(s.Mean), Optimal: s.Optimal, Within: s.Within(),
			Proposals: ProposalLines(prog.Program, shown, people), More: len(proposals) - len(shown),
			Unpaired: UnpairedLines(prog.Program, s.Unpaired, people), Strangers: strangers, Expires: draft.ExpiresAt, Undo: prog.Pairing.Undo,
			Review: w.draftLink(m, program.ForReview, draft), Approve: w.draftLink(m, program.ForApprove, draft),
			Discard: w.draftLink(m, program.ForDiscard, draft), Switch: w.switchLink(m, prog, draft.ExpiresAt),
		}
	})
	e.Moments = draftMoments(draft)
	return e, err
}

// draftMoments are what is to come while a Draft waits for a decision. They go
// with the decision.
func draftMoments(d program.Draft) []program.Moment {
	id := string(d.ID)
	return []program.Moment{
		moment(d.ProgramID, RemindApproval, id, d.CreatedAt.Add(remindAfter)),
		moment(d.ProgramID, EscalateApproval, id, d.ExpiresAt.Add(-escalateBefore)),
		moment(d.ProgramID, ExpireDraft, id, d.ExpiresAt),
	}
}

// draftLink is a Link to decide on exactly this revision of a Draft.
func (w *Work) draftLink(m *message, purpose program.Purpose, d program.Draft) program.Link {
	return m.link(purpose, d.ID, d.Revision, d.ExpiresAt)
}

func (w *Work) switchLink(m *message, prog db.Program, expires time.Time) program.Link {
	return m.link(program.ForSwitch, prog.ID, 0, expires)
}

func percent(score float64) int { return int(math.Round(100 * score)) }

// remindApproval reminds of a Draft that has waited two days.
//
// Invariant: one reminder to each Administrator while the Draft is ready; none
// once it is decided.
func (w *Work) remindApproval(ctx context.Context, m program.Moment, now time.Time) error {
	return w.remindOfDraft(ctx, program.ID(m.Subject), false, now)
}

// escalateApproval warns one day before a Draft expires.
//
// Invariant: as of remindApproval.
func (w *Work) escalateApproval(ctx context.Context, m program.Moment, now time.Time) error {
	return w.remindOfDraft(ctx, program.ID(m.Subject), true, now)
}

func (w *Work) remindOfDraft(ctx context.Context, id program.ID, last bool, now time.Time) error {
	draft, err := w.Store.Draft(ctx, id)
	if err != nil || draft.State != program.DraftReady {
		return err
	}
	prog, err := w.Store.Program(ctx, draft.ProgramID)
	if err != nil {
		return err
	}
	key := "reminder"
	if last {
		key = "escalation"
	}
	e, err := w.toAdministrators(ctx, prog, program.ApprovalReminder, now, draft.ID, func(m *message) any {
		m.notAfter(draft.ExpiresAt)
		return templates.ApprovalReminderEmail{
			Envelope: m.envelope(), Paired: draft.Summary.Paired, Pairs: draft.Summary.Pairs, Expires: draft.ExpiresAt, Last: last,
			Review: w.draftLink(m, program.ForReview, draft), Approve: w.draftLink(m, program.ForApprove, draft), Discard: w.draftLink(m, program.ForDiscard, draft),
		}
	}, key)
	if err != nil {
		return err
	}
	return w.Store.Write(ctx, e)
}

// expireDraft ends a Draft on which nobody decided.
//
// Invariant: a Draft that was ready at its end is expired, nobody has been
// introduced by it, and each Administrator has one notice.
func (w *Work) expireDraft(ctx context.Context, m program.Moment, now time.Time) error {
	draft, err := w.Store.Draft(ctx, program.ID(m.Subject))
	if err != nil {
		return err
	}
	_, err = w.closeDraft(ctx, draft, program.Person{}, program.DraftExpired, now)
	return err
}

// Discard throws a Draft away. It reports whether this call did; otherwise
// somebody else has decided before.
func (w *Work) Discard(ctx context.Context, draft program.Draft, by program.Person, now time.Time) (bool, error) {
	return w.closeDraft(ctx, draft, by, program.DraftDiscarded, now)
}

func (w *Work) closeDraft(ctx context.Context, draft program.Draft, by program.Person, to program.DraftState, now time.Time) (bool, error) {
	prog, err := w.Store.Program(ctx, draft.ProgramID)
	if err != nil {
		return false, err
	}
	e, err := w.tellDecided(ctx, prog, draft, by, to, now)
	if err != nil {
		return false, err
	}
	e.Gone = draftMoments(draft)
	return w.Store.CloseDraft(ctx, db.Decision{DraftID: draft.ID, By: by.ID, At: now}, to, e)
}

// tellDecided tells every Administrator what became of a Draft.
func (w *Work) tellDecided(ctx context.Context, prog db.Program, draft program.Draft, by program.Person, decision program.DraftState, now time.Time) (db.Effects, error) {
	name := ""
	if by.ID != "" {
		name = by.DisplayName()
	}
	e, err := w.toAdministrators(ctx, prog, program.DraftDecided, now, draft.ID, func(m *message) any {
		email := templates.DraftDecidedEmail{
			Envelope: m.envelope(), By: name, Decision: decision, Paired: draft.Summary.Paired, Pairs: draft.Summary.Pairs,
		}
		if decision == program.DraftApproved {
			email.UndoUntil = draft.UndoUntil
			email.Undo = m.link(program.ForUndo, draft.ID, draft.Revision, draft.UndoUntil)
		}
		return email
	}, string(decision))
	actor := string(by.ID)
	if actor == "" {
		actor = "peerpost"
	}
	e.Audit = append(e.Audit, w.audit(prog.ID, actor, "draft "+string(decision), draft.ID, "", now))
	return e, err
}
