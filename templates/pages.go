package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

// Page is the data of one page; the page structs of this package are the only
// ones. Times are shown in the zone of its Frame.
type Page interface{ page() string }

// Frame is what every page says around its content.
type Frame struct {
	Language string // of the catalogue; "" is English
	Program  string // its name; "" where the page belongs to none
	Support  string // the address to turn to; "" hides it
	Zone     string // IANA name of the reader's zone; "" is UTC
}

// Form is where a page's form posts to: Action is a path like "/register", the
// token goes into the body as the field "token" ("" leaves the field out).
type Form struct {
	Action string
	Token  string
}

// Problem says what is wrong with one field of a form; "" is nothing.
type Problem string

// The problems.
const (
	Missing      Problem = "missing"       // a required answer is absent
	NotTicked    Problem = "not_ticked"    // a box that says yes
	NotAnOption  Problem = "not_an_option" // an answer that is not among the options
	TooLong      Problem = "too_long"
	NotAZone     Problem = "not_a_zone"
	NotHours     Problem = "not_hours"
	NotADate     Problem = "not_a_date" // absent, impossible or not in the future
	NotAnAddress Problem = "not_an_address"
	WrongNumber  Problem = "wrong_number" // the typed number is not the draft's
	WrongWord    Problem = "wrong_word"   // the typed word is not the asked one

	StillAdministrator Problem = "still_administrator" // cannot be erased
)

// Field is one question of a form. Its name in the form is "q." and the
// question's id; Values are prefilled or what was just posted.
type Field struct {
	program.Question
	Values []string
	Error  Problem
}

// Outcome is what a DonePage reports.
type Outcome string

// The outcomes.
const (
	DoneRegistered Outcome = "registered"
	DoneChanged    Outcome = "changed" // answers
	DonePaused     Outcome = "paused"  // uses Until
	DoneResumed    Outcome = "resumed"
	DoneLeft       Outcome = "left"
	DoneErased     Outcome = "erased"
	DoneMoved      Outcome = "moved" // a meeting
	DoneSkipped    Outcome = "skipped"
	DoneShifted    Outcome = "shifted" // all meetings
	DoneReply      Outcome = "reply"
	DoneMet        Outcome = "met"
	DoneNotMet     Outcome = "not_met"
	DoneSurvey     Outcome = "survey"
	DoneHomeSent   Outcome = "home_sent" // a link is on its way, if the address is an Administrator's
	DoneOn         Outcome = "on"        // the switch
	DoneOff        Outcome = "off"
	DoneAllOff     Outcome = "all_off"
	DoneUndone     Outcome = "undone"
)

// DonePage says that something was done. Shown after a 303.
type DonePage struct {
	Frame
	Outcome Outcome
	Until   program.Date // paused
	Paired  bool         // resumed and left: with a partner
	Next    string       // URL of the next step; "" hides it
}

// NotFoundPage is 404: also what any bad link gets.
type NotFoundPage struct{ Frame }

// GoneReason says why a link does not work any more.
type GoneReason string

// The reasons.
const (
	GoneExpired  GoneReason = "expired"
	GoneReplaced GoneReason = "replaced" // a newer one exists
	GoneUsed     GoneReason = "used"     // it worked once
	GoneClosed   GoneReason = "closed"   // registration or survey closed
	GoneChanged  GoneReason = "changed"  // what it asked has changed meanwhile
	GoneLeft     GoneReason = "left"     // so has the person it was for
	GoneErased   GoneReason = "erased"   // and so is the person it was for
)

// GonePage is 410: the link was good once.
type GonePage struct {
	Frame
	Reason        GoneReason
	Current       string // URL of what replaced it; "" hides it
	Participation string // URL of the person's own page; "" hides it
	Ask           string // URL at which a new link can be asked for; "" hides it
	Again         Form   // sends the same person a new link; Action "" hides it
}

// TroublePage is 500.
type TroublePage struct {
	Frame
	At        time.Time
	Reference string // of the request, for the operator's log
}

func (DonePage) page() string     { return "done" }
func (NotFoundPage) page() string { return "not_found" }
func (GonePage) page() string     { return "gone" }
func (TroublePage) page() string  { return "trouble" }
