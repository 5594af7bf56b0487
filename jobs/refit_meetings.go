package jobs

import (
	"context"
	"errors"
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
// Invariant: meetings that suit everyone, that are over or that begin soon stay; others
// are at an hour that costs the worst-placed member less than before, or stay; those
// who meet are told once.
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

// refitSeries finds another hour for the meetings of a Series from one on.
func (w *Work) refitSeries(ctx context.Context, c Choices, who program.ID, now time.Time) error {
	if c.Unknown {
		return errBusyUnknown
	}
	var starts []time.Time
	for _, s := range c.rest() {
		starts = append(starts, s.Recurrence())
	}
	if calendar.AllSuit(c.seats, c.series.Duration, starts, c.prog.Closed) {
		return nil
	}
	request := calendar.RefitRequest(c.seats, c.series, starts, now.Add(refitAhead), refitAround)
	request.Closed, request.Seed = c.prog.Closed, seedOf(c.pairing.ID)
	slot, err := calendar.FindSlot(request)
	if errors.Is(err, calendar.ErrNoSlot) {
		return nil
	}
	if err != nil {
		return err
	}
	after := c.series
	after.Zone, after.FirstLocal, after.Count, after.Skipped = slot.Zone, slot.FirstLocal, slot.Count, slot.Skipped
	found, err := calendar.Occurrences(after)
	if err != nil || len(found) != len(starts) { // a closure lies elsewhere: what is known is better than a meeting less
		return err
	}
	if c.tooLate(found[len(found)-1].Add(c.series.Duration)) {
		return nil
	}
	if calendar.Strained(c.seats, c.series.Duration, found) >= calendar.Strained(c.seats, c.series.Duration, starts) {
		return nil
	}
	loc, err := program.LoadZone(c.series.Zone)
	if err != nil {
		return err
	}
	before, _, err := calendar.ShiftFrom(c.series, wallOf(c.session.Recurrence(), loc), 0)
	if err != nil {
		return err
	}
	return w.moveSeries(ctx, c, before, after, change{by: who, what: program.MeetingsRefit}, "working hours have changed", now)
}
