package jobs

import (
	"encoding/json"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// message is a Message being written to one reader, with the Links it carries.
type message struct {
	row    program.OutboxRow
	links  []program.Link
	prog   db.Program
	reader program.Person
	now    time.Time
}

// toParticipant begins a Message to a Participant. It leaves inside the send
// hours of the Program, in the reader's zone. The parent and keys make its id,
// so that writing it twice writes it once.
func (w *Work) toParticipant(prog db.Program, p program.Participant, kind program.Kind, now time.Time, parent program.ID, keys ...string) *message {
	m := newMessage(prog, p.Person, kind, now, parent, keys...)
	m.row.ParticipantID = p.ID
	if rule, _ := kind.Rule(); rule.Class != program.Control {
		m.setDue(prog.SendTime(now, p.Person.TimeZone(prog.Location()), p.Person.WorkingHours()))
	}
	return m
}

// toAdministrator begins a Message to an Administrator. It leaves at once.
func (w *Work) toAdministrator(prog db.Program, a program.Person, kind program.Kind, now time.Time, parent program.ID, keys ...string) *message {
	return newMessage(prog, a, kind, now, parent, keys...)
}

func newMessage(prog db.Program, reader program.Person, kind program.Kind, now time.Time, parent program.ID, keys ...string) *message {
	id := program.DeriveID(parent, append([]string{string(kind), string(reader.ID)}, keys...)...)
	m := &message{prog: prog, reader: reader, now: now, row: program.OutboxRow{
		ID: id, Kind: kind, ProgramID: prog.ID, PersonID: reader.ID, To: reader.Address, Object: parent,
		Shard: program.ShardOf(reader.ID), State: program.OutboxPending, CreatedAt: now,
	}}
	m.setDue(now)
	return m
}

// setDue moves the Message, and with it the time after which it is too late.
func (m *message) setDue(due time.Time) {
	m.row.Due, m.row.NextAt, m.row.Date = due, due, due
	if rule, _ := m.row.Kind.Rule(); rule.MaxLateness > 0 {
		m.row.NotAfter = due.Add(rule.MaxLateness)
	}
}

// notAfter makes the Message worthless from t on.
func (m *message) notAfter(t time.Time) {
	if m.row.NotAfter.IsZero() || t.Before(m.row.NotAfter) {
		m.row.NotAfter = t
	}
}

// gated makes the Message one that a Draft decides: held until the undo
// window is over.
func (m *message) gated(d program.Draft) {
	m.row.DraftID = d.ID
	m.row.State = program.OutboxHeld
	if m.row.Due.Before(d.UndoUntil) {
		m.setDue(m.prog.SendTime(d.UndoUntil, m.zone(), m.reader.WorkingHours()))
	}
}

// aheadOf makes the Message leave at once where the next of these Sessions would
// begin before the next send hour.
func (m *message) aheadOf(sessions []program.Session) {
	for _, s := range sessions {
		if s.StartsAt.After(m.now) && !s.StartsAt.After(m.row.Due) {
			m.setDue(m.now)
			return
		}
	}
}

// of ties the Message to a Pairing's present membership.
func (m *message) of(p program.Pairing) {
	m.row.PairingID, m.row.PairingRevision = p.ID, p.Revision
}

// lastSent is when the last of these readers can be reached from t on: what is
// asked stays open from then, so that a closure takes no time from anybody.
func lastSent(prog db.Program, readers []program.Participant, t time.Time) time.Time {
	last := t
	for _, p := range readers {
		if at := prog.SendTime(t, p.Person.TimeZone(prog.Location()), p.Person.WorkingHours()); at.After(last) {
			last = at
		}
	}
	return last
}

func (m *message) zone() *time.Location { return m.reader.TimeZone(m.prog.Location()) }

// link adds a Link of this Message.
func (m *message) link(purpose program.Purpose, object program.ID, revision int, expires time.Time) program.Link {
	return m.addLink(program.Link{
		ID: program.DeriveID(m.row.ID, "link", string(purpose)), Purpose: purpose, Object: object, Revision: revision, ExpiresAt: expires,
	})
}

func (m *message) addLink(l program.Link) program.Link {
	l.ProgramID, l.PersonID, l.CreatedAt = m.prog.ID, m.reader.ID, m.now
	m.links = append(m.links, l)
	return l
}

// participationDays is for how many days the link to the own participation is
// good at least.
const participationDays = 30

// envelope is what stands around every email. A Participant's carries the
// links to the own participation (renewed each month) and, where the kind allows it, to unsubscribe (good for ever).
func (m *message) envelope() templates.Envelope {
	e := templates.Envelope{
		Program: m.prog.Name, Language: m.prog.Language, Greeting: m.reader.Greeting(),
		Zone: zoneName(m.zone()), Support: m.prog.Support,
	}
	p := m.row.ParticipantID
	if p == "" {
		return e
	}
	month := m.row.Due.UTC().Format("2006-01")
	first, _ := time.Parse("2006-01", month)
	next := first.AddDate(0, 1, 0)
	e.Participation = m.addLink(program.Link{
		ID: program.DeriveID(p, "participation", month), Purpose: program.ForParticipation, Object: p, ExpiresAt: next.AddDate(0, 0, participationDays),
	})
	if rule, _ := m.row.Kind.Rule(); rule.Unsubscribable {
		e.Unsubscribe = m.addLink(program.Link{ID: program.DeriveID(p, "unsubscribe"), Purpose: program.ForUnsubscribe, Object: p})
	}
	return e
}

// zoneName is the IANA name of a zone that LoadZone gave.
func zoneName(loc *time.Location) string { return loc.String() }

// into finishes the Message with the struct of its kind and adds it, with its
// Links, to the effects.
func (m *message) into(e *db.Effects, data any) {
	text, err := json.Marshal(data)
	if err != nil {
		panic("jobs: an email that JSON cannot hold: " + err.Error())
	}
	m.row.Data = text
	e.Messages = append(e.Messages, m.row)
	e.Links = append(e.Links, m.links...)
}
