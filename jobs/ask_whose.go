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
func (w *Work) askWhose(ctx context.Context, pairing program.Pairing, member program.Participant, reply program.Reply, now time.Time) (string, error) {
	c, err := w.choicesOf(ctx, reply, now)
	if errors.Is(err, program.ErrClosed) {
		return ClosedMeeting, nil
	}
	if err != nil {
		return "", err
	}
	reply.ID = program.DeriveID(reply.ID, "unconfirmed")
	reply.Unconfirmed = true
	var e db.Effects
	// Once a day at most, whatever comes in their name: the newest is asked about.
	m := w.toParticipant(c.prog, member, program.ReplyCheck, now, reply.ID, now.UTC().Format(time.DateOnly))
	m.of(c.pairing)
	m.into(&e, templates.ReplyCheckEmail{
		Envelope: m.envelope(), Partners: partners(c.prog, c.members, member.ID), Answer: reply.Answer, Meeting: c.meeting(), Series: reply.SessionID == "",
		Confirm: m.link(program.ForReply, reply.ID, 0, c.session.EndsAt),
	})
	taken, err := w.Store.TakeReply(ctx, reply, e)
	if err == nil && !taken {
		return OldAnswer, nil
	}
	return AskedWhose, err
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
