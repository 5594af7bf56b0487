package jobs

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
)

// Choices are what the members of a Pairing may do with its next meeting, and
// with all that follow.
type Choices struct {
	sitting
	series    program.Series
	Openings  []time.Time     // hours that suit everybody, the nearest first
	Shifts    []int           // minutes by which every meeting can be moved
	Unknown   bool            // Google does not say at present when somebody is busy: there are neither
	wishes    []program.Reply // for hours that do not suit everybody, as far as is known
	seats     []calendar.Member
	elsewhere times // when the members meet others
}

// Session is the meeting that the choices are about.
func (c Choices) Session() program.Session { return c.session }

// Revision names how the meetings stand: it changes with each change of them.
func (c Choices) Revision() string {
	return string(c.series.ID) + "." + strconv.Itoa(c.series.Sequence)
}

// Members are those who meet.
func (c Choices) Members() []program.Participant { return c.members }

// AnsweredAll reports whether an answer is to more meetings than one. That to a Series
// with a single one is to that: it has no rule in calendars, and no answer names it.
func (c Choices) AnsweredAll(reply program.Reply) bool {
	return reply.SessionID == "" && c.series.Count > 1
}

// Choices finds what may be done with the meetings of a Pairing, from a Session
// on; where id is not one of its Sessions to come, from the next one on. It
// returns program.ErrClosed where there is no meeting to come.
func (w *Work) Choices(ctx context.Context, pairing, id program.ID, now time.Time) (Choices, error) {
	replies, err := w.Store.Replies(ctx, pairing)
	if err != nil {
		return Choices{}, err
	}
	return w.choices(ctx, pairing, id, replies, now)
}

// choices are those where the members have answered this.
func (w *Work) choices(ctx context.Context, pairing, id program.ID, replies []program.Reply, now time.Time) (c Choices, err error) {
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
	// The Series first: what is read after it is as new as its SEQUENCE, or newer, and
	// then a change of it comes too late.
	if c.series, err = w.Store.Series(ctx, ahead[at].SeriesID); err != nil {
		return c, err
	}
	if c.sitting, err = w.sitting(ctx, ahead[at].ID); err != nil {
		return c, err
	}
	if !c.on() {
		return c, program.ErrClosed
	}
	if c.session.SeriesID != c.series.ID { // they have just been moved
		return w.choices(ctx, pairing, id, replies, now)
	}
	ahead = slices.DeleteFunc(slices.Clone(c.sessions), func(s program.Session) bool {
		return s.SeriesID != c.series.ID || s.State != program.SessionInvited || !s.StartsAt.After(now)
	})
	c.wishes = c.wished(replies, ahead, now)
	if err := c.look(ctx, w, ahead, now); err != nil {
		return c, err
	}
	c.sortWishes()
	return c, nil
}

// look finds what suits everybody: nothing, while Google does not say when somebody
// is busy.
func (c *Choices) look(ctx context.Context, w *Work, ahead []program.Session, now time.Time) (err error) {
	until := c.horizon(ahead)
	if c.elsewhere, err = w.elsewhere(ctx, c.members, now, until, c.pairing); err != nil {
		return err
	}
	busy, err := w.busy(ctx, c.members, now, until, c.pairing)
	c.Unknown = errors.Is(err, errBusyUnknown)
	if err != nil && !c.Unknown {
		return err
	}
	for person, times := range busy {
		busy[person] = calendar.Without(times, c.own())
	}
	c.seats = seats(c.prog, c.members, busy)
	if c.Unknown {
		return nil
	}
	if len(ahead) > 0 && c.session.ID == ahead[0].ID { // every meeting is moved from the next one on
		c.Shifts = c.shifts(ahead, now)
	}
	c.Openings, err = c.openings(now)
	return err
}

// own are the meetings of the Pairing, which are in nobody's way. Calendars join them
// with what comes before or after.
func (c Choices) own() (all []calendar.Interval) {
	for _, s := range c.sessions {
		if s.State == program.SessionPlanned || s.State == program.SessionInvited {
			all = append(all, calendar.Interval{Start: s.StartsAt, End: s.EndsAt})
		}
	}
	return all
}

// horizon is until when it matters who is busy: one meeting is moved by some days, or to
// where somebody wishes, and all that lie ahead by some hours.
func (c Choices) horizon(ahead []program.Session) time.Time {
	one := c.session.StartsAt.AddDate(0, 0, moveDays+1)
	for _, r := range c.wishes {
		one = later(one, r.Proposed.Add(c.duration()))
	}
	if len(ahead) == 0 {
		return one
	}
	return later(one, ahead[len(ahead)-1].EndsAt.AddDate(0, 0, refitAround+1))
}

