package jobs

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// eventAct is what an Event row writes to its organizer's Google calendar: the
// Series as it is then, one Session of it, or its end.
type eventAct struct {
	EventID    string
	Series     program.Series
	Revision   int
	Entry      templates.Calendar // who meets, and what it is called; empty for a cancellation
	Words      string
	Whole      string           `json:",omitempty"` // those of the Series, where Words are a Session's
	Session    *program.Session `json:",omitempty"` // this one alone
	OwnGuests  bool             `json:",omitempty"` // the Session's are written although it was not moved
	WordsAlone bool             `json:",omitempty"` // of the Session
	Cancel     bool             `json:",omitempty"` // the Session, or the Series where there is none
}

// remindAhead is how long before a meeting the organizer's calendar reminds; guests
// have their own.
const remindAhead = 15 * time.Minute

// inCalendars reports whether a Series is an event on Google, whose guests hear of
// it from there and not by our mail.
func inCalendars(s *program.Series) bool { return s != nil && s.EventID != "" }

// inGoogle makes a Series that is planned an event on the sender's Google
// calendar, where Google is set up.
func (w *Work) inGoogle(s *program.Series) {
	if w.Google != nil {
		s.EventID = calendar.EventID(w.Secret, s.ID, 0)
	}
}

// event adds an Event row about a Pairing. Keys make its id, so that writing it
// twice writes it once. Events of one Series leave in the order of their times:
// what is written at the same moment in that of SEQUENCE, and the Series before a
// Session of it.
func (w *Work) event(e *db.Effects, kind program.Kind, pairing program.Pairing, act eventAct, now time.Time, keys ...string) *program.OutboxRow {
	text, err := json.Marshal(act)
	if err != nil {
		panic("jobs: an event that JSON cannot hold: " + err.Error())
	}
	order := 2 * act.Series.Sequence
	if act.Session != nil {
		order++
	}
	e.Messages = append(e.Messages, program.OutboxRow{
		ID: program.DeriveID(pairing.ID, append([]string{string(kind), act.EventID}, keys...)...), Kind: kind, ProgramID: pairing.ProgramID,
		PairingID: pairing.ID, PairingRevision: pairing.Revision, To: act.Series.Organizer, Object: act.Series.ID, Data: text,
		Shard: program.EventShard, State: program.OutboxPending, CreatedAt: now.Add(time.Duration(order) * time.Microsecond), Due: now, NextAt: now, Date: now,
	})
	return &e.Messages[len(e.Messages)-1]
}

// seriesEvent is a Series as its calendar shall have it.
func (w *Work) seriesEvent(prog db.Program, s program.Series, members []program.Participant) eventAct {
	entry := w.calendarOf(prog, s, members, calendar.Request)
	return eventAct{EventID: s.EventID, Series: s, Revision: s.Sequence, Entry: entry, Words: words(prog, entry)}
}

// of is the same of one Session of the Series.
func (a eventAct) of(prog db.Program, session program.Session) eventAct {
	a.Session, a.Whole, a.Words = &session, a.Words, words(prog, entryOf(a.Entry, session))
	return a
}

// words are what a calendar says of a meeting; its name alone where there is more
// that cannot be said.
func words(prog db.Program, entry templates.Calendar) string {
	text, err := templates.EntryText(prog.Language, entry, "")
	if err != nil {
		return prog.Name
	}
	return strings.TrimSpace(text)
}

// holdEvent adds the first write of a Series that a Draft decides: held like the
// introductions.
func (o opening) holdEvent(e *db.Effects, p program.Pairing, s program.Series, members []program.Participant) {
	row := o.w.event(e, program.SeriesEvent, p, o.w.seriesEvent(o.prog, s, members), o.now)
	row.DraftID, row.State = o.draft.ID, program.OutboxHeld
	if row.Due.Before(o.draft.UndoUntil) {
		row.Due, row.NextAt, row.Date = o.draft.UndoUntil, o.draft.UndoUntil, o.draft.UndoUntil
	}
}

// changeEvent adds a write of what has changed.
func (w *Work) changeEvent(e *db.Effects, c Choices, what program.MeetingChange, now time.Time) {
	act := w.seriesEvent(c.prog, c.series, c.members)
	if what == program.MeetingMoved || what == program.MeetingSkipped {
		act = act.of(c.prog, c.session)
		act.Revision, act.Cancel = c.session.Sequence, what == program.MeetingSkipped
	}
	w.event(e, program.SeriesEventChanged, c.pairing, act, now, strconv.Itoa(c.series.Sequence), string(what), string(c.session.ID))
}

// describeSession writes the plan of a Session into its event, which asks nobody for
// another answer, tells nobody, and leaves the hour that it has there.
func (w *Work) describeSession(e *db.Effects, s sitting, series program.Series, now time.Time) {
	act := w.seriesEvent(s.prog, series, s.members).of(s.prog, s.session)
	act.Revision, act.WordsAlone = s.session.Sequence, true
	w.event(e, program.SeriesEventChanged, s.pairing, act, now, "agenda", string(s.session.ID), strconv.Itoa(s.session.Sequence))
}

// recompose writes what a waiting Event row says of the Pairing anew.
func (c changedPairing) recompose(row program.OutboxRow) ([]byte, error) {
	var act eventAct
	if err := json.Unmarshal(row.Data, &act); err != nil {
		return nil, err
	}
	s, ok := c.withUID(act.Series.UID)
	if act.Cancel && act.Session == nil || !ok {
		return row.Data, nil
	}
	now := c.w.seriesEvent(c.prog, s, c.members)
	if act.Session == nil {
		return json.Marshal(now)
	}
	now = now.of(c.prog, *act.Session)
	act.Entry, act.Words, act.Whole = now.Entry, now.Words, now.Whole
	return json.Marshal(act)
}

// regather writes the guests who stay to the event of a Series of a Pairing that
// somebody has left, and to those of its sessions that have guests of their own:
// Google gives them to each one that was changed by itself, if only by a plan.
func (c changedPairing) regather(e *db.Effects, s program.Series, now time.Time) {
	act := c.w.seriesEvent(c.prog, s, c.members)
	c.w.event(e, program.SeriesEventChanged, c.pairing, act, now, strconv.Itoa(s.Sequence))
	for _, session := range c.sessions {
		planned := !session.StartsAt.Add(-agendaWakes).After(now)
		if session.SeriesID != s.ID || session.State != program.SessionInvited || !session.StartsAt.After(now) || !session.Apart() && !planned {
			continue
		}
		own := act.of(c.prog, session)
		own.OwnGuests = true
		c.w.event(e, program.SeriesEventChanged, c.pairing, own, now, strconv.Itoa(s.Sequence), string(session.ID))
	}
}
