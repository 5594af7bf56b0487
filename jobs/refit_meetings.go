package jobs

import (
	"context"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

const (
	// refitAhead is how soon a meeting may begin that gets another hour because
	// somebody's working hours are others now.
	refitAhead = 2 * 24 * time.Hour
	// refitAround is how far from its day it may be moved for that.
	refitAround = 3
)

// refitMeetings has another hour found for the meetings to come of a person whose time
// zone or working hours are others now.
//
// Invariant: each Series with such meetings has one Moment at which that is done (a
// Pairing that is held has one in all), and this one is over with that.
func (w *Work) refitMeetings(ctx context.Context, m program.Moment, now time.Time) error {
	participations, err := w.Store.ParticipationsOf(ctx, program.ID(m.Subject))
	if err != nil {
		return err
	}
	e := db.Effects{Gone: []program.Moment{m}} // it does not come again
	for _, p := range participations {
		pairings, err := w.Store.PairingsOf(ctx, p.ID)
		if err != nil {
			return err
		}
		for _, pairing := range pairings {
			if !pairing.Has(p.ID) {
				continue
			}
			series, err := w.seriesToRefit(ctx, pairing, now)
			if err != nil {
				return err
			}
			for _, s := range series {
				e.Moments = append(e.Moments, moment(p.ProgramID, RefitSeries, refitSubject(s, p.ID), now))
			}
		}
	}
	return w.Store.Write(ctx, e)
}

// refitSubject names a Series and the member whose hours are others now.
func refitSubject(series, member program.ID) string { return string(series) + "/" + string(member) }

// seriesToRefit are the Series of a Pairing with meetings that are not too soon; of one
// that is held the first, with which all others are found again.
func (w *Work) seriesToRefit(ctx context.Context, pairing program.Pairing, now time.Time) (ids []program.ID, err error) {
	sessions, err := w.Store.Sessions(ctx, pairing.ID)
	for _, s := range sessions {
		if s.State == program.SessionPlanned {
			return []program.ID{s.SeriesID}, err
		}
		if s.State == program.SessionInvited && !s.StartsAt.Before(now.Add(refitAhead)) && !slices.Contains(ids, s.SeriesID) {
			ids = append(ids, s.SeriesID)
		}
	}
	return ids, err
}
