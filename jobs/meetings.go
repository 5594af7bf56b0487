package jobs

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

const (
	// moveAhead is how soon a meeting may begin that is moved now.
	moveAhead = 2 * time.Hour
	// moveDays is how far from its time one meeting may be moved.
	moveDays = 10
	// mostOpenings is how many other hours are offered for one meeting.
	mostOpenings = 3
)

// shiftMinutes are by how much all meetings may be moved at once.
var shiftMinutes = []int{-60, 60, -120, 120}

// wallOf is what the clock of loc shows at t, carried as UTC.
func wallOf(t time.Time, loc *time.Location) time.Time {
	t = t.In(loc)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// ErrNotOffered says that a meeting cannot be moved there, or not any more.
var ErrNotOffered = errors.New("this hour is not offered, or not any more")

// MoveSession moves one meeting to an hour that is offered for it to by, the member who
// wants it, and tells its members.
//
// Invariant: after any number of calls the Session is at the hour once, each
// member has one change of their calendar for it, and a later change wins over an
// earlier one in every calendar, in whatever order they arrive.
func (w *Work) MoveSession(ctx context.Context, c Choices, by program.ID, to, now time.Time) error {
	if c.session.StartsAt.Equal(to) {
		return nil
	}
	if !slices.ContainsFunc(c.For(by), to.Equal) {
		return ErrNotOffered
	}
	was := c.session
	c.series.Sequence++
	c.session = c.session.Moved(to)
	c.session.Sequence = c.series.Sequence
	e := db.Effects{Audit: []program.Audit{w.audit(c.prog.ID, string(by), "moved a meeting", was.ID, was.StartsAt.UTC().Format(time.RFC3339)+" to "+to.UTC().Format(time.RFC3339), now)}}
	if err := w.redate(ctx, &e, c, []program.Session{c.session}, now); err != nil {
		return err
	}
	superseded, unheard, err := w.overtaken(ctx, c, []program.Session{c.session})
	if err != nil {
		return err
	}
	w.tellMeetings(&e, c, change{by: by, what: program.MeetingMoved, was: was.StartsAt, unheard: unheard}, now)
	moved := []program.Session{c.session}
	return w.Store.ChangeMeetings(ctx, db.MeetingChange{Pairing: c.pairing, Series: c.series, Sessions: moved, Free: moved, Superseded: superseded}, e)
}

// SkipSession takes one meeting out of the Series, and tells its members.
func (w *Work) SkipSession(ctx context.Context, c Choices, by program.ID, now time.Time) error {
	loc, err := program.LoadZone(c.series.Zone)
	if err != nil {
		return err
	}
	c.series.Sequence++
	c.series.Skipped = append(slices.Clone(c.series.Skipped), wallOf(c.session.Recurrence(), loc))
	c.session.State, c.session.Sequence = program.SessionSkipped, c.series.Sequence
	e := db.Effects{Audit: []program.Audit{w.audit(c.prog.ID, string(by), "skipped a meeting", c.session.ID, "", now)}}
	if err := w.redate(ctx, &e, c, []program.Session{c.session}, now); err != nil {
		return err
	}
	superseded, unheard, err := w.overtaken(ctx, c, []program.Session{c.session})
	if err != nil {
		return err
	}
	w.tellMeetings(&e, c, change{by: by, what: program.MeetingSkipped, was: c.session.StartsAt, unheard: unheard}, now)
	return w.Store.ChangeMeetings(ctx, db.MeetingChange{Pairing: c.pairing, Series: c.series, Sessions: []program.Session{c.session}, Superseded: superseded}, e)
}

// ShiftSeries moves all meetings to come by so many minutes, and tells their
// members. Where some have taken place the Series ends and another goes on in its
// place: calendars know no other way to change a series from a day on (RFC 5545
// has THISANDFUTURE, which most do not read).
func (w *Work) ShiftSeries(ctx context.Context, c Choices, by program.ID, minutes int, now time.Time) error {
	if !slices.Contains(c.Shifts, minutes) {
		return ErrNotOffered
	}
	loc, err := program.LoadZone(c.series.Zone)
	if err != nil {
		return err
	}
	before, after, err := calendar.ShiftFrom(c.series, wallOf(c.session.Recurrence(), loc), time.Duration(minutes)*time.Minute)
	if err != nil {
		return err
	}
	ch := change{by: by, what: program.MeetingsShifted, until: c.Until()}
	if !ch.until.IsZero() {
		ch.what = program.ShiftedUntil
	}
	return w.moveSeries(ctx, c, before, after, ch, strconv.Itoa(minutes)+" minutes", now)
}

// moveSeries puts the meetings from c's on at the hours of after, and ends their
// Series with before where one of its meetings has been, or is to be, before that.
func (w *Work) moveSeries(ctx context.Context, c Choices, before, after program.Series, ch change, note string, now time.Time) (err error) {
	old := c.series
	m := db.MeetingChange{Pairing: c.pairing, Series: after}
	m.Series.Sequence = old.Sequence + 1
	if c.begun() {
		before.Sequence, before.State = old.Sequence+1, program.SeriesEnded
		if c.remains(now) {
			before.State = program.SeriesChanged
		}
		after.ID = program.DeriveID(old.ID, "from", after.FirstLocal.Format(time.RFC3339), strconv.Itoa(old.Sequence))
		after.UID, after.Sequence, after.CreatedAt, after.Number = w.uid(after.ID), 0, now, c.session.Number
		if inCalendars(&old) {
			after.EventID = calendar.EventID(w.Secret, after.ID, 0)
		}
		m = db.MeetingChange{Pairing: c.pairing, Series: before, Next: &after}
	}
	after = *cmp.Or(m.Next, &m.Series)
	if m.Sessions, err = c.at(after); err != nil {
		return err
	}
	if m.Superseded, ch.unheard, err = w.overtaken(ctx, c, m.Sessions); err != nil {
		return err
	}
	c.series = after
	next := slices.IndexFunc(m.Sessions, program.Session.ByRule)
	if next < 0 {
		return ErrNotOffered
	}
	c.session = m.Sessions[next]
	if ch.what != program.MeetingsRefit { // which may be better than before though it meets another
		m.Free = slices.DeleteFunc(slices.Clone(m.Sessions), func(s program.Session) bool { return !s.ByRule() })
	}
	ch.was = c.before(c.session).StartsAt
	e := db.Effects{Audit: []program.Audit{w.audit(c.prog.ID, string(ch.by), "moved all meetings", old.ID, note, now)}}
	if err := w.redate(ctx, &e, c, m.Sessions, now); err != nil {
		return err
	}
	w.tellMeetings(&e, c, ch, now)
	if m.Next != nil {
		w.tellShortened(&e, c, m.Series, now)
	}
	w.tellMoved(&e, c, old, m.Sessions, now)
	m.Asked = ch.asked
	return w.Store.ChangeMeetings(ctx, m, e)
}

// before is a Session as it was before a change.
func (c Choices) before(s program.Session) program.Session {
	return c.sessions[slices.IndexFunc(c.sessions, func(was program.Session) bool { return was.ID == s.ID })]
}

// remains reports whether a meeting of the Series is to come before c's.
func (c Choices) remains(now time.Time) bool {
	return slices.ContainsFunc(c.sessions, func(s program.Session) bool {
		return s.SeriesID == c.series.ID && s.StartsAt.Before(c.session.StartsAt) && s.StartsAt.After(now) && s.State == program.SessionInvited
	})
}

// begun reports whether a meeting of the Series has taken place, or was to.
func (c Choices) begun() bool {
	return slices.ContainsFunc(c.sessions, func(s program.Session) bool {
		return s.SeriesID == c.series.ID && s.StartsAt.Before(c.session.StartsAt) && s.State != program.SessionSkipped && s.State != program.SessionCancelled
	})
}

// at are the Sessions to come where a Series has them.
func (c Choices) at(s program.Series) ([]program.Session, error) {
	starts, err := calendar.Occurrences(s)
	if err != nil {
		return nil, err
	}
	rest := c.rest()
	if len(rest) > len(starts) {
		return nil, ErrNotOffered
	}
	for i, session := range rest {
		rest[i] = session.At(starts[i])
		rest[i].SeriesID, rest[i].Sequence = s.ID, s.Sequence
	}
	return rest, nil
}

// rest are the Sessions of c's Series from c's on.
func (c Choices) rest() []program.Session {
	return slices.DeleteFunc(slices.Clone(c.sessions), func(s program.Session) bool {
		return s.SeriesID != c.session.SeriesID || s.State != program.SessionInvited || s.StartsAt.Before(c.session.StartsAt)
	})
}
