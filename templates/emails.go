package templates

import (
	"slices"
	"time"

	"github.com/peerpost/peerpost/program"
)

// Envelope is what every email says around its message.
type Envelope struct {
	Program       string
	Language      string
	Greeting      string          // how the reader is addressed
	Zone          string          // the reader's, in which every time is shown
	Support       program.Address // where to turn
	Participation program.Link    // pause, leave, data, erase; none for Administrators
	Unsubscribe   program.Link    // none where the kind cannot be unsubscribed
}

// UnsubscribeLink returns the Unsubscribe link of any email; a zero Link where
// there is none.
func (e Envelope) UnsubscribeLink() program.Link { return e.Unsubscribe }

// Tongue returns the language of any email.
func (e Envelope) Tongue() string { return e.Language }

// SupportAddress returns to whom answers to any email go that no partner gets.
func (e Envelope) SupportAddress() program.Address { return e.Support }

// Partner is somebody the reader is paired with.
type Partner struct {
	Name       string
	Address    program.Address
	Headline   string
	Department string
	Location   string
	Zone       string     // IANA name
	Answers    []Answered // introductions only: what partners are shown
}

// Meeting is one session: when, and how often it comes again.
type Meeting struct {
	Start   time.Time
	Minutes int
	Every   program.Length
	Count   int // sessions of the series
	Number  int // which session this is
}

// Reason is a program.Reason with names, as one reader sees it: FromName or
// ToName is "" where that person is the reader.
type Reason struct {
	program.Reason
	SubjectText string // the question's text or the field's name
	FromName    string
	ToName      string
	ToReader    bool
	FromReader  bool
}

// Answered is a question with its answer.
type Answered struct {
	Question string
	Values   []string
	Shown    bool // to the partner
	From, To int  // of a scale; 0 and 0 for any other question
}

// NewAnswered is the answer to a question.
func NewAnswered(q program.Question, values []string) Answered {
	a := Answered{Question: q.Text, Values: values, Shown: q.ShownTo == program.ShownToPartner}
	if q.Type == program.Scale {
		a.From, a.To = q.From, q.To
	}
	return a
}

// RegisterInvitationEmail invites a person to register.
type RegisterInvitationEmail struct {
	Envelope
	Closes    time.Time
	Starts    program.Date
	Length    program.Length
	Every     program.Length
	Minutes   int
	Prefilled bool // some answers are known already
	Register  program.Link
}

// RegisterReminderEmail reminds a person who has not registered.
type RegisterReminderEmail struct {
	Envelope
	Closes   time.Time
	Register program.Link
}

// RegistrationConfirmedEmail repeats what a person answered.
type RegistrationConfirmedEmail struct {
	Envelope
	Answers     []Answered
	ChangeUntil time.Time
	PairedBy    program.Date
	Again       bool // had unsubscribed: all emails come again
	Change      program.Link
}

// ImportConfirmedEmail tells a person whom HR's file has registered what is on
// file.
type ImportConfirmedEmail RegistrationConfirmedEmail

// IntroductionEmail introduces the members of a Pairing to one of them.
type IntroductionEmail struct {
	Envelope
	Partners []Partner
	Reasons  []Reason
	First    Meeting // zero Start where no meeting could be planned
	Outside  bool    // no hour suits everyone's working hours; this one is the least inconvenient
	Ways     []Way   // what would have to give for a better one
	Shifts   []Shift
	Turns    []Meeting    `json:",omitempty"` // the first ones at each other hour, where hours take turns
	Move     program.Link `json:",omitzero"`  // where the invitation comes from Google, which has no link of ours
}

// Way is a way to an hour inside everyone's working hours: shorter meetings, or
// a longer day of somebody.
type Way struct {
	Shorter int // minutes of a meeting; 0: they need not be shorter
	Strains []Strain
}

// Strain is by how much somebody's working day would have to be longer.
type Strain struct {
	Name    string // "" is the reader
	Weekday int    // Sunday is 0
	Later   bool   // after its end, or before its beginning
	Minutes int
}

// Shift is a run of sessions whose local time for a partner differs from the first one's.
type Shift struct {
	Name        string // "" is the reader
	First, Last program.Date
	Clock       program.Clock
}

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

// UnpairedNoticeEmail tells a person that there is no partner this time.
type UnpairedNoticeEmail struct {
	Envelope
	Blockers    []Blocker
	PartnerLeft bool // there was a partner, who left before the introduction
}

// NotPairedYetEmail tells a person who registered that nothing is decided yet, or
// that the program is over before anything was carried out.
type NotPairedYetEmail struct {
	Envelope
	PairedBy program.Date // by when they were to hear
	Over     bool         `json:",omitempty"` // so is the program
}

// SessionAgendaEmail brings the Agenda before a Session.
type SessionAgendaEmail struct {
	Envelope
	Partners []Partner
	Meeting  Meeting
	Agenda   string // name of the agenda template
	Maybe    bool   // the reader answered that they may come
	Move     program.Link
}

// MetQuestionEmail asks whether a Session took place.
type MetQuestionEmail struct {
	Envelope
	Partners []Partner
	Meeting  Meeting
	Met      program.Link
}

// SurveyInvitationEmail asks to answer a Survey.
type SurveyInvitationEmail struct {
	Envelope
	Survey    string
	Questions int
	Closes    time.Time
	Answer    program.Link
}

// SurveyReminderEmail reminds somebody who has not answered.
type SurveyReminderEmail struct {
	Envelope
	Survey string
	Closes time.Time
	Answer program.Link
}

// ParticipationConfirmedEmail confirms what a person asked for.
type ParticipationConfirmedEmail struct {
	Envelope
	State  program.ParticipantState
	Until  program.Date // paused
	Paired bool         // was when they left, or is: there is somebody to tell
}

// PairingEndedEmail tells a person that their partner has left.
type PairingEndedEmail struct {
	Envelope
	Partners []Partner // who has left
}

// PairingChangedEmail tells a person that one of several partners has left, and
// carries the changed calendar invitation.
type PairingChangedEmail struct {
	Envelope
	Left     string    // a name; "" where they are erased
	Partners []Partner // who stay
	Calendar Calendar  // Method "" where no meeting could be planned
	Move     program.Link
}
