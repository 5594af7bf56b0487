package jobs

import (
	"context"
	"errors"
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
