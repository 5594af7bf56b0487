package jobs

import (
	"context"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// Pause takes a Participant out of pairing until a date, and confirms it.
func (w *Work) Pause(ctx context.Context, p program.Participant, until program.Date, now time.Time) error {
	prog, err := w.Store.Program(ctx, p.ProgramID)
	if err != nil {
		return err
	}
	loc := p.Person.TimeZone(prog.Location())
	e := db.Effects{Moments: []program.Moment{moment(prog.ID, ResumeParticipant, string(p.ID), until.In(loc, 9*60))}}
	w.confirmParticipation(&e, prog, p, program.Paused, until, false, now)
	return w.moveParticipant(ctx, p, program.Paused, until, "paused", now, e)
}

// Resume brings a paused Participant back, and confirms it.
func (w *Work) Resume(ctx context.Context, p program.Participant, now time.Time) error {
	prog, err := w.Store.Program(ctx, p.ProgramID)
	if err != nil {
		return err
	}
	paired, err := w.hasPartner(ctx, p)
	if err != nil {
		return err
	}
	e := db.Effects{Moments: closingOf(prog, now)}
	w.confirmParticipation(&e, prog, p, program.Registered, program.Date{}, paired, now)
	return w.moveParticipant(ctx, p, program.Registered, program.Date{}, "resumed", now, e)
}

// resumeParticipant brings back whoever paused until now.
//
// Invariant: a Participant whose pause is over is registered again; one who
// resumed or left earlier, or paused for longer, is untouched.
func (w *Work) resumeParticipant(ctx context.Context, m program.Moment, now time.Time) error {
	p, err := w.Store.Participant(ctx, program.ID(m.Subject))
	if err != nil || p.State != program.Paused {
		return err
	}
	return w.Resume(ctx, p, now)
}

// Leave ends a person's participation, and confirms it. The Pairings end with
// it: partners are told and, like the person, get a cancellation for their
// calendars.
func (w *Work) Leave(ctx context.Context, p program.Participant, now time.Time) error {
	prog, err := w.Store.Program(ctx, p.ProgramID)
	if err != nil {
		return err
	}
	if p.State != program.Left {
		paired, err := w.hasPartner(ctx, p)
		if err != nil {
			return err
		}
		e := db.Effects{Moments: []program.Moment{moment(prog.ID, EndPairings, string(p.ID), now)}}
		w.confirmParticipation(&e, prog, p, program.Left, program.Date{}, paired, now)
		if err := w.moveParticipant(ctx, p, program.Left, program.Date{}, "left", now, e); err != nil {
			return err
		}
	}
	return w.endPairingsOf(ctx, p, now)
}

// endPairings ends what a Participant who has gone is still in, where whoever
// began it was interrupted.
//
// Invariant: a Participant who has left, was removed or erased, or whom HR knows
// as gone for good, is in no Pairing that is held or introduced, and each partner
// has heard of it once.
func (w *Work) endPairings(ctx context.Context, m program.Moment, now time.Time) error {
	p, err := w.Store.Participant(ctx, program.ID(m.Subject))
	if err != nil || p.TakesPart() || p.State == program.Invited {
		return err
	}
	return w.endPairingsOf(ctx, p, now)
}

func (w *Work) moveParticipant(ctx context.Context, p program.Participant, to program.ParticipantState, until program.Date, action string, now time.Time, e db.Effects) error {
	if p.State == to && until == p.PausedTil {
		return nil
	}
	if !p.State.MayBecome(to) && p.State != to {
		return program.ErrConflict
	}
	e.Audit = append(e.Audit, w.audit(p.ProgramID, string(p.PersonID), action, p.ID, "", now))
	moved, err := w.Store.MoveParticipant(ctx, p.ID, p.State, to, until, now, e)
	if err == nil && !moved {
		return program.ErrConflict
	}
	return err
}

func (w *Work) confirmParticipation(e *db.Effects, prog db.Program, p program.Participant, state program.ParticipantState, until program.Date, paired bool, now time.Time) {
	m := w.toParticipant(prog, p, program.ParticipationConfirmed, now, p.ID, string(state), now.UTC().Format(time.RFC3339))
	m.into(e, templates.ParticipationConfirmedEmail{Envelope: m.envelope(), State: state, Until: until, Paired: paired})
}

// hasPartner reports whether a Participant is in a Pairing that is introduced.
func (w *Work) hasPartner(ctx context.Context, p program.Participant) (bool, error) {
	pairings, err := w.Store.PairingsOf(ctx, p.ID)
	return slices.ContainsFunc(pairings, func(v program.Pairing) bool { return v.State == program.PairingIntroduced && v.Has(p.ID) }), err
}

// Unsubscribe stops the mail that can be done without; what a person needs to
// take part (introductions, invitations, confirmations) still comes.
func (w *Work) Unsubscribe(ctx context.Context, p program.Participant, now time.Time) error {
	_, err := w.Store.Unsubscribe(ctx, p.ID, now, db.Effects{
		Audit: []program.Audit{w.audit(p.ProgramID, string(p.PersonID), "unsubscribed", p.ID, "", now)},
	})
	return err
}

// Resubscribe lets all mail come again, for who unsubscribed by mistake.
func (w *Work) Resubscribe(ctx context.Context, p program.Participant, now time.Time) error {
	_, err := w.Store.Resubscribe(ctx, p.ID, db.Effects{
		Audit: []program.Audit{w.audit(p.ProgramID, string(p.PersonID), "subscribed again", p.ID, "", now)},
	})
	return err
}
