package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// takeEvent takes the answers to one event, or to one session of it. Those to an
// hour that is not the store's are to none of its meetings: our own change of it is
// on its way, or somebody has moved it by hand.
func (w *Work) takeEvent(ctx context.Context, event calendar.GoogleChange, now time.Time) error {
	series, err := w.Store.SeriesByEvent(ctx, event.EventID)
	if errors.Is(err, program.ErrNotFound) || err == nil && !series.State.GoesOn() {
		return nil // of another installation, or over
	}
	if err != nil {
		return err
	}
	sessions, err := w.Store.Sessions(ctx, series.PairingID)
	if err != nil {
		return err
	}
	session, ok := sessionAt(sessions, series, event.Session)
	if !ok {
		return nil
	}
	hour := session.StartsAt
	if session.ID == "" {
		loc, err := program.LoadZone(series.Zone)
		if err != nil {
			return err
		}
		hour = program.Resolve(series.FirstLocal, loc)
	}
	switch {
	case event.Deleted && session.ID == "":
		return w.tellDeleted(ctx, series, sessions, now)
	case event.Deleted || !event.Start.Equal(hour):
		return w.strayed(ctx, series, session, now)
	}
	if session.ID == "" { // the event knows nothing of meetings that were moved by themselves
		sessions = slices.DeleteFunc(sessions, func(s program.Session) bool { return !s.ByRule() })
	}
	return w.takeAnswers(ctx, event, series, session, sessions, now)
}

// strayed says that a meeting on Google is not where the store has it, unless that
// is over, or a change of it is on its way.
func (w *Work) strayed(ctx context.Context, series program.Series, session program.Session, now time.Time) error {
	if session.ID != "" && (session.State != program.SessionInvited || session.StartsAt.Before(now)) {
		return nil
	}
	waiting, err := w.Store.UnfinishedOf(ctx, series.PairingID)
	if err != nil {
		return err
	}
	ours := func(r program.OutboxRow) bool { return r.Kind.IsEvent() && r.Object == series.ID }
	if !slices.ContainsFunc(waiting, ours) {
		w.Log.Warn("somebody has moved or deleted a meeting on Google by hand; it stands as it was", "series", series.ID, "session", session.ID)
	}
	return nil
}

// takeAnswers takes what guests have answered that was not known: Google tells of
// every guest of an event whenever anything about it changes, and gives a session
// that is changed by itself the answers to the event. To another hour the same answer
// is another.
func (w *Work) takeAnswers(ctx context.Context, event calendar.GoogleChange, series program.Series, session program.Session, sessions []program.Session, now time.Time) error {
	pairing, err := w.Store.Pairing(ctx, series.PairingID)
	if err != nil {
		return err
	}
	members, err := w.members(ctx, pairing)
	if err != nil {
		return err
	}
	replies, err := w.Store.Replies(ctx, pairing.ID)
	if err != nil {
		return err
	}
	replies = slices.DeleteFunc(replies, func(r program.Reply) bool { return r.Late(sessions) })
	for _, a := range event.Answers {
		answer := InvitationAnswer{
			UID: series.UID, Recurrence: event.Session, Answer: program.PartStat(a.Answer), Sequence: series.Sequence, Stamp: event.Updated,
			Comment: a.Comment, Source: "google", From: a.Address, Authentic: true,
		}
		member, ok := answer.by(members)
		if !ok || answer.Answer == "" {
			continue
		}
		here, whole := replyOf(replies, series.ID, session.ID, member.ID), replyOf(replies, series.ID, "", member.ID)
		switch {
		case here.Answer == answer.Answer:
		case here.ID == "" && whole.Answer == answer.Answer && whole.Sequence >= session.Sequence: // it came with the event's, and is as old
			whole.SessionID = session.ID
			whole.ID = countedID(whole)
			_, err = w.Store.TakeReply(ctx, whole, db.Effects{})
		default:
			_, err = w.TakeAnswer(ctx, answer, now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// replyOf is what a member answered to a Session, or, where that is "", to the
// whole Series; the zero Reply where they did not.
func replyOf(replies []program.Reply, series, session, member program.ID) program.Reply {
	at := slices.IndexFunc(replies, func(r program.Reply) bool {
		return r.SeriesID == series && r.SessionID == session && r.ParticipantID == member
	})
	if at < 0 {
		return program.Reply{}
	}
	return replies[at]
}
