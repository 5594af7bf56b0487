package program

import (
	"slices"
	"time"
)

// PairingState is where a Pairing stands.
type PairingState string

// The states of a Pairing: held → introduced → ended | cancelled.
const (
	PairingHeld       PairingState = "held"
	PairingIntroduced PairingState = "introduced"
	PairingEnded      PairingState = "ended"
	PairingCancelled  PairingState = "cancelled"
)

// Pairing is an approved relationship of two or more Participants.
type Pairing struct {
	ID           ID
	ProgramID    ID
	RoundID      ID
	DraftID      ID
	ProposalID   ID
	BundleID     ID // buddy bundles: what three pairings share
	State        PairingState
	Revision     int // of the membership
	Reason       string
	Members      []Member
	Score        float64
	Reasons      []Reason
	CreatedAt    time.Time
	IntroducedAt time.Time
	EndedAt      time.Time
}

// Earlier is two Participants who were paired before.
type Earlier struct {
	Members [2]ID
	On      Date // since when; zero: nobody knows
}

// Open reports whether people are or will be introduced by the Pairing.
func (p Pairing) Open() bool { return p.State == PairingHeld || p.State == PairingIntroduced }

// Has reports whether a Participant is a member.
func (p Pairing) Has(participant ID) bool {
	return slices.ContainsFunc(p.Members, func(m Member) bool { return m.ParticipantID == participant })
}

// Without is the Pairing at its next revision, when one member has left:
// between those who stay.
func (p Pairing) Without(participant ID) Pairing {
	p.Revision++
	p.Members = slices.DeleteFunc(slices.Clone(p.Members), func(m Member) bool { return m.ParticipantID == participant })
	p.Reasons = ReasonsWithout(p.Reasons, participant)
	return p
}

// ReasonsWithout are the reasons that a Participant has no part in.
func ReasonsWithout(all []Reason, participant ID) []Reason {
	return slices.DeleteFunc(slices.Clone(all), func(r Reason) bool { return r.From == participant || r.To == participant })
}

// SeriesState is where a Series stands.
type SeriesState string

// The states of a Series.
const (
	SeriesPlanned   SeriesState = "planned"
	SeriesInvited   SeriesState = "invited"
	SeriesChanged   SeriesState = "changed"
	SeriesEnded     SeriesState = "ended"
	SeriesCancelled SeriesState = "cancelled"
)

// Series is the recurring meeting of a Pairing. Its wall clock is fixed in
// Zone; the instants follow from it.
type Series struct {
	ID         ID
	PairingID  ID
	ProgramID  ID
	UID        string
	EventID    string // on the organizer's Google calendar; "" sends invitations by email
	Sequence   int
	Organizer  Address
	Zone       string    // the anchor
	FirstLocal time.Time // wall clock of the first session, carried as UTC
	Duration   time.Duration
	Every      Length
	Count      int         // sessions, skipped ones included
	Skipped    []time.Time // wall clocks that fall on closures, carried as UTC
	Number     int         // of its first session among all of the Pairing's
	Of         int         // sessions of the Pairing in all
	State      SeriesState
	CreatedAt  time.Time
}

// GoesOn reports whether a Series is planned, or is in people's calendars for meetings
// to come.
func (s SeriesState) GoesOn() bool {
	return s == SeriesPlanned || s == SeriesInvited || s == SeriesChanged
}

// SessionState is where a Session stands.
type SessionState string

// The states of a Session.
const (
	SessionPlanned   SessionState = "planned"
	SessionInvited   SessionState = "invited"
	SessionMet       SessionState = "met"
	SessionNotMet    SessionState = "not_met"
	SessionSkipped   SessionState = "skipped"
	SessionCancelled SessionState = "cancelled"
	SessionUnknown   SessionState = "unknown"
)

// Session is one meeting of a Series.
type Session struct {
	ID        ID
	SeriesID  ID
	PairingID ID
	ProgramID ID
	Number    int // from 1
	StartsAt  time.Time
	EndsAt    time.Time
	State     SessionState
	Original  time.Time // when the rule of the Series has it, if it was ever moved by itself; zero: at StartsAt
	Sequence  int       // of its Series when it last changed by itself
}

// Recurrence is when the rule of the Series has the Session: what calendars know
// it by, wherever it was moved (RFC 5545 section 3.8.4.4).
func (s Session) Recurrence() time.Time {
	if s.Original.IsZero() {
		return s.StartsAt
	}
	return s.Original
}

// ByRule reports whether the Session is where the rule of its Series has it.
func (s Session) ByRule() bool { return s.StartsAt.Equal(s.Recurrence()) }

// Apart reports whether calendars have an entry of its own for the Session, because it
// was moved by itself, be it back to where it had been.
func (s Session) Apart() bool { return !s.Original.IsZero() }

// Moved is the Session at another hour.
func (s Session) Moved(start time.Time) Session {
	s.Original = s.Recurrence()
	s.StartsAt, s.EndsAt = start.UTC(), start.Add(s.EndsAt.Sub(s.StartsAt)).UTC()
	return s
}

// At is the Session where the rule of its Series has it at an instant. One that was
// moved by itself stays where somebody wanted it.
func (s Session) At(rule time.Time) Session {
	if s.ByRule() {
		s.StartsAt, s.EndsAt, s.Original = rule.UTC(), rule.Add(s.EndsAt.Sub(s.StartsAt)).UTC(), time.Time{}
		return s
	}
	s.Original = rule.UTC()
	return s
}

// Met decides what became of a Session from its members' answers: one "yes"
// is enough; if all who answered say no it did not take place; without an
// answer nobody knows.
func Met(answers []bool) SessionState {
	state := SessionUnknown
	for _, yes := range answers {
		if yes {
			return SessionMet
		}
		state = SessionNotMet
	}
	return state
}
