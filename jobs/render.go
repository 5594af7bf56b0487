package jobs

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// Render returns a Message as its reader's mailbox gets it. It is a pure
// function of the row and the installation's secrets: the same row gives the
// same bytes, today and after a crash. Of an Event it is what is written to Google.
func (w *Work) Render(row program.OutboxRow) ([]byte, error) { return w.render(row) }

func (w *Work) render(row program.OutboxRow) ([]byte, error) {
	if row.Kind.IsEvent() {
		return row.Data, nil
	}
	letter, err := w.letter(row)
	if err != nil {
		return nil, err
	}
	return mail.Compose(letter)
}

func (w *Work) letter(row program.OutboxRow) (mail.Letter, error) {
	data, err := templates.New(row.Kind)
	if err != nil {
		return mail.Letter{}, err
	}
	if err := json.Unmarshal(row.Data, data); err != nil {
		return mail.Letter{}, fmt.Errorf("read the message's data: %w", err)
	}
	email, err := templates.RenderEmail(row.Kind, data, w.url)
	if err != nil {
		return mail.Letter{}, err
	}
	l := mail.Letter{
		From: w.From, FromName: w.FromName, To: row.To, Subject: email.Subject, Text: email.Text, HTML: email.HTML,
		Date: row.Date, MessageID: mail.MessageID(w.Secret, row.ID, row.Generation, w.From.Domain()), AutoSubmitted: true,
	}
	switch d := data.(type) {
	case *templates.IntroductionEmail:
		l.ReplyTo = addresses(d.Partners)
	case *templates.SessionAgendaEmail:
		l.ReplyTo = addresses(d.Partners)
	}
	if c, ok := calendarIn(data); ok {
		text, err := w.entryText(data, c)
		if err != nil {
			return mail.Letter{}, err
		}
		organizer := w.organizerFor(c.Organizer, row.ParticipantID)
		if organizer != c.Organizer {
			l.From = organizer // which From must equal (RFC 6047 section 2.3)
		}
		if l.Calendar, err = w.calendarPart(c, organizer, text, row.Date); err != nil {
			return mail.Letter{}, err
		}
	}
	if s, ok := data.(interface{ SupportAddress() program.Address }); ok && len(l.ReplyTo) == 0 && s.SupportAddress() != "" {
		l.ReplyTo = []program.Address{s.SupportAddress()} // "write to us" is an answer
	}
	if u, ok := data.(interface{ UnsubscribeLink() program.Link }); ok && u.UnsubscribeLink().ID != "" {
		l.Unsubscribe = w.url(u.UnsubscribeLink())
	}
	return l, nil
}

func addresses(partners []templates.Partner) []program.Address {
	all := make([]program.Address, len(partners))
	for i, p := range partners {
		all[i] = p.Address
	}
	return all
}

// calendarIn is what an email carries for its reader's calendar, if anything.
func calendarIn(data any) (c templates.Calendar, ok bool) {
	switch d := data.(type) {
	case *templates.InvitationEmail:
		c = d.Calendar
	case *templates.PairingChangedEmail:
		c = d.Calendar
	case *templates.MeetingChangedEmail:
		c = d.Calendar
	case *templates.SeriesShortenedEmail:
		c = d.Calendar
	case *templates.InvitationCancelledEmail:
		c = d.Calendar
	}
	return c, c.Method != ""
}

func (w *Work) calendarPart(c templates.Calendar, organizer program.Address, text string, stamp time.Time) (*mail.CalendarPart, error) {
	event := calendar.Event{
		Method: calendar.Method(c.Method), UID: c.UID, Sequence: c.Sequence, Stamp: stamp,
		Organizer: calendar.Party{Name: w.FromName, Address: organizer}, Summary: c.Summary, Description: strings.TrimSpace(text),
		Zone: c.Zone, First: c.First, Duration: time.Duration(c.Minutes) * time.Minute, Every: c.Every, Count: c.Count, Skipped: c.Skipped,
		Recurrence: c.Recurrence, Location: c.Room,
	}
	for _, a := range c.Attendees {
		event.Attendees = append(event.Attendees, calendar.Party{Name: a.Name, Address: a.Address})
	}
	body, err := event.Encode()
	if err != nil {
		return nil, err
	}
	return &mail.CalendarPart{Method: c.Method, Body: body}, nil
}

// entryText is what a calendar says of the meetings that an email is about. An entry
// is seen by others: of its reader's own links it has the one alone by which a
// meeting is moved, to an hour that suits its members, who hear of it.
func (w *Work) entryText(data any, c templates.Calendar) (string, error) {
	var move program.Link
	switch d := data.(type) {
	case *templates.InvitationEmail:
		move = d.Move
	case *templates.MeetingChangedEmail:
		move = d.Move
	case *templates.PairingChangedEmail:
		move = d.Move
	}
	address, language := "", ""
	if move.ID != "" {
		address = w.url(move)
	}
	if d, ok := data.(interface{ Tongue() string }); ok {
		language = d.Tongue()
	}
	return templates.EntryText(language, c, address)
}
