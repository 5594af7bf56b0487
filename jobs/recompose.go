package jobs

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

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
	case *templates.InvitationCancelledEmail, *templates.PairingEndedEmail: // what has ended stays so
	default:
		return nil, fmt.Errorf("nothing says how a %s reads once a member has left", row.Kind)
	}
	return json.Marshal(data)
}
