package templates

import (
	"slices"
	"time"

	"github.com/peerpost/peerpost/program"
)

// InvitationEmail is the body around a Series' calendar invitation.
type InvitationEmail struct {
	Envelope
	Partners []Partner
	First    Meeting
	Calendar Calendar
	Move     program.Link
}

// MeetingChangedEmail is the body around a change of one session, or of all to
// come.
type MeetingChangedEmail struct {
	Envelope
	Partners []Partner
	Change   program.MeetingChange
	By       string    // who wanted it; "" is the reader
	Was      time.Time // when the meeting was before
	Until    time.Time `json:",omitzero"` // the last one that was moved, where later ones have an hour of their own
	Meeting  Meeting   // as it is now
	Calendar Calendar
	Move     program.Link
}

// Day is when the meeting is, or was for the reader where it is skipped.
func (e MeetingChangedEmail) Day() time.Time {
	if e.Change == program.MeetingSkipped {
		return e.Was
	}
	return e.Meeting.Start
}

// SeriesShortenedEmail is the body around the end of a Series that goes on as
// another, with an invitation of its own, or of the entry of one session.
type SeriesShortenedEmail struct {
	Envelope
	Partners []Partner
	One      time.Time `json:",omitzero"` // when the session is whose entry ends; zero: the Series does
	Calendar Calendar
}

// MoveSuggestedEmail offers other hours for a session that somebody cannot come to.
type MoveSuggestedEmail struct {
	Envelope
	Partners []Partner
	By       string // who cannot come; "" is the reader
	Comment  string // their words, if any
	Meeting  Meeting
	// Suggested is when By would rather meet; zero: By cannot come, and no more is known.
	Suggested time.Time
	Outside   bool        `json:",omitempty"` // that is outside the reader's working hours
	Busy      bool        `json:",omitempty"` // the reader is busy then
	Unknown   bool        `json:",omitempty"` // when everybody is busy: no others are named
	Openings  []time.Time // the suggested hour, if the reader may choose it, and those that suit everybody; none where there are none
	Move      program.Link
}

// Offered reports whether the suggested hour is one of those that can be chosen.
func (e MoveSuggestedEmail) Offered() bool { return slices.ContainsFunc(e.Openings, e.Suggested.Equal) }

// SeriesDeclinedEmail asks somebody who declined all meetings what is wrong.
type SeriesDeclinedEmail struct {
	Envelope
	Partners []Partner
	Meeting  Meeting
	Move     program.Link
}

// ReplyNudgeEmail asks somebody to answer the invitation.
type ReplyNudgeEmail struct {
	Envelope
	Partners []Partner
	Meeting  Meeting
	Move     program.Link
}

// ReplyCheckEmail asks a person whether an answer that came in their name, from
// where nobody can tell, is theirs.
type ReplyCheckEmail struct {
	Envelope
	Partners []Partner
	Answer   program.PartStat
	Meeting  Meeting // the session; of a whole series, its next one
	Series   bool
	Proposed time.Time `json:",omitzero"` // when it says that they would rather meet
	Confirm  program.Link
}

// Calendar is the data of the iCalendar part of a Message.
type Calendar struct {
	Method    string // REQUEST | CANCEL
	UID       string
	Sequence  int
	Organizer program.Address
	Summary   string
	Attendees []Attendee
	Zone      string
	First     time.Time // wall clock, carried as UTC
	Minutes   int
	Every     program.Length
	Count     int
	Skipped   []time.Time // wall clocks, carried as UTC

	// Recurrence, where set, makes it the entry of one session alone: the wall clock
	// that the Series has for it, carried as UTC.
	Recurrence time.Time `json:",omitzero"`

	Room   string `json:",omitempty"` // a link to where they meet
	Agenda string `json:",omitempty"` // name of the agenda template
	Number int    `json:",omitempty"` // of its first session
	Of     int    `json:",omitempty"` // sessions in all, where there are other Series too
}

// Attendee is one guest of a calendar event.
type Attendee struct {
	Name    string
	Address program.Address
	Zone    string `json:",omitempty"` // IANA name
}

// InvitationCancelledEmail is the body around a Series' cancellation.
type InvitationCancelledEmail struct {
	Envelope
	Partners []Partner
	Calendar Calendar
}
