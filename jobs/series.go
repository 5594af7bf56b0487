package jobs

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
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

// meetingOf is the session with this number, counted from 1.
func meetingOf(s program.Series, starts []time.Time, number int) templates.Meeting {
	return templates.Meeting{Start: starts[number-1], Minutes: int(s.Duration / time.Minute), Every: s.Every, Count: len(starts), Number: number}
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
		Agenda: prog.Sessions.Agenda, Number: 1, Room: w.room(prog, s.PairingID),
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
// Pairing's Series.
func (w *Work) cancelSeries(ctx context.Context, e *db.Effects, prog db.Program, pairing program.Pairing, members []program.Participant, now time.Time) error {
	series, err := w.Store.SeriesOf(ctx, pairing.ID)
	if errors.Is(err, program.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	sessions, err := w.Store.Sessions(ctx, pairing.ID)
	if err != nil {
		return err
	}
	series.Sequence++
	if inCalendars(&series) {
		w.event(e, program.SeriesEventCancelled, pairing, eventAct{EventID: series.EventID, Series: series, Cancel: true}, now)
		return nil
	}
	for _, reader := range members {
		if reader.Person.Erased() {
			continue
		}
		m := w.toParticipant(prog, reader, program.InvitationCancelled, now, pairing.ID)
		m.of(pairing)
		m.aheadOf(sessions)
		m.into(e, templates.InvitationCancelledEmail{
			Envelope: m.envelope(), Partners: partners(prog, members, reader.ID), Calendar: w.calendarOf(prog, series, members, calendar.Cancel),
		})
	}
	return nil
}
