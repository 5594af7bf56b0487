package jobs

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// nextSync is when Google calendars are asked again what has changed, besides when
// Google says that it has.
func (w *Work) nextSync(now time.Time) program.Moment {
	return syncMoment(now.Add(cmp.Or(w.SyncEvery, 15*time.Minute)))
}

// syncMoment is when Google calendars are asked next. It belongs to no Program: a
// calendar has the events of all.
func syncMoment(due time.Time) program.Moment { return moment("", SyncCalendars, "google", due) }

// syncToken names the installation's fact of how far a calendar was read.
func syncToken(organizer program.Address) string { return "google sync " + organizer.Hash() }

// syncCalendars takes the answers that guests have given in their Google calendars.
//
// Invariant: each answer that Google knows is taken once, in whatever order and
// however often it is told; how far a calendar was read is stored once its answers are. As
// long as events go on, their calendars are asked again.
func (w *Work) syncCalendars(ctx context.Context, _ program.Moment, now time.Time) error {
	organizers, err := w.Store.EventOrganizers(ctx)
	if err != nil || len(organizers) == 0 {
		return err
	}
	if w.Google == nil {
		organizers = nil // until there are credentials again
	}
	var failures []error
	for _, organizer := range organizers {
		err := cmp.Or(w.syncCalendar(ctx, organizer, now), w.watchCalendar(ctx, organizer, now))
		var google *calendar.GoogleError
		if errors.As(err, &google) && google.Again() { // and it is asked again soon
			w.Log.Warn("a Google calendar cannot be read at present", "reason", err.Error())
			err = nil
		}
		failures = append(failures, err)
	}
	return errors.Join(append(failures, w.Store.Write(ctx, db.Effects{Moments: []program.Moment{w.nextSync(now)}}))...)
}

func (w *Work) syncCalendar(ctx context.Context, organizer program.Address, now time.Time) error {
	token, err := w.Store.Fact(ctx, syncToken(organizer))
	if err != nil {
		return err
	}
	changes, err := w.Google.Changes(ctx, organizer, token)
	if err != nil {
		return err
	}
	slices.SortStableFunc(changes.Events, func(a, b calendar.GoogleChange) int { return a.Session.Compare(b.Session) }) // whole events first
	for _, event := range changes.Events {
		if err := w.takeEvent(ctx, event, now); err != nil {
			return err
		}
	}
	if changes.Token != token {
		_, err = w.Store.ReplaceFact(ctx, syncToken(organizer), token, changes.Token)
	}
	return err
}
