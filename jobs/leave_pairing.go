package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// endPairingsOf takes a Participant out of every Pairing: of two, it ends; of
// more, the others go on. Who is called as p is there.
func (w *Work) endPairingsOf(ctx context.Context, p program.Participant, now time.Time) error {
	prog, err := w.Store.Program(ctx, p.ProgramID)
	if err != nil {
		return err
	}
	if err := w.leaveTrios(ctx, prog, p, now); err != nil {
		return err
	}
	pairings, err := w.Store.PairingsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, pairing := range pairings {
		err := w.depart(ctx, pairing, p, func(pairing program.Pairing) error {
			return w.endPairing(ctx, prog, pairing, p, "a member left", now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// depart takes a Participant out of a Pairing that is open and has them, again
// where a Message has begun to leave meanwhile, or another member has left.
func (w *Work) depart(ctx context.Context, pairing program.Pairing, p program.Participant, out func(program.Pairing) error) error {
	for again := 0; ; again++ {
		if !pairing.Open() || !pairing.Has(p.ID) {
			return nil
		}
		err := out(pairing)
		if !errors.Is(err, program.ErrConflict) || again == 3 {
			return err
		}
		if pairing, err = w.Store.Pairing(ctx, pairing.ID); err != nil {
			return err
		}
	}
}

// leaveTrios takes a Participant out of Pairings of three or more.
func (w *Work) leaveTrios(ctx context.Context, prog db.Program, p program.Participant, now time.Time) error {
	pairings, err := w.Store.PairingsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, pairing := range pairings {
		err := w.depart(ctx, pairing, p, func(pairing program.Pairing) error {
			if len(pairing.Members) < 3 {
				return nil
			}
			return w.leavePairing(ctx, prog, pairing, p, now)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// changedPairing is a Pairing at its next revision, with all that a Message
// about it needs.
type changedPairing struct {
	w        *Work
	prog     db.Program
	pairing  program.Pairing
	series   []program.Series // each at its next SEQUENCE
	sessions []program.Session
	waiting  []program.OutboxRow // that have not left, or of which nobody knows
	members  []program.Participant
}

// load reads the Series, the Sessions, and what has not left.
func (c *changedPairing) load(ctx context.Context) (err error) {
	if c.series, err = c.w.Store.SeriesOf(ctx, c.pairing.ID); err != nil { // first: what is read after it is no older
		return err
	}
	for i := range c.series {
		c.series[i].Sequence++
	}
	if c.sessions, err = c.w.Store.Sessions(ctx, c.pairing.ID); err != nil {
		return err
	}
	c.waiting, err = c.w.Store.UnfinishedOf(ctx, c.pairing.ID)
	return err
}

// ahead reports whether a Series has meetings to come, or may still have them in
// somebody's calendar: its end there, or a change, has not left.
func (c changedPairing) ahead(s program.Series, now time.Time) bool {
	return c.next(s, now) >= 0 || slices.ContainsFunc(c.waiting, func(r program.OutboxRow) bool {
		return r.Object == s.ID && (r.Kind == program.SeriesShortened || r.Kind.IsEvent()) || r.Kind == program.MeetingChanged && slices.ContainsFunc(c.sessions, func(m program.Session) bool {
			return m.ID == r.Object && m.SeriesID == s.ID && m.StartsAt.After(now)
		})
	})
}

// next is the index of the next Session of a Series; -1 where there is none.
func (c changedPairing) next(s program.Series, now time.Time) int {
	return slices.IndexFunc(c.sessions, func(m program.Session) bool {
		return m.SeriesID == s.ID && m.StartsAt.After(now) && (m.State == program.SessionPlanned || m.State == program.SessionInvited)
	})
}

// withUID is the Series with a UID.
func (c changedPairing) withUID(uid string) (program.Series, bool) {
	at := slices.IndexFunc(c.series, func(s program.Series) bool { return s.UID == uid })
	if at < 0 {
		return program.Series{}, false
	}
	return c.series[at], true
}

// leavePairing takes one member out of a Pairing in which the others go on, at
// the same hour. Who has been introduced is told, with the changed calendar
// invitation; what has not left for the others is composed again. The leaver's
// calendar is cleared.
func (w *Work) leavePairing(ctx context.Context, prog db.Program, pairing program.Pairing, leaver program.Participant, now time.Time) error {
	next := changedPairing{w: w, prog: prog, pairing: pairing.Without(leaver.ID)}
	var err error
	if next.members, err = w.members(ctx, next.pairing); err != nil {
		return err
	}
	if err := next.load(ctx); err != nil {
		return err
	}
	d := db.Departure{PairingID: pairing.ID, ParticipantID: leaver.ID, Revision: pairing.Revision, Reasons: next.pairing.Reasons, Series: next.series}
	if d.Messages, d.Dropped, err = next.recomposed(); err != nil {
		return err
	}
	e, err := next.tell(ctx, leaver, now)
	if err != nil {
		return err
	}
	e.Audit = append(e.Audit, w.audit(prog.ID, "peerpost", "member left a pairing", pairing.ID, "", now))
	return w.Store.LeavePairing(ctx, d, now, e)
}

// tell tells those who know each other that one has left, and clears the
// calendar of that one.
func (c changedPairing) tell(ctx context.Context, leaver program.Participant, now time.Time) (e db.Effects, err error) {
	introduced, err := c.w.Store.Introductions(ctx, c.pairing.ID)
	if err != nil {
		return e, err
	}
	var invited []program.Series // by email, with meetings to come
	for _, s := range c.series {
		if inCalendars(&s) {
			switch {
			case c.ahead(s, now):
				c.regather(&e, s, now)
			case leaver.Person.Erased():
				c.endEvent(&e, s, now)
			}
			continue
		}
		c.cancel(&e, s, leaver, []program.Participant{leaver}, now) // RFC 5546 section 3.2.5: it names nobody else
		if s.State.GoesOn() && c.next(s, now) >= 0 {
			invited = append(invited, s)
		}
	}
	for _, p := range c.members {
		if introduced[p.ID].MayHaveLeft() {
			c.tellLeft(&e, invited, leaver, p, now)
		}
	}
	return e, nil
}

// tellLeft tells a member who stays that somebody has left, with what their calendar
// has to know: the first Series in the same email, each other one in its own.
func (c changedPairing) tellLeft(e *db.Effects, invited []program.Series, leaver, reader program.Participant, now time.Time) {
	m := c.w.toParticipant(c.prog, reader, program.PairingChanged, now, c.pairing.ID, string(leaver.ID))
	m.of(c.pairing)
	m.aheadOf(c.sessions)
	email := templates.PairingChangedEmail{Left: withoutName(leaver.Person.DisplayName(), erasedName), Partners: partners(c.prog, c.members, reader.ID)}
	for i, s := range invited {
		if i == 0 {
			email.Calendar, email.Move = c.entry(s, c.members, calendar.Request), m.moveLink(c.pairing)
			continue
		}
		if next := c.next(s, now); next >= 0 {
			c.stays(e, s, c.sessions[next], program.MeetingsFrom, reader, now)
		}
	}
	email.Envelope = m.envelope()
	m.into(e, email)
	for _, s := range invited {
		c.movedAgain(e, s, reader, now)
	}
}

// recomposed is what waits for the members, or may have to go again, as it reads
// at the next revision; dropped is what has lost its sense.
func (c changedPairing) recomposed() (rows []program.OutboxRow, dropped []program.ID, err error) {
	people := byID(c.members)
	for _, row := range c.waiting {
		reader, stays := people[row.ParticipantID]
		switch {
		case row.Kind.IsEvent():
			row.Data, err = c.recompose(row)
		case stays:
			row.Data, err = c.compose(row, reader)
		default:
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if row.Data == nil {
			dropped = append(dropped, row.ID)
			continue
		}
		row.PairingRevision = c.pairing.Revision
		rows = append(rows, row)
	}
	return rows, dropped, nil
}

// renew is the same entry, of the Series or of one Session, as it is now.
func (c changedPairing) renew(entry *templates.Calendar) {
	s, ok := c.withUID(entry.UID)
	if !ok {
		return
	}
	was := *entry
	*entry = c.entry(s, c.members, calendar.Method(was.Method))
	if !was.Recurrence.IsZero() {
		entry.Zone, entry.First, entry.Recurrence, entry.Count, entry.Skipped, entry.Number = was.Zone, was.First, was.Recurrence, 1, nil, was.Number
	}
}

// entry is that of a Series; of one meeting alone where it is now.
func (c changedPairing) entry(s program.Series, guests []program.Participant, method calendar.Method) templates.Calendar {
	entry := c.w.calendarOf(c.prog, s, guests, method)
	if at := slices.IndexFunc(c.sessions, func(m program.Session) bool { return m.SeriesID == s.ID }); s.Count == 1 && at >= 0 {
		return entryOf(entry, c.sessions[at])
	}
	return entry
}

// whoHasLeft takes the place of a name that is not to be read any more.
const whoHasLeft = "A former participant"

// by is who wanted a change, as those read of them who stay.
func (c changedPairing) by(name string) string {
	if name == "" || slices.ContainsFunc(c.members, func(p program.Participant) bool { return p.Person.DisplayName() == name }) {
		return name
	}
	return whoHasLeft
}

// compose writes what a row says of the Pairing anew; nil has lost its sense.
func (c changedPairing) compose(row program.OutboxRow, reader program.Participant) ([]byte, error) {
	data, err := templates.New(row.Kind)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(row.Data, data); err != nil {
		return nil, err
	}
	others := partners(c.prog, c.members, reader.ID)
	switch d := data.(type) {
	case *templates.IntroductionEmail:
		d.Ways = nil // which spoke of all
		d.Partners, d.Reasons = withAnswers(c.prog, c.members, reader.ID), reasons(c.prog.Program, c.pairing.Reasons, byID(c.members), reader.ID)
		d.Shifts = nil
		for _, s := range c.series {
			shifts, err := shiftsOf(c.prog, s, c.members, reader)
			if err != nil {
				return nil, err
			}
			d.Shifts = append(d.Shifts, shifts...)
		}
	case *templates.InvitationEmail:
		d.Partners = others
		c.renew(&d.Calendar)
	case *templates.PairingChangedEmail:
		d.Partners = others
		c.renew(&d.Calendar)
	case *templates.MeetingChangedEmail:
		d.Partners, d.By = others, c.by(d.By)
		c.renew(&d.Calendar)
	case *templates.SeriesShortenedEmail:
		d.Partners = others
		c.renew(&d.Calendar)
	case *templates.SessionAgendaEmail:
		d.Partners = others
	case *templates.MetQuestionEmail:
		d.Partners = others
	case *templates.SeriesDeclinedEmail:
		d.Partners = others
	case *templates.ReplyNudgeEmail:
		d.Partners = others
	case *templates.ReplyCheckEmail:
		d.Partners = others
	case *templates.MoveSuggestedEmail:
		if d.Partners = others; c.by(d.By) != d.By { // who has left needs no other hour
			return nil, nil
		}
	default:
		return nil, fmt.Errorf("nothing says how a %s reads once a member has left", row.Kind)
	}
	return json.Marshal(data)
}
