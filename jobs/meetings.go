package jobs

import (
	"cmp"
	"context"
	"errors"
	"maps"
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

// Choices are what the members of a Pairing may do with its next meeting, and
// with all that follow.
type Choices struct {
	sitting
	series   program.Series
	Openings []time.Time // hours that suit everybody, the nearest first
	Shifts   []int       // minutes by which every meeting can be moved
	shifted  map[int]program.Series
	seats    []calendar.Member
}

// Session is the meeting that the choices are about.
func (c Choices) Session() program.Session { return c.session }

// Revision names how the meetings stand: it changes with each change of them.
func (c Choices) Revision() string {
	return string(c.series.ID) + "." + strconv.Itoa(c.series.Sequence)
}

// Members are those who meet.
func (c Choices) Members() []program.Participant { return c.members }

// Choices finds what may be done with the meetings of a Pairing, from a Session
// on; where id is not one of its Sessions to come, from the next one on. It
// returns program.ErrClosed where there is no meeting to come.
func (w *Work) Choices(ctx context.Context, pairing, id program.ID, now time.Time) (c Choices, err error) {
	sessions, err := w.Store.Sessions(ctx, pairing)
	if err != nil {
		return c, err
	}
	ahead := slices.DeleteFunc(slices.Clone(sessions), func(s program.Session) bool {
		return s.State != program.SessionInvited || !s.StartsAt.After(now)
	})
	if len(ahead) == 0 {
		return c, program.ErrClosed
	}
	at := max(0, slices.IndexFunc(ahead, func(s program.Session) bool { return s.ID == id }))
	if c.sitting, err = w.sitting(ctx, ahead[at].ID); err != nil {
		return c, err
	}
	if !c.on() {
		return c, program.ErrClosed
	}
	if c.series, err = w.Store.SeriesOf(ctx, pairing); err != nil {
		return c, err
	}
	busy := w.busy(ctx, c.members, now, c.session.StartsAt.AddDate(0, 0, moveDays+1))
	for address, times := range busy { // these meetings are in nobody's way
		busy[address] = slices.DeleteFunc(times, func(i calendar.Interval) bool {
			return slices.ContainsFunc(c.sessions, func(s program.Session) bool { return s.StartsAt.Equal(i.Start) && s.EndsAt.Equal(i.End) })
		})
	}
	c.seats = seats(c.members, c.prog.Location(), busy)
	if c.Openings, err = c.openings(now); err != nil {
		return c, err
	}
	replies, err := w.Store.Replies(ctx, pairing)
	if err != nil {
		return c, err
	}
	for _, r := range replies {
		if r.SessionID == c.session.ID {
			c.suggest(r.Proposed, now)
		}
	}
	if c.session.ID == ahead[0].ID { // every meeting is moved from the next one on
		c.shifted = c.shifts(ahead, now)
		c.Shifts = slices.Sorted(maps.Keys(c.shifted))
	}
	return c, nil
}

// openings are other hours of the Session that suit everybody, between its
// neighbours: the nearest first, and two of a day at most, because who cannot come
// then may want another day.
func (c Choices) openings(now time.Time) ([]time.Time, error) {
	r := calendar.MoveRequest{
		Members: c.seats, Duration: c.session.EndsAt.Sub(c.session.StartsAt), Session: c.session.StartsAt.In(c.prog.Location()),
		Now: now.Add(moveAhead), Around: moveDays, Most: 20 * mostOpenings, Closed: c.prog.Closed,
	}
	found, err := calendar.Alternatives(r)
	if err != nil {
		return nil, err
	}
	days := map[program.Date]int{}
	var openings []time.Time
	for _, at := range found {
		if day := program.DateOf(at); c.fits(at, now) && days[day] < 2 && len(openings) < mostOpenings {
			days[day]++
			openings = append(openings, at.UTC())
		}
	}
	return openings, nil
}

// fits reports whether the Session may begin at an hour: not too soon, between its
// neighbours, and before the Program ends.
func (c Choices) fits(at, now time.Time) bool {
	end := at.Add(c.session.EndsAt.Sub(c.session.StartsAt))
	if at.Before(now.Add(moveAhead)) || !c.prog.Length.IsZero() && end.After(c.prog.Ends()) {
		return false
	}
	return !slices.ContainsFunc(c.sessions, func(s program.Session) bool {
		off := s.ID == c.session.ID || s.State == program.SessionSkipped || s.State == program.SessionCancelled
		return !off && (s.StartsAt.Before(c.session.StartsAt) && at.Before(s.EndsAt) || s.StartsAt.After(c.session.StartsAt) && end.After(s.StartsAt))
	})
}

// shifts are the Series by how many minutes all its meetings from this one on can
// move, as they would go on then: it suits everybody each time.
func (c Choices) shifts(ahead []program.Session, now time.Time) map[int]program.Series {
	loc, err := program.LoadZone(c.series.Zone)
	if err != nil {
		return nil
	}
	found := map[int]program.Series{}
	for _, minutes := range shiftMinutes {
		_, after, err := calendar.ShiftFrom(c.series, wallOf(ahead[0].Recurrence(), loc), time.Duration(minutes)*time.Minute)
		if err != nil {
			continue
		}
		starts, err := calendar.Occurrences(after)
		if err == nil && len(starts) == len(ahead) && starts[0].After(now.Add(moveAhead)) && calendar.AllSuit(c.seats, c.series.Duration, starts, c.prog.Closed) {
			found[minutes] = after
		}
	}
	return found
}

// wallOf is what the clock of loc shows at t, carried as UTC.
func wallOf(t time.Time, loc *time.Location) time.Time {
	t = t.In(loc)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// ErrNotOffered says that a meeting cannot be moved there, or not any more.
var ErrNotOffered = errors.New("this hour is not offered, or not any more")

// MoveSession moves one meeting to an hour that is offered for it, and tells its
// members; by is the member who wants it.
//
// Invariant: after any number of calls the Session is at the hour once, each
// member has one change of their calendar for it, and a later change wins over an
// earlier one in every calendar, in whatever order they arrive.
func (w *Work) MoveSession(ctx context.Context, c Choices, by program.ID, to, now time.Time) error {
	if c.session.StartsAt.Equal(to) {
		return nil
	}
	if !slices.ContainsFunc(c.Openings, to.Equal) {
		return ErrNotOffered
	}
	was := c.session
	c.series.Sequence++
	c.session = c.session.Moved(to)
	c.session.Sequence = c.series.Sequence
	e := db.Effects{Audit: []program.Audit{w.audit(c.prog.ID, string(by), "moved a meeting", was.ID, was.StartsAt.UTC().Format(time.RFC3339)+" to "+to.UTC().Format(time.RFC3339), now)}}
	if err := w.redate(ctx, &e, c.session); err != nil {
		return err
	}
	w.tellMeetings(&e, c, change{by: by, what: program.MeetingMoved, was: was.StartsAt}, now)
	return w.Store.ChangeMeetings(ctx, db.MeetingChange{Series: c.series, Sessions: []program.Session{c.session}}, e)
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
	w.tellMeetings(&e, c, change{by: by, what: program.MeetingSkipped, was: c.session.StartsAt}, now)
	return w.Store.ChangeMeetings(ctx, db.MeetingChange{Series: c.series, Sessions: []program.Session{c.session}}, e)
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
	was, old := c.session.StartsAt, c.series
	m := db.MeetingChange{Series: after}
	m.Series.Sequence = old.Sequence + 1
	if c.begun() {
		before.Sequence = old.Sequence + 1
		after.ID = program.DeriveID(old.ID, "from", after.FirstLocal.Format(time.RFC3339), strconv.Itoa(old.Sequence))
		after.UID, after.Sequence, after.CreatedAt = w.uid(after.ID), 0, now
		if inCalendars(&old) {
			after.EventID = calendar.EventID(w.Secret, after.ID, 0)
		}
		m = db.MeetingChange{Series: before, Next: &after}
	}
	c.series = *cmp.Or(m.Next, &m.Series)
	if m.Sessions, err = c.at(c.series); err != nil {
		return err
	}
	c.session = m.Sessions[0]
	e := db.Effects{Audit: []program.Audit{w.audit(c.prog.ID, string(by), "moved all meetings", old.ID, strconv.Itoa(minutes)+" minutes", now)}}
	if err := w.redate(ctx, &e, c.session); err != nil {
		return err
	}
	w.tellMeetings(&e, c, change{by: by, what: program.MeetingsShifted, was: was}, now)
	if m.Next != nil {
		w.tellShortened(&e, c, m.Series, now)
	}
	return w.Store.ChangeMeetings(ctx, m, e)
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
	var out []program.Session
	for _, session := range c.sessions {
		if session.State != program.SessionInvited || session.StartsAt.Before(c.session.StartsAt) {
			continue
		}
		if len(out) == len(starts) {
			return nil, ErrNotOffered
		}
		session.StartsAt, session.Original = starts[len(out)].UTC(), time.Time{}
		session.EndsAt, session.SeriesID, session.Sequence = session.StartsAt.Add(s.Duration), s.ID, s.Sequence
		out = append(out, session)
	}
	return out, nil
}
