package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

// ReviewPage shows a Draft.
type ReviewPage struct {
	Frame
	Round         int
	Revision      int
	State         program.DraftState
	Registered    int // people who could be paired
	NotRegistered int // people who were invited and have not answered
	Pausing       int
	Paired        int
	Pairs         int
	MeanPercent   int
	Optimal       bool
	Within        float64 // percent of the best possible, where not proven best
	Proposals     []ProposalLine
	Unpaired      []UnpairedLine
	Expires       time.Time
	Undo          program.Length
	Outdated      bool   // its inputs have changed: approving makes a new one
	Changes              // since, where it is outdated
	Approve       string // URL; "" where the draft cannot be approved any more
	Discard       string // URL; "" likewise
	Home          string // URL; "" hides it
}

// ApprovePage asks for the number. Fields posted: number, and where it is
// outdated "do": anew.
type ApprovePage struct {
	Frame
	Form
	Round, Revision int
	Paired, Pairs   int
	Unpaired        int
	Expires         time.Time
	Undo            program.Length
	Others          []string // names of the other Administrators, who are told
	Second          bool     // a second Administrator must approve as well
	ApprovedBy      string   // the first of the two; "" where nobody has approved yet
	Typed           string   // what was posted
	Error           Problem
	Off             bool   // pairing is switched off: there is no form
	Switch          string // URL of the switch; "" where the reader has none
	Outdated        bool   // its inputs have changed: approving makes a new one
	Changes                // since, where it is outdated
	Review          string // URL
}

// DiscardPage asks to confirm that a Draft is thrown away.
type DiscardPage struct {
	Frame
	Form
	Round, Revision int
	Paired, Pairs   int
	Review          string // URL
}

// UndoPage asks to confirm that an approval is taken back.
type UndoPage struct {
	Frame
	Form
	By            string // who approved
	Paired, Pairs int
	Until         time.Time
}

// DecidedPage says what became of a Draft.
type DecidedPage struct {
	Frame
	Decision      program.DraftState // anything but ready
	By            string             // a name; "" where nobody decided
	At            time.Time
	Paired, Pairs int
	UndoUntil     time.Time // approved, and it can still be taken back
	Undo          string    // URL; "" hides it
	Current       string    // URL of the draft that waits now; "" hides it
	Home          string    // URL; "" hides it

	Changes       // stale
	UndoOver bool // approved, and too late to take back
}

// Changes are what differs from what a Draft was made of.
type Changes struct {
	Joined, Left, Changed []string // names of people
	Edited                bool     // the program
}

// SwitchPage turns pairing off and on. Field posted: switch, a program.Switch.
type SwitchPage struct {
	Frame
	Form
	State   program.Switch
	Waiting int    // messages that would wait while everything is off
	Home    string // URL; "" hides it
}

// HomePage is what an Administrator sees first. Its forms post to Form.Action
// with "program" (the slug) and "do": pair.
type HomePage struct {
	Frame
	Form
	Name     string
	Programs []ProgramCard
	SignOut  Form // Action "" hides it
}

// ProgramCard is one Program on the administrator's home.
type ProgramCard struct {
	Name, Slug                            string
	State                                 ProgramState
	Switch                                program.Switch
	RegistrationOpens, RegistrationCloses time.Time // zero hides
	RoundDue                              time.Time // next; zero hides
	Starts, Ends                          program.Date
	Invited, Registered, Paused           int
	Pairings                              int // introduced
	Sessions, Met                         int // past ones, and how many took place
	Drafts                                []DraftCard
	Unknown, Failed                       int // messages
	Waiting                               int // of the unknown ones, until a person decides
	Problems                              []MessageProblem
	CanPair                               bool   // "pair now" is offered
	Asked                                 Asked  // what has just come of it
	SwitchLink                            string // URL
}

// ProgramState is where a Program stands in time.
type ProgramState string

// The states of a Program.
const (
	ProgramPlanned     ProgramState = "planned"
	ProgramRegistering ProgramState = "registering"
	ProgramMatching    ProgramState = "matching"
	ProgramRunning     ProgramState = "running"
	ProgramEnded       ProgramState = "ended"
)

// Asked is what comes of asking for a draft now; "" where nobody has just asked.
type Asked string

// What comes of it.
const (
	AskedDraft   Asked = "asked"
	AskedTooFew  Asked = "too_few"  // there are not two people to pair
	AskedTooLate Asked = "too_late" // nobody could meet before the end
)

// DraftCard is one Draft that waits.
type DraftCard struct {
	Round, Revision int
	Paired, Pairs   int
	Expires         time.Time
	Review          string // URL
}

// MessageProblem is one Message an Administrator should know of.
type MessageProblem struct {
	Kind   program.Kind
	To     string // a name
	State  program.OutboxState
	Reason string
	At     time.Time
}

// HomeRequestPage asks for an address to which a link to the home is sent.
// Field posted: address.
type HomeRequestPage struct {
	Frame
	Form
	Address string
	Error   Problem
}

// HomeOpenPage is the one click that opens the administrator's home.
type HomeOpenPage struct {
	Frame
	Form
}

func (ReviewPage) page() string      { return "review" }
func (ApprovePage) page() string     { return "approve" }
func (DiscardPage) page() string     { return "discard" }
func (UndoPage) page() string        { return "undo" }
func (DecidedPage) page() string     { return "decided" }
func (SwitchPage) page() string      { return "switch" }
func (HomePage) page() string        { return "home" }
func (HomeRequestPage) page() string { return "home_request" }
func (HomeOpenPage) page() string    { return "home_open" }
