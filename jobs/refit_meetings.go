package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
)

const (
	// refitAhead is how soon a meeting may begin that gets another hour because
	// somebody's working hours are others now.
	refitAhead = 2 * 24 * time.Hour
	// refitAround is how far from its day it may be moved for that.
	refitAround = 3
)

// refitMeetings finds another hour for the meetings to come of a person whose time
// zone or working hours are others now, where the one that they have is no good any
// more.
//
// Invariant: meetings that suit everyone, that are over or that begin soon stay, and so
// do those that were moved by themselves or skipped. Others are at an hour that costs
// the worst-placed member less than before, some days from their own at most and in the
// same order, or stay; those who meet are told once.
func (w *Work) refitMeetings(ctx context.Context, m program.Moment, now time.Time) error {
	participations, err := w.Store.ParticipationsOf(ctx, program.ID(m.Subject))
	if err != nil {
		return err
	}
	var failures []error
	for _, p := range participations {
		pairings, err := w.Store.PairingsOf(ctx, p.ID)
		failures = append(failures, err)
		for _, pairing := range pairings {
			if pairing.State == program.PairingIntroduced && pairing.Has(p.ID) {
				failures = append(failures, w.refitPairing(ctx, pairing, p.ID, now))
			}
		}
	}
	return errors.Join(failures...)
}

// refitPairing finds another hour for each Series of a Pairing.
func (w *Work) refitPairing(ctx context.Context, pairing program.Pairing, who program.ID, now time.Time) error {
	sessions, err := w.Store.Sessions(ctx, pairing.ID)
	if err != nil {
		return err
	}
	done := map[program.ID]bool{}
	for _, s := range sessions {
		if done[s.SeriesID] || s.State != program.SessionInvited || s.StartsAt.Before(now.Add(refitAhead)) {
			continue
		}
		done[s.SeriesID] = true
		c, err := w.Choices(ctx, pairing.ID, s.ID, now)
		if err == nil && c.session.ID == s.ID {
			err = w.refitSeries(ctx, c, who, now)
		}
		if err != nil && !errors.Is(err, program.ErrClosed) {
			return err
		}
	}
	return nil
}

// refitSeries finds another hour for the meetings of a Series from one on. One that
// was moved by itself stays where somebody wanted it.
func (w *Work) refitSeries(ctx context.Context, c Choices, who program.ID, now time.Time) error {
	if len(c.seats) == 0 {
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
	return w.moveSeries(ctx, c, before, after, change{by: who, what: program.MeetingsRefit}, "working hours have changed", now)
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
