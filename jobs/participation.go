package jobs

import (
	"context"
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
	w.confirmParticipation(&e, prog, p, program.Paused, until, now)
	return w.moveParticipant(ctx, p, program.Paused, until, "paused", now, e)
}

// Resume brings a paused Participant back, and confirms it.
func (w *Work) Resume(ctx context.Context, p program.Participant, now time.Time) error {
	prog, err := w.Store.Program(ctx, p.ProgramID)
	if err != nil {
		return err
	}
	var e db.Effects
	w.confirmParticipation(&e, prog, p, program.Registered, program.Date{}, now)
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

// Leave ends a person's participation: the Pairings end, the partners are
// told and, like the person, get a cancellation for their calendars.
func (w *Work) Leave(ctx context.Context, p program.Participant, now time.Time) error {
	prog, err := w.Store.Program(ctx, p.ProgramID)
	if err != nil {
		return err
	}
	if p.State != program.Left {
		var e db.Effects
		w.confirmParticipation(&e, prog, p, program.Left, program.Date{}, now)
		if err := w.moveParticipant(ctx, p, program.Left, program.Date{}, "left", now, e); err != nil {
			return err
		}
	}
	pairings, err := w.Store.PairingsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, pairing := range pairings {
		if err := w.endPairing(ctx, prog, pairing, p.ID, "a member left", now); err != nil {
			return err
		}
	}
	return nil
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

func (w *Work) confirmParticipation(e *db.Effects, prog db.Program, p program.Participant, state program.ParticipantState, until program.Date, now time.Time) {
	m := w.toParticipant(prog, p, program.ParticipationConfirmed, now, p.ID, string(state), now.UTC().Format(time.RFC3339))
	m.into(e, templates.ParticipationConfirmedEmail{Envelope: m.envelope(), State: state, Until: until})
}

// Unsubscribe stops the mail that can be done without; what a person needs to
// take part (introductions, invitations, confirmations) still comes.
func (w *Work) Unsubscribe(ctx context.Context, p program.Participant, now time.Time) error {
	_, err := w.Store.Unsubscribe(ctx, p.ID, now, db.Effects{
		Audit: []program.Audit{w.audit(p.ProgramID, string(p.PersonID), "unsubscribed", p.ID, "", now)},
	})
	return err
}

// endPairing ends a Pairing for everyone: calendars are cleared, and members
// other than the one who left are told.
func (w *Work) endPairing(ctx context.Context, prog db.Program, pairing program.Pairing, leaver program.ID, reason string, now time.Time) error {
	if pairing.State != program.PairingHeld && pairing.State != program.PairingIntroduced {
		return nil
	}
	members, err := w.members(ctx, pairing)
	if err != nil {
		return err
	}
	var e db.Effects
	if pairing.State == program.PairingIntroduced {
		if err := w.cancelSeries(ctx, &e, prog, pairing, members, now); err != nil {
			return err
		}
		for _, p := range members {
			if p.ID == leaver {
				continue
			}
			m := w.toParticipant(prog, p, program.PairingEndedNotice, now, pairing.ID)
			m.of(pairing)
			m.into(&e, templates.PairingEndedEmail{Envelope: m.envelope(), Partners: partners(prog, members, p.ID)})
		}
	}
	e.Audit = append(e.Audit, w.audit(prog.ID, "peerpost", "pairing ended", pairing.ID, reason, now))
	_, err = w.Store.EndPairing(ctx, pairing.ID, reason, now, e)
	return err
}
