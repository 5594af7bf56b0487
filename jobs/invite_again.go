package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// SentAgain is what becomes of a wish for the invitation.
const SentAgain = "the invitation is sent again, once a day"

// inviteAgain sends a member the invitation as it stands, because their calendar has
// asked for it (RFC 5546 section 3.2.6), and after it each meeting that was moved by
// itself. It goes to the address that is known, whoever asked.
//
// Invariant: whatever comes in a member's name, they get the invitation to a Series
// again once a day at most.
func (w *Work) inviteAgain(ctx context.Context, a InvitationAnswer, now time.Time) (string, error) {
	series, err := w.Store.SeriesByUID(ctx, a.UID)
	if errors.Is(err, program.ErrNotFound) {
		return UnknownUID, nil
	}
	if err != nil {
		return "", err
	}
	c, err := w.choicesOf(ctx, program.Reply{SeriesID: series.ID}, now)
	if errors.Is(err, program.ErrClosed) {
		return ClosedMeeting, nil
	}
	if err != nil {
		return "", err
	}
	member, ok := a.by(c.members)
	if !ok || inCalendars(&series) {
		return UnknownMember, nil
	}
	var e db.Effects
	again, today := string(program.MeetingsAgain), now.UTC().Format(time.DateOnly)
	m := w.toParticipant(c.prog, member, program.MeetingChanged, now, series.ID, again, today)
	m.of(c.pairing)
	m.into(&e, templates.MeetingChangedEmail{
		Envelope: m.envelope(), Partners: partners(c.prog, c.members, member.ID), Change: program.MeetingsAgain, Was: c.session.StartsAt, Meeting: c.meeting(),
		Calendar: w.calendarOf(c.prog, c.series, c.members, calendar.Request), Move: m.moveLink(c.pairing),
	})
	changedPairing{w: w, prog: c.prog, pairing: c.pairing, sessions: c.sessions, members: c.members}.movedAgain(&e, c.series, member, now, again, today)
	return SentAgain, w.Store.Write(ctx, e)
}
