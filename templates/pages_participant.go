package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

// RegisterPage is the questionnaire. Fields posted: token, headline, zone,
// hours, and "q."+id of each question (repeated where several may be chosen).
type RegisterPage struct {
	Frame
	Form
	Name, Address string
	Role          string // its label; "" where everyone is a peer
	Registered    bool   // has registered already: this changes answers
	Again         bool   // has unsubscribed: registering lets all emails come again
	Starts        program.Date
	Length        program.Length // of the program
	Every         program.Length // between sessions
	Minutes       int            // of a session
	Closes        time.Time
	Questions     []Field
	Headline      string
	HeadlineError Problem
	Zones         []Zone // to choose from; the reader's own is PersonZone
	PersonZone    string
	ZoneError     Problem
	Hours         string // as program.ParseWeeklyHours reads them
	HoursError    Problem
}

// Zone is a time zone to choose.
type Zone struct {
	Name   string // IANA name
	Offset string // from UTC at present, like "+01:00"
}

// MetPage asks whether a session took place. Field posted: met, "yes" or "no".
type MetPage struct {
	Frame
	Form
	Partners []string
	Start    time.Time
	Minutes  int
	Chosen   string // "yes", "no" or "": preselected from ?a= or the answer given before
	Answered bool
	Error    Problem
}

// MovePage shows a meeting to come, and what its members may do with it. Fields
// posted: session, its id; revision; to: "skip", minutes as "60", or a time as RFC 3339.
type MovePage struct {
	Frame
	Form
	Partners []string
	Session  program.ID
	Revision string // of all the meetings, as this page shows them
	Start    time.Time
	Minutes  int
	Wishes   []Wish
	Openings []time.Time // other hours that suit everybody
	Unknown  bool        // when everybody is busy, at present: there are none
	Shifts   []int       // minutes by which all meetings to come may move
	Kept     bool        // some of these were moved by themselves, and stay
	Others   []Meeting   // to come, which may be chosen instead
	Until    time.Time   // the last of these, where later ones have an hour of their own
	Taken    bool        // what was chosen is not to be had any more
	Error    Problem
}

// Wish is an hour at which one of the others would rather meet, and that does not suit
// everybody, as far as is known.
type Wish struct {
	At      time.Time
	By      string
	Outside bool // it is outside the reader's working hours
	Busy    bool // the reader is busy then
}

// ReplyPage asks a person to confirm an answer that came in their name.
type ReplyPage struct {
	Frame
	Form
	Partners []string
	Answer   program.PartStat
	Start    time.Time
	Series   bool
	Proposed time.Time // when the answer says that they would rather meet
}

// SurveyPage asks a survey's questions. Fields posted: "q."+id.
type SurveyPage struct {
	Frame
	Form
	Name      string
	Questions []Field
	Answered  bool // has answered already: this changes the answers
	Closes    time.Time
}

// ParticipationPage is a person's own page. It has several forms, told apart
// by the field "do": pause (with "until", 2027-01-31), resume, leave (with
// "sure", which must be "yes": some scanners of mail submit forms), and erase
// (with "word", which must be "erase").
type ParticipationPage struct {
	Frame
	Form
	Name, Address string
	Stored        Stored
	Answers       []Answered // the questionnaire
	State         program.ParticipantState
	PausedUntil   program.Date
	Until         string // as posted
	UntilError    Problem
	WordError     Problem
	SureError     Problem
	Partners      []string // of running pairings
	Change        string   // URL at which answers are changed; "" after the window closed
	Data          string   // URL that downloads everything; "" hides it
}

// Stored is what is known about a person besides answers; "" hides a line.
type Stored struct {
	Role       string // its label
	Headline   string
	Department string
	Level      string
	Location   string
	Language   string // that the person speaks
	Zone       string // IANA name
	Hours      string // as program.ParseWeeklyHours reads them
}

// UnsubscribePage confirms on GET (Form posts) and reports afterwards (Done),
// with a button that takes it back.
type UnsubscribePage struct {
	Frame
	Form
	Address       string
	Done          bool
	Participation string // URL; "" hides it
}

func (RegisterPage) page() string      { return "register" }
func (MetPage) page() string           { return "met" }
func (MovePage) page() string          { return "move" }
func (ReplyPage) page() string         { return "reply" }
func (SurveyPage) page() string        { return "survey" }
func (ParticipationPage) page() string { return "participation" }
func (UnsubscribePage) page() string   { return "unsubscribe" }
