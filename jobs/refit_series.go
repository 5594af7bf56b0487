package jobs

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
)

// refitSeries finds another hour for the meetings to come of a Series, one member of
// which has other working hours or another time zone now, where the one that they have
// is no good any more.
//
// Invariant: meetings that suit everyone, that are over or that begin soon stay, and so
// do those that were moved by themselves or skipped. Others are at an hour that costs
// the worst-placed member less than before, some days from their own at most and in the
// same order, or stay. They move once for all changes that are known by then, however
// often this runs, because the Moments end in the transaction that moves them; those
// who meet are told once.
func (w *Work) refitSeries(ctx context.Context, m program.Moment, now time.Time) error {
	series, member, _ := strings.Cut(m.Subject, "/")
	s, err := w.Store.Series(ctx, program.ID(series))
	if errors.Is(err, program.ErrNotFound) {
		return nil // the hours of a Pairing that is held were found again meanwhile
	}
	if err != nil {
		return err
	}
	pairing, err := w.Store.Pairing(ctx, s.PairingID)
	switch {
	case err != nil || !pairing.Open():
		return err
	case pairing.State == program.PairingHeld:
		return w.refitHeld(ctx, pairing, m, now)
	}
	asked, err := w.refitsAsked(ctx, s, pairing, now) // before members are read
	if err != nil {
		return err
	}
	sessions, err := w.Store.Sessions(ctx, pairing.ID)
	if err != nil {
		return err
	}
	next := slices.IndexFunc(sessions, func(m program.Session) bool {
		return m.SeriesID == s.ID && m.State == program.SessionInvited && !m.StartsAt.Before(now.Add(refitAhead))
	})
	if next < 0 {
		return nil
	}
	c, err := w.Choices(ctx, pairing.ID, sessions[next].ID, now)
	if errors.Is(err, program.ErrClosed) || err == nil && c.session.ID != sessions[next].ID {
		return nil
	}
	if err != nil {
		return err
	}
	return w.refit(ctx, c, change{by: program.ID(member), what: program.MeetingsRefit, asked: asked}, now)
}

// refitHeld finds the hours of a Pairing that is held again, where they do not suit
// everyone any more. Nobody has heard of them.
func (w *Work) refitHeld(ctx context.Context, pairing program.Pairing, m program.Moment, now time.Time) error {
	o, err := w.opening(ctx, pairing.DraftID, now)
	if err != nil || o.draft.State != program.DraftApproved {
		return err
	}
	o.patient, o.draft.UndoUntil = m.Attempts < busyTries, later(o.draft.UndoUntil, now)
	sessions, err := w.Store.Sessions(ctx, pairing.ID)
	if err != nil || len(sessions) == 0 {
		return err
	}
	starts := make([]time.Time, len(sessions))
	for i, s := range sessions {
		starts[i] = s.StartsAt
	}
	members := o.members(pairing.Members)
	if err := o.look(ctx, members, pairing); err != nil {
		return err
	}
	if calendar.AllSuit(seats(o.prog, members, o.busy), sessions[0].EndsAt.Sub(sessions[0].StartsAt), starts, o.prog.Closed) {
		return nil
	}
	return o.composeAgain(ctx, []program.Pairing{pairing})
}

// refitsAsked are the Moments at which another hour is found for a Series now.
func (w *Work) refitsAsked(ctx context.Context, s program.Series, p program.Pairing, now time.Time) (asked []program.Moment, err error) {
	for _, member := range p.Members {
		m, err := w.Store.Moment(ctx, RefitSeries, refitSubject(s.ID, member.ParticipantID))
		switch {
		case errors.Is(err, program.ErrNotFound):
		case err != nil:
			return nil, err
		case !m.Due.After(now):
			asked = append(asked, m)
		}
	}
	return asked, nil
}

// refit finds another hour for the meetings of a Series from one on. One that was moved
// by itself stays where somebody wanted it.
func (w *Work) refit(ctx context.Context, c Choices, ch change, now time.Time) error {
	if c.Unknown {
		return errBusyUnknown
	}
	var starts []time.Time
	for _, s := range c.rest() {
		if s.ByRule() {
			starts = append(starts, s.StartsAt)
		}
	}
	if len(starts) == 0 || calendar.AllSuit(c.seats, c.series.Duration, starts, c.prog.Closed) {
		return nil
	}
	loc, err := program.LoadZone(c.series.Zone)
	if err != nil {
		return err
	}
	before, rest, err := calendar.ShiftFrom(c.series, wallOf(c.session.Recurrence(), loc), 0)
	if err != nil {
		return err
	}
	after, better, err := calendar.Refit(calendar.RefitRequest{
		Members: c.seats, Series: rest, Starts: starts, Around: refitAround, Closed: c.prog.Closed,
		Fits: func(s program.Series) bool { return c.mayFollow(s, now) },
	})
	if err != nil || !better {
		return err
	}
	return w.moveSeries(ctx, c, before, after, ch, "working hours have changed", now)
}

// mayFollow reports whether the meetings to come may be where a Series has them: not
// too soon, while the Program goes on, and in the order in which they are, with all
// others of the Pairing.
func (c Choices) mayFollow(s program.Series, now time.Time) bool {
	moved, err := c.at(s)
	if err != nil {
		return false
	}
	var free time.Time // when the meeting before is over
	for _, m := range c.sessions {
		at := slices.IndexFunc(moved, func(to program.Session) bool { return to.ID == m.ID })
		if at >= 0 && m.ByRule() {
			if m = moved[at]; m.StartsAt.Before(now.Add(refitAhead)) || c.tooEarly(m.StartsAt) || c.tooLate(m.EndsAt) {
				return false
			}
		}
		if m.State == program.SessionSkipped || m.State == program.SessionCancelled {
			continue
		}
		if m.StartsAt.Before(free) {
			return false
		}
		free = m.EndsAt
	}
	return true
}

// tooEarly reports whether the Program has not started then, wherever somebody lives.
func (c Choices) tooEarly(at time.Time) bool {
	return slices.ContainsFunc(c.seats, func(m calendar.Member) bool { return program.DateOf(at.In(m.Zone)).Before(c.prog.StartDate()) })
}
