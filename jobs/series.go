package jobs

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// plusTag marks an organizer whose address has a tag of its own in each member's
// invitations, for the whole life of the Series.
const plusTag = "+peerpost"

// organizer is that of a Series that is planned now.
func (w *Work) organizer() program.Address {
	if _, fits := mail.PlusAddress(w.Secret, w.From, program.ID(strings.Repeat("0", 26))); !w.Plus || !fits || w.Google != nil {
		return w.From
	}
	local, domain, _ := strings.Cut(string(w.From), "@")
	return program.Address(local + plusTag + "@" + domain)
}

// organizerFor is the organizer as one member's calendar knows it: the answer comes
// to an address that proves whose it is.
func (w *Work) organizerFor(organizer program.Address, member program.ID) program.Address {
	local, domain, _ := strings.Cut(string(organizer), "@")
	base, tagged := strings.CutSuffix(local, plusTag)
	if !tagged || member == "" {
		return organizer
	}
	address, _ := mail.PlusAddress(w.Secret, program.Address(base+"@"+domain), member)
	return address
}

// meetingOf is the first session of a Series.
func meetingOf(s program.Series, starts []time.Time) templates.Meeting {
	return templates.Meeting{Start: starts[0], Minutes: int(s.Duration / time.Minute), Every: s.Every, Count: len(starts), Number: s.Number}
}

// shiftsOf are the weeks in which a session is at another hour than usual, for
// the reader and for each partner.
func shiftsOf(prog db.Program, s program.Series, members []program.Participant, reader program.Participant) ([]templates.Shift, error) {
	var out []templates.Shift
	for _, p := range append([]program.Participant{reader}, without(members, reader.ID)...) {
		shifts, err := calendar.Shifts(s, p.Person.TimeZone(prog.Location()))
		if err != nil {
			return nil, err
		}
		name := p.Person.DisplayName()
		if p.ID == reader.ID {
			name = ""
		}
		for _, shift := range shifts {
			out = append(out, templates.Shift{Name: name, First: shift.First, Last: shift.Last, Clock: shift.Clock})
		}
	}
	return out, nil
}

// calendarOf is the iCalendar data of a Series.
func (w *Work) calendarOf(prog db.Program, s program.Series, members []program.Participant, method calendar.Method) templates.Calendar {
	c := templates.Calendar{
		Method: string(method), UID: s.UID, Sequence: s.Sequence, Organizer: s.Organizer, Summary: prog.Name, Zone: s.Zone,
		First: s.FirstLocal, Minutes: int(s.Duration / time.Minute), Every: s.Every, Count: s.Count, Skipped: s.Skipped,
		Agenda: prog.Sessions.Agenda, Number: s.Number, Of: s.Of, Room: w.room(prog, s.PairingID),
	}
	for _, p := range members {
		c.Attendees = append(c.Attendees, templates.Attendee{Name: p.Person.DisplayName(), Address: p.Person.Address, Zone: zoneName(p.Person.TimeZone(prog.Location()))})
	}
	c.Summary += namesIn(c.Attendees)
	return c
}

// room is the link to where a Pairing meets: its own, which nobody can guess; "" where
// the Program has none.
func (w *Work) room(prog db.Program, pairing program.ID) string {
	h := hmac.New(sha256.New, w.Secret)
	h.Write([]byte("room\x00" + string(pairing)))
	own := strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:15]))
	return strings.Replace(prog.Sessions.Room, program.RoomPlace, own, 1)
}

// namesIn is the end of a calendar entry's title.
func namesIn(attendees []templates.Attendee) string {
	names := make([]string, len(attendees))
	for i, a := range attendees {
		names[i] = a.Name
	}
	return ": " + strings.Join(names, " · ")
}

// cancelSeries writes each member who is not erased the cancellation of the
// Pairing's Series that have meetings to come, in the database or, where a change has
// not left yet, in people's calendars. On Google, where guests hear of each, one that
// is over is cancelled only for somebody who is erased: they are to be in none.
func (w *Work) cancelSeries(ctx context.Context, e *db.Effects, prog db.Program, pairing program.Pairing, members []program.Participant, now time.Time) error {
	c := changedPairing{w: w, prog: prog, pairing: pairing, members: members}
	if err := c.load(ctx); err != nil {
		return err
	}
	erased := slices.ContainsFunc(members, func(p program.Participant) bool { return p.Person.Erased() })
	for _, s := range c.series {
		if s.State == program.SeriesCancelled {
			continue
		}
		if inCalendars(&s) {
			if erased || c.ahead(s, now) {
				c.endEvent(e, s, now)
			}
			continue
		}
		for _, reader := range members {
			c.cancel(e, s, reader, members, now)
		}
	}
	return nil
}

// endEvent takes the event of a Series out of all calendars.
func (c changedPairing) endEvent(e *db.Effects, s program.Series, now time.Time) {
	c.w.event(e, program.SeriesEventCancelled, c.pairing, eventAct{EventID: s.EventID, Series: s, Cancel: true}, now)
}

// endEventsOf ends what names a Participant on Google although their Pairings have
// ended, or go on without them.
func (w *Work) endEventsOf(ctx context.Context, e *db.Effects, p program.Participant, now time.Time) error {
	pairings, err := w.Store.PairingsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, pairing := range pairings {
		c := changedPairing{w: w, pairing: pairing}
		if err := c.load(ctx); err != nil {
			return err
		}
		for _, s := range c.series {
			if inCalendars(&s) && !(pairing.Open() && c.ahead(s, now)) {
				c.endEvent(e, s, now)
			}
		}
	}
	return nil
}

// cancel sends a member the cancellation of a Series, which names these guests.
func (c changedPairing) cancel(e *db.Effects, s program.Series, reader program.Participant, guests []program.Participant, now time.Time) {
	if reader.Person.Erased() || !c.ahead(s, now) {
		return
	}
	m := c.w.toParticipant(c.prog, reader, program.InvitationCancelled, now, c.pairing.ID, laterKeys(s)...)
	m.of(c.pairing)
	m.aboutSeries(s)
	m.aheadOf(c.sessions)
	m.into(e, templates.InvitationCancelledEmail{
		Envelope: m.envelope(), Partners: partners(c.prog, c.members, reader.ID), Calendar: c.entry(s, guests, calendar.Cancel),
	})
}

// laterKeys tell Messages about a later Series of a Pairing from those about the first.
func laterKeys(s program.Series) []string {
	if s.Number == 1 {
		return nil
	}
	return []string{string(s.ID)}
}

// aboutSeries makes a later Series what the Message is about: its cancellation waits
// for its invitation, and not for another's.
func (m *message) aboutSeries(s program.Series) {
	if s.Number > 1 {
		m.row.Object = s.ID
	}
}
