package jobs

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// InvitationAnswer is an answer to an invitation as it came in.
type InvitationAnswer struct {
	UID        string
	Recurrence time.Time // of the one session that it is about; zero: the whole Series
	Answer     program.PartStat
	Sequence   int // of the invitation that is answered
	Stamp      time.Time
	Proposed   time.Time // when they would rather meet; zero: they said nothing of it
	Comment    string
	Source     string // imip | google

	From        program.Address // who says so
	Attendee    program.Address // who it is that answers, as their calendar has it; "" From
	Participant program.ID      // who was given the address it went to; "" nobody
	Authentic   bool            // From is known to be who says so
}

// What becomes of an answer, for the log.
const (
	TookAnswer     = "it counts"
	AskedWhose     = "asked whose it is"
	AskedToday     = "they have been asked about it before, or about another today"
	UnknownUID     = "no series has this UID"
	UnknownMember  = "from none of those who meet"
	UnknownSession = "the series has no such session"
	OldAnswer      = "older than what is known"
	ClosedMeeting  = "the meetings are over"
)

// TakeAnswer takes an answer to an invitation, and does what follows from it.
//
// Invariant: of what a person answered to a Session or a Series the newest counts,
// in whatever order and however often answers arrive; what follows from one is
// sent once. An answer that nobody can vouch for changes nothing until the person
// confirms it. Whatever people answer or do not, the meetings stand until somebody
// moves them.
func (w *Work) TakeAnswer(ctx context.Context, a InvitationAnswer, now time.Time) (string, error) {
	series, err := w.Store.SeriesByUID(ctx, a.UID)
	if errors.Is(err, program.ErrNotFound) {
		return UnknownUID, nil
	}
	if err != nil {
		return "", err
	}
	a = a.asOf(series, now)
	pairing, err := w.Store.Pairing(ctx, series.PairingID)
	if err != nil {
		return "", err
	}
	members, err := w.members(ctx, pairing)
	if err != nil {
		return "", err
	}
	member, ok := a.by(members)
	if !ok {
		return UnknownMember, nil
	}
	sessions, err := w.Store.Sessions(ctx, pairing.ID)
	if err != nil {
		return "", err
	}
	session, ok := sessionAt(sessions, series, a.Recurrence)
	reply := program.Reply{
		SeriesID: series.ID, SessionID: session.ID, ParticipantID: member.ID,
		Answer: a.Answer, Source: a.Source, Sequence: a.Sequence, Stamp: a.Stamp, At: now, Proposed: a.Proposed,
	}
	reply.ID = countedID(reply)
	switch {
	case !ok:
		return UnknownSession, nil
	case pairing.State != program.PairingIntroduced || series.State == program.SeriesEnded || series.State == program.SeriesCancelled:
		return ClosedMeeting, nil
	case reply.Late(sessions):
		return OldAnswer, nil
	}
	if !a.proves(member) {
		return w.askWhose(ctx, member, reply, now)
	}
	return w.takeReply(ctx, pairing, reply, a.Comment, now)
}

// clocksDiffer is by how much people's clocks may be ahead of ours.
const clocksDiffer = 5 * time.Minute

// proposeWithin is how far ahead an hour may be that somebody would rather have.
const proposeWithin = 365 * 24 * time.Hour

// asOf is the answer as it can have been given until now: none is to an invitation that
// has not been sent, nor from the future, from where it would be newer than all others.
// Times that no clock of today shows, which neither the store nor an email can hold, are
// no times.
func (a InvitationAnswer) asOf(series program.Series, now time.Time) InvitationAnswer {
	a.Sequence = min(a.Sequence, series.Sequence)
	if latest := now.Add(clocksDiffer); a.Stamp.After(latest) {
		a.Stamp = latest
	}
	if epoch := time.Unix(0, 0).UTC(); a.Stamp.Before(epoch) {
		a.Stamp = epoch
	}
	if a.Proposed.Before(now) || a.Proposed.After(now.Add(proposeWithin)) {
		a.Proposed = time.Time{}
	}
	return a
}

// sessionAt is the Session that the rule of a Series has at an instant, and whether it
// has any then; at zero it has no Session, but all of them.
func sessionAt(sessions []program.Session, series program.Series, recurrence time.Time) (program.Session, bool) {
	at := slices.IndexFunc(sessions, func(s program.Session) bool { return s.SeriesID == series.ID && s.Recurrence().Equal(recurrence) })
	if at < 0 {
		return program.Session{}, recurrence.IsZero()
	}
	return sessions[at], true
}

