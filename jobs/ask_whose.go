package jobs

import (
	"context"
	"errors"
	"strconv"
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
func (w *Work) askWhose(ctx context.Context, member program.Participant, reply program.Reply, now time.Time) (string, error) {
	counts, err := w.counted(ctx, reply)
	if err != nil {
		return "", err
	}
	if !reply.Follows(counts) {
		return OldAnswer, nil
	}
	c, err := w.choicesOf(ctx, reply, now)
	if errors.Is(err, program.ErrClosed) {
		return ClosedMeeting, nil
	}
	if err != nil {
		return "", err
	}
	reply.ID, reply.Unconfirmed = askedID(reply), true
	var e db.Effects
	m := w.toParticipant(c.prog, member, program.ReplyCheck, now, reply.ID)
	m.of(c.pairing)
	m.into(&e, templates.ReplyCheckEmail{
		Envelope: m.envelope(), Partners: partners(c.prog, c.members, member.ID), Answer: reply.Answer, Meeting: c.meeting(), Series: c.AnsweredAll(reply),
		Proposed: reply.Proposed, Confirm: m.link(program.ForReply, reply.ID, 0, c.session.EndsAt),
	})
	asked, err := w.Store.AskAbout(ctx, reply, e)
	if err == nil && !asked {
		return AskedToday, nil
	}
	return AskedWhose, err
}

// counted is the answer of the same person to the same meetings that counts; where none
// does it is one that all others follow.
func (w *Work) counted(ctx context.Context, reply program.Reply) (program.Reply, error) {
	counts, err := w.Store.Reply(ctx, countedID(reply))
	if errors.Is(err, program.ErrNotFound) {
		return program.Reply{}, nil
	}
	return counts, err
}

// countedID is the id of the answer that counts of one person to the same meetings.
func countedID(r program.Reply) program.ID {
	return program.DeriveID(r.SeriesID, "reply", string(r.ParticipantID), string(r.SessionID))
}

// askedID is the id of an answer that its person is asked about: made of all that it
// says, so that a link to it can never confirm anything else.
func askedID(r program.Reply) program.ID {
	return program.DeriveID(countedID(r), "unconfirmed", string(r.Answer), strconv.Itoa(r.Sequence), r.Stamp.UTC().Format(time.RFC3339Nano), r.Proposed.UTC().Format(time.RFC3339Nano))
}

// AskedReply is an answer that its person was asked about, and the meeting that it is
// to. It returns program.ErrClosed where there is nothing left to confirm: the meeting
// has changed since or is over, or its person has given another answer or has left.
func (w *Work) AskedReply(ctx context.Context, id program.ID, now time.Time) (program.Reply, Choices, error) {
	reply, err := w.Store.Reply(ctx, id)
	if errors.Is(err, program.ErrNotFound) { // it went with the hour that it was to
		err = program.ErrClosed
	}
	if err != nil {
		return reply, Choices{}, err
	}
	c, err := w.choicesOf(ctx, reply, now)
	if err != nil {
		return reply, c, err
	}
	counts, err := w.counted(ctx, reply)
	if err == nil && (!c.pairing.Has(reply.ParticipantID) || reply.Late(c.sessions) || counts.Follows(reply)) {
		err = program.ErrClosed
	}
	return reply, c, err
}

// ConfirmReply lets an answer count that its person has confirmed. It returns
// program.ErrClosed as AskedReply does.
func (w *Work) ConfirmReply(ctx context.Context, id program.ID, now time.Time) error {
	reply, c, err := w.AskedReply(ctx, id, now)
	if err != nil {
		return err
	}
	reply.ID, reply.Unconfirmed, reply.At = countedID(reply), false, now
	_, err = w.takeReply(ctx, c.pairing, reply, "", now)
	return err
}