// Others are the other meetings to come.
func (c Choices) Others(now time.Time) []program.Session {
	return slices.DeleteFunc(slices.Clone(c.sessions), func(s program.Session) bool {
		return s.ID == c.session.ID || s.State != program.SessionInvited || !s.StartsAt.After(now)
	})
}

// Kept reports whether meetings stay where they are when all of the Series move: they
// were moved by themselves.
func (c Choices) Kept(now time.Time) bool {
	return !c.session.ByRule() || slices.ContainsFunc(c.Others(now), func(s program.Session) bool { return s.SeriesID == c.series.ID && !s.ByRule() })
}

// Until is the last meeting of the Series where another one comes after it, at an hour
// of its own; zero where none does.
func (c Choices) Until() time.Time {
	var last time.Time
	for _, s := range c.sessions {
		if s.SeriesID == c.series.ID {
			last = s.StartsAt
		}
	}
	if c.sessions[len(c.sessions)-1].StartsAt.Equal(last) {
		return time.Time{}
	}
	return last
}

// openings are other hours of the Session that suit everybody, between its
// neighbours: the nearest first, and two of a day at most, because who cannot come
// then may want another day.
func (c Choices) openings(now time.Time) ([]time.Time, error) {
	r := calendar.MoveRequest{
		Members: c.seats, Duration: c.duration(), Session: c.session.StartsAt.In(c.prog.Location()),
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

// duration is how long the Session is.
func (c Choices) duration() time.Duration { return c.session.EndsAt.Sub(c.session.StartsAt) }

// fits reports whether the Session may begin at an hour: not too soon, between its
// neighbours, and before the Program ends.
func (c Choices) fits(at, now time.Time) bool {
	end := at.Add(c.duration())
	if at.Before(now.Add(moveAhead)) || c.tooLate(end) {
		return false
	}
	return !slices.ContainsFunc(c.sessions, func(s program.Session) bool {
		off := s.ID == c.session.ID || s.State == program.SessionSkipped || s.State == program.SessionCancelled
		return !off && (s.StartsAt.Before(c.session.StartsAt) && at.Before(s.EndsAt) || s.StartsAt.After(c.session.StartsAt) && end.After(s.StartsAt))
	})
}

// tooLate reports whether a meeting that is over then is so after the Program.
func (c Choices) tooLate(end time.Time) bool {
	return !c.prog.Length.IsZero() && end.After(c.prog.Ends())
}

// with are the Sessions in order once these are as they are to be.
func (c Choices) with(changed []program.Session) []program.Session {
	all := slices.Clone(c.sessions)
	for _, s := range changed {
		all[slices.IndexFunc(all, func(was program.Session) bool { return was.ID == s.ID })] = s
	}
	slices.SortFunc(all, func(a, b program.Session) int { return a.StartsAt.Compare(b.StartsAt) })
	return all
}

// collide reports whether meetings of the Pairing would overlap, or come in another
// order, once these are where they are.
func (c Choices) collide(changed []program.Session) bool {
	all := slices.DeleteFunc(c.with(changed), func(s program.Session) bool { return s.State != program.SessionInvited })
	slices.SortFunc(all, func(a, b program.Session) int { return cmp.Compare(a.Number, b.Number) })
	for i := 1; i < len(all); i++ {
		if all[i].StartsAt.Before(all[i-1].EndsAt) {
			return true
		}
	}
	return false
}

// shifts are by how many minutes all meetings from this one on can move: the rule
// still reaches each of them, and it suits everybody each time.
func (c Choices) shifts(ahead []program.Session, now time.Time) []int {
	loc, err := program.LoadZone(c.series.Zone)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(shiftMinutes), func(minutes int) bool {
		_, after, err := calendar.ShiftFrom(c.series, wallOf(ahead[0].Recurrence(), loc), time.Duration(minutes)*time.Minute)
		if err != nil {
			return true
		}
		starts, err := calendar.Occurrences(after)
		if err != nil || len(starts) != len(ahead) {
			return true
		}
		moved := make([]program.Session, len(ahead))
		for i, s := range ahead {
			moved[i] = s.At(starts[i])
			starts[i] = moved[i].StartsAt
		}
		return c.collide(moved) || !slices.ContainsFunc(ahead, program.Session.ByRule) || !starts[0].After(now.Add(moveAhead)) || c.tooLate(starts[len(starts)-1].Add(c.series.Duration)) ||
			!calendar.AllSuit(c.seats, c.series.Duration, starts, c.prog.Closed)
	})
}
