package templates

import (
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
