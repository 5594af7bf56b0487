package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// askWhose asks a member whether an answer that came in their name is theirs.
//
// Invariant: of what comes in somebody's name on one day, about the same meetings, the
// first is asked about; the rest is not, and never counts. What a question asks is
// what its link confirms.
func (w *Work) askWhose(ctx context.Context, pairing program.Pairing, member program.Participant, reply program.Reply, now time.Time) (string, error) {
	newer, err := w.answeredSince(ctx, reply)
	if err != nil {
		return "", err
	}
	if newer {
		return OldAnswer, nil
	}
	c, err := w.choicesOf(ctx, reply, now)
	if errors.Is(err, program.ErrClosed) {
		return ClosedMeeting, nil
	}
	if err != nil {
		return "", err
	}
	reply.ID = program.DeriveID(reply.ID, "unconfirmed", now.UTC().Format(time.DateOnly))
	reply.Unconfirmed = true
	var e db.Effects
	m := w.toParticipant(c.prog, member, program.ReplyCheck, now, reply.ID)
	m.of(c.pairing)
	m.into(&e, templates.ReplyCheckEmail{
		Envelope: m.envelope(), Partners: partners(c.prog, c.members, member.ID), Answer: reply.Answer, Meeting: c.meeting(), Series: reply.SessionID == "",
		Proposed: reply.Proposed, Confirm: m.link(program.ForReply, reply.ID, 0, c.session.EndsAt),
	})
	asked, err := w.Store.AskAbout(ctx, reply, e)
	if err == nil && !asked {
		return AskedToday, nil
	}
	return AskedWhose, err
}

// answeredSince reports whether the answer that counts is another one, which was given
// later, or is this one.
func (w *Work) answeredSince(ctx context.Context, reply program.Reply) (bool, error) {
	counts, err := w.Store.Reply(ctx, reply.ID)
	if errors.Is(err, program.ErrNotFound) {
		return false, nil
	}
	return !reply.Follows(counts), err
}

// ConfirmReply lets an answer count that its person has confirmed.
func (w *Work) ConfirmReply(ctx context.Context, reply program.Reply, now time.Time) error {
	series, err := w.Store.Series(ctx, reply.SeriesID)
	if err != nil {
		return err
	}
	pairing, err := w.Store.Pairing(ctx, series.PairingID)
	if err != nil {
		return err
	}
	reply.ID = program.DeriveID(series.ID, "reply", string(reply.ParticipantID), string(reply.SessionID))
	reply.Unconfirmed, reply.At = false, now
	_, err = w.takeReply(ctx, pairing, reply, "", now)
	return err
}
