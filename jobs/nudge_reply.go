package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

const (
	nudgeAfter = 3 * 24 * time.Hour // the introduction
	nudgeAhead = 24 * time.Hour     // of the first Session, at least
)

// nudgeReply asks who has not answered the invitation to do so, once.
//
// Invariant: each member of an introduced Pairing who has answered nothing gets one
// nudge at most, before the first Session, and only where answers can arrive.
func (w *Work) nudgeReply(ctx context.Context, m program.Moment, now time.Time) error {
	arrive, err := w.answersArrive(ctx)
	if err != nil || !arrive {
		return err
	}
	c, err := w.Choices(ctx, program.ID(m.Subject), "", now)
	if errors.Is(err, program.ErrClosed) || err == nil && c.session.Number > 1 {
		return nil
	}
	if err != nil {
		return err
	}
	replies, err := w.Store.Replies(ctx, c.pairing.ID)
	if err != nil {
		return err
	}
	var e db.Effects
	for _, p := range c.members {
		if slices.ContainsFunc(replies, func(r program.Reply) bool { return r.ParticipantID == p.ID && !r.Late(c.sessions) }) {
			continue
		}
		nudge := w.toParticipant(c.prog, p, program.ReplyNudge, now, c.pairing.ID)
		nudge.of(c.pairing)
		nudge.notAfter(c.session.StartsAt)
		nudge.into(&e, templates.ReplyNudgeEmail{Envelope: nudge.envelope(), Partners: partners(c.prog, c.members, p.ID), Meeting: c.meeting(), Move: nudge.moveLink(c.pairing)})
	}
	return w.Store.Write(ctx, e)
}

// nudgeMoment is when who has not answered the invitation to these Sessions is
// reminded; ok is false where there is no time for it.
func nudgeMoment(first program.Session, introduced time.Time) (m program.Moment, ok bool) {
	due := introduced.Add(nudgeAfter)
	return moment(first.ProgramID, NudgeReply, string(first.PairingID), due), due.Add(nudgeAhead).Before(first.StartsAt)
}

// mailArrives names the installation's fact that some message has come in.
const mailArrives = "mail arrives"

// answersArrive reports whether answers can come in: out of a mailbox, from Google, or
// as a mail server has handed over other messages. Elsewhere nobody seems to answer.
func (w *Work) answersArrive(ctx context.Context) (bool, error) {
	if w.Inbox || w.Google != nil {
		return true, nil
	}
	since, err := w.Store.Fact(ctx, mailArrives)
	return since != "", err
}

// noteArrival remembers that a message has come in.
func (w *Work) noteArrival(ctx context.Context, now time.Time) error {
	since, err := w.Store.Fact(ctx, mailArrives)
	if err == nil && since == "" {
		_, err = w.Store.ReplaceFact(ctx, mailArrives, "", now.UTC().Format(time.RFC3339))
	}
	return err
}