func (w *Work) takeReply(ctx context.Context, pairing program.Pairing, reply program.Reply, comment string, now time.Time) (string, error) {
	e, err := w.followsFrom(ctx, pairing, reply, comment, now)
	if err != nil {
		return "", err
	}
	taken, err := w.Store.TakeReply(ctx, reply, e)
	if err == nil && !taken {
		return OldAnswer, nil
	}
	return TookAnswer, err
}

// followsFrom is what an answer leads to: other hours for a session that somebody
// cannot come to, or would rather have at another; a question to who declined all.
func (w *Work) followsFrom(ctx context.Context, pairing program.Pairing, reply program.Reply, comment string, now time.Time) (e db.Effects, err error) {
	if reply.Answer != program.Declined && reply.Proposed.IsZero() {
		return e, nil
	}
	c, err := w.choicesOf(ctx, reply, now)
	if errors.Is(err, program.ErrClosed) {
		return e, nil
	}
	if err != nil {
		return e, err
	}
	key := strconv.Itoa(reply.Sequence) + " " + reply.Stamp.UTC().Format(time.RFC3339)
	if c.AnsweredAll(reply) && reply.Proposed.IsZero() {
		p := byID(c.members)[reply.ParticipantID]
		m := w.toParticipant(c.prog, p, program.SeriesDeclined, now, reply.ID, key)
		m.of(c.pairing)
		m.aheadOf(c.sessions)
		m.into(&e, templates.SeriesDeclinedEmail{Envelope: m.envelope(), Partners: partners(c.prog, c.members, p.ID), Meeting: c.meeting(), Move: m.moveLink(c.pairing)})
		return e, nil
	}
	who := byID(c.members)[reply.ParticipantID].Person.DisplayName()
	for _, reader := range c.members {
		mine := reader.ID == reply.ParticipantID
		if reader.Person.Erased() || mine && !reply.Proposed.IsZero() {
			continue
		}
		m := w.toParticipant(c.prog, reader, program.MoveSuggested, now, reply.ID, key)
		m.of(c.pairing)
		m.aheadOf(c.sessions)
		m.notAfter(c.session.StartsAt)
		email := templates.MoveSuggestedEmail{
			Envelope: m.envelope(), Partners: partners(c.prog, c.members, reader.ID), By: who, Comment: comment, Meeting: c.meeting(),
			Suggested: reply.Proposed, Openings: c.Openings, Unknown: c.Unknown, Move: m.moveLink(c.pairing),
		}
		if mine {
			email.By, email.Comment = "", ""
		}
		for _, wish := range c.Wishes(reader.ID) {
			if wish.At.Equal(reply.Proposed) {
				email.Openings, email.Outside, email.Busy = append([]time.Time{wish.At}, c.Openings...), wish.Outside, wish.Busy
			}
		}
		m.into(&e, email)
	}
	return e, nil
}

// choicesOf are the choices about what a Reply answers, as it makes them: one Session,
// or the next one of its Series. It returns program.ErrClosed where that is over, or was skipped.
func (w *Work) choicesOf(ctx context.Context, reply program.Reply, now time.Time) (Choices, error) {
	series, err := w.Store.Series(ctx, reply.SeriesID)
	if err != nil {
		return Choices{}, err
	}
	id := reply.SessionID
	if id == "" {
		sessions, err := w.Store.Sessions(ctx, series.PairingID)
		if err != nil {
			return Choices{}, err
		}
		next := slices.IndexFunc(sessions, func(s program.Session) bool {
			return s.SeriesID == series.ID && s.State == program.SessionInvited && s.StartsAt.After(now)
		})
		if next < 0 {
			return Choices{}, program.ErrClosed
		}
		id = sessions[next].ID
	}
	replies, err := w.Store.Replies(ctx, series.PairingID)
	if err != nil {
		return Choices{}, err
	}
	replies = append(slices.DeleteFunc(replies, func(r program.Reply) bool { return r.ID == countedID(reply) }), reply)
	c, err := w.choices(ctx, series.PairingID, id, replies, now)
	if err == nil && c.session.ID != id { // those of the next one: this one is over, or was skipped
		err = program.ErrClosed
	}
	return c, err
}
