package jobs

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// change is what became of a meeting.
type change struct {
	by    program.ID // the member who wants it
	what  program.MeetingChange
	was   time.Time
	until time.Time // the last meeting that is moved; zero: all of them are

	asked []program.Moment // what the change is made for, and what ends with it

	// unheard is when the meeting was for members who have not heard of a change
	// before, which is not sent any more.
	unheard map[program.ID]time.Time
}

// redate gives what follows from changed Sessions its new time: the agenda, and if that
// has been written, also the question whether they took place. The next meeting of all
// has one of the two, whatever was to come before it.
func (w *Work) redate(ctx context.Context, e *db.Effects, c Choices, changed []program.Session, now time.Time) error {
	all := c.with(changed)
	next := slices.IndexFunc(all, func(s program.Session) bool { return s.State == program.SessionInvited && s.StartsAt.After(now) })
	about := slices.Clone(changed)
	if next >= 0 {
		about = append(about, all[next])
	}
	ids := make([]program.ID, len(about))
	for i, s := range about {
		ids[i] = s.ID
	}
	moments, err := w.Store.MomentsAbout(ctx, []string{SendAgenda, AskMet}, ids)
	if err != nil {
		return err
	}
	has := func(kind string, s program.Session) bool {
		return slices.ContainsFunc(moments, func(m program.Moment) bool { return m.Kind == kind && m.Subject == string(s.ID) })
	}
	for i, s := range about {
		if s.State != program.SessionInvited {
			continue
		}
		if has(AskMet, s) { // the agenda was written, and is written again where it had not left
			e.Moments = append(e.Moments, moment(s.ProgramID, AskMet, string(s.ID), s.EndsAt))
		}
		if has(AskMet, s) || has(SendAgenda, s) || i == len(changed) {
			e.Moments = append(e.Moments, agendaMoment(s))
		}
	}
	return nil
}

// tellMeetings tells each member of a change, with the change for their calendar;
// where that is a Google calendar's event, Google tells them. What they have not
// heard of yet, and is so no more, they do not hear.
func (w *Work) tellMeetings(e *db.Effects, c Choices, ch change, now time.Time) {
	if inCalendars(&c.series) {
		w.changeEvent(e, c, ch.what, now)
		return
	}
	entry := w.calendarOf(c.prog, c.series, c.members, calendar.Request)
	entry.Number = c.session.Number
	switch ch.what {
	case program.MeetingMoved:
		entry = entryOf(entry, c.session)
	case program.MeetingSkipped:
		entry = entryOf(entry, c.session)
		entry.Method = string(calendar.Cancel)
	}
	who := byID(c.members)[ch.by].Person.DisplayName()
	for _, reader := range c.members {
		before, heard := ch.unheard[reader.ID]
		if reader.Person.Erased() || heard && ch.what == program.MeetingMoved && before.Equal(c.session.StartsAt) {
			continue // it is where they know it
		}
		m := w.toParticipant(c.prog, reader, program.MeetingChanged, now, c.session.ID, strconv.Itoa(c.series.Sequence), string(c.series.ID), string(ch.what))
		m.of(c.pairing)
		m.aheadOf(c.sessions)
		m.aheadOf([]program.Session{c.session})
		email := templates.MeetingChangedEmail{
			Envelope: m.envelope(), Partners: partners(c.prog, c.members, reader.ID), Change: ch.what, By: who, Was: ch.was, Until: ch.until,
			Meeting: c.meeting(), Calendar: entry, Move: m.moveLink(c.pairing),
		}
		if heard {
			email.Was = before
		}
		if reader.ID == ch.by {
			email.By = ""
		}
		m.into(e, email)
	}
}

// tellShortened sends each member the end of a Series that goes on as another. In
// some calendars a meeting of the past that had been moved is then shown where the
// rule had it.
func (w *Work) tellShortened(e *db.Effects, c Choices, old program.Series, now time.Time) {
	if inCalendars(&old) {
		w.event(e, program.SeriesEventChanged, c.pairing, w.seriesEvent(c.prog, old, c.members), now, strconv.Itoa(old.Sequence))
		return
	}
	for _, reader := range c.members {
		if reader.Person.Erased() {
			continue
		}
		m := w.toParticipant(c.prog, reader, program.SeriesShortened, now, old.ID, strconv.Itoa(old.Sequence))
		m.of(c.pairing)
		m.aheadOf(c.sessions)
		m.into(e, templates.SeriesShortenedEmail{
			Envelope: m.envelope(), Partners: partners(c.prog, c.members, reader.ID), Calendar: w.calendarOf(c.prog, old, c.members, calendar.Request),
		})
	}
}

// tellMoved sends each member the meetings that had been moved by themselves, and stay
// there though their Series moves: the former entry is taken out, because some
// calendars keep what a changed rule no longer has, and the meeting goes in as one of
// the new rule's.
func (w *Work) tellMoved(e *db.Effects, c Choices, old program.Series, changed []program.Session, now time.Time) {
	stays := changedPairing{w: w, prog: c.prog, pairing: c.pairing, sessions: c.sessions, members: c.members}
	old.Sequence++
	for _, s := range changed {
		before := c.before(s)
		if before.Apart() && !inCalendars(&c.series) {
			w.takeOut(e, c, old, before, now)
		}
		switch {
		case s.ByRule():
		case inCalendars(&c.series):
			c.session = s
			w.changeEvent(e, c, program.MeetingMoved, now)
		default:
			for _, reader := range c.members {
				stays.stays(e, c.series, s, program.MeetingStays, reader, now)
			}
		}
	}
}

// takeOut takes the entry of one moved Session out of the calendars.
func (w *Work) takeOut(e *db.Effects, c Choices, old program.Series, s program.Session, now time.Time) {
	entry := entryOf(w.calendarOf(c.prog, old, c.members, calendar.Cancel), s)
	for _, reader := range c.members {
		if reader.Person.Erased() {
			continue
		}
		m := w.toParticipant(c.prog, reader, program.SeriesShortened, now, old.ID, strconv.Itoa(old.Sequence), string(s.ID))
		m.of(c.pairing)
		m.aheadOf(c.sessions)
		m.into(e, templates.SeriesShortenedEmail{Envelope: m.envelope(), Partners: partners(c.prog, c.members, reader.ID), One: s.StartsAt, Calendar: entry})
	}
}

// entryOf is the entry of one Session in the entry of its Series.
func entryOf(c templates.Calendar, s program.Session) templates.Calendar {
	loc, err := program.LoadZone(c.Zone)
	if err != nil {
		return c // and rendering it says why
	}
	c.First, c.Number = wallOf(s.StartsAt, loc), s.Number
	if c.Count == 1 { // it is no series for a calendar
		return c
	}
	c.Recurrence, c.Count, c.Skipped = wallOf(s.Recurrence(), loc), 1, nil
	return c
}

// overtaken finds what has not begun to leave and is not so any more once these
// Sessions of c are as they are to be: word of an hour that they leave again, or of a
// change of all that another takes the place of. Was is when the meeting was for who
// has not heard of a change.
func (w *Work) overtaken(ctx context.Context, c Choices, changed []program.Session) (rows []program.ID, was map[program.ID]time.Time, err error) {
	waiting, err := w.Store.UnfinishedOf(ctx, c.pairing.ID)
	if err != nil {
		return nil, nil, err
	}
	left := func(m templates.Meeting) bool {
		return slices.ContainsFunc(changed, func(s program.Session) bool {
			before := c.before(s)
			return before.StartsAt.Equal(m.Start) && (!s.StartsAt.Equal(m.Start) || s.State != program.SessionInvited)
		})
	}
	was = map[program.ID]time.Time{}
	for _, r := range waiting {
		if r.MayHaveLeft() || r.Kind.IsEvent() {
			continue
		}
		data, err := templates.New(r.Kind)
		if err != nil {
			return nil, nil, err
		}
		if err := json.Unmarshal(r.Data, data); err != nil {
			return nil, nil, err
		}
		over := false
		switch d := data.(type) {
		case *templates.MoveSuggestedEmail:
			over = left(d.Meeting)
		case *templates.SeriesDeclinedEmail:
			over = left(d.Meeting)
		case *templates.ReplyNudgeEmail:
			over = left(d.Meeting)
		case *templates.MeetingChangedEmail:
			one := d.Change == program.MeetingMoved && len(changed) == 1 && r.Object == changed[0].ID
			all := d.Calendar.Recurrence.IsZero() && d.Calendar.UID == c.series.UID && len(changed) > 1 && d.Change != program.MeetingsFrom
			if over = one || all; over {
				was[r.ParticipantID] = d.Was
			}
		}
		if over {
			rows = append(rows, r.ID)
		}
	}
	return rows, was, nil
}

// movedAgain sends who stays in a Pairing the meetings of a Series that were moved by
// themselves once more, after the Series itself, which put them back where its rule has
// them. Keys tell one time from another.
func (c changedPairing) movedAgain(e *db.Effects, s program.Series, reader program.Participant, now time.Time, keys ...string) {
	for _, session := range c.sessions {
		if session.SeriesID == s.ID && session.State == program.SessionInvited && session.Apart() && session.StartsAt.After(now) {
			c.stays(e, s, session, program.MeetingStays, reader, now, keys...)
		}
	}
}

// afterSeries is how much later than a Series its Sessions are sent that differ from it:
// some calendars leave out what the Series does not have yet.
const afterSeries = time.Minute

// stays sends who stays in a Pairing what their calendar has to know: a Session that
// was moved, or all of a later Series from this Session on.
func (c changedPairing) stays(e *db.Effects, s program.Series, session program.Session, what program.MeetingChange, reader program.Participant, now time.Time, keys ...string) {
	if reader.Person.Erased() {
		return
	}
	keys = append([]string{strconv.Itoa(s.Sequence), string(s.ID), string(what)}, keys...)
	m := c.w.toParticipant(c.prog, reader, program.MeetingChanged, now, session.ID, keys...)
	m.of(c.pairing)
	m.aheadOf(c.sessions)
	m.setDue(m.row.Due.Add(afterSeries))
	entry := c.w.calendarOf(c.prog, s, c.members, calendar.Request)
	if what == program.MeetingStays {
		entry = entryOf(entry, session)
	}
	sat := sitting{prog: c.prog, pairing: c.pairing, session: session, sessions: c.sessions, members: c.members}
	m.into(e, templates.MeetingChangedEmail{
		Envelope: m.envelope(), Partners: partners(c.prog, c.members, reader.ID), Change: what, Was: session.StartsAt,
		Meeting: sat.meeting(), Calendar: entry, Move: m.moveLink(c.pairing),
	})
}

// moveLink leads a member to what may be done with the meetings of a Pairing, as
// long as there are any. It is the same in every Message to them.
func (m *message) moveLink(p program.Pairing) program.Link {
	l := program.Link{ID: program.DeriveID(p.ID, "move", string(m.reader.ID)), Purpose: program.ForMove, Object: p.ID}
	if at := slices.IndexFunc(m.links, func(k program.Link) bool { return k.ID == l.ID }); at >= 0 {
		return m.links[at]
	}
	return m.addLink(l)
}
