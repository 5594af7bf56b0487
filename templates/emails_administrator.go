package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

// AdministratorWelcomeEmail tells an Administrator that a program was set up and what will happen when.
type AdministratorWelcomeEmail struct {
	Envelope
	RegistrationOpens, RegistrationCloses time.Time
	RoundDue                              time.Time
	Starts, Ends                          program.Date
	People                                int
}

// AdministratorHomeEmail carries the link to the administrator's home.
type AdministratorHomeEmail struct {
	Envelope
	Home program.Link
}

// ProposalLine is one Proposal as an Administrator reads it.
type ProposalLine struct {
	Ordinal int
	Names   []string
	Percent int // score
	Reasons []Reason
}

// UnpairedLine is one person without a partner as an Administrator reads it.
type UnpairedLine struct {
	Name       string
	Candidates int // who could be with them, and are with others
	Blockers   []Blocker
	Unreached  bool // email does not reach them
}

// Blocker is a program.Blocker with the words of the program.
type Blocker struct {
	program.Blocker
	SubjectText string
}

// ApprovalRequestEmail asks an Administrator to decide on a Draft.
type ApprovalRequestEmail struct {
	Envelope
	Round         int
	Revision      int
	Registered    int // people who could be paired
	NotRegistered int // people who were invited and have not answered
	Pausing       int
	Paired        int
	Pairs         int
	MeanPercent   int
	Optimal       bool
	Within        float64 // percent of the best possible, where not proven best
	Proposals     []ProposalLine
	More          int // proposals not listed here
	Unpaired      []UnpairedLine
	Strangers     []program.Address // of do_not_pair, and nobody's in the program
	Expires       time.Time
	Undo          program.Length
	Review        program.Link
	Approve       program.Link
	Discard       program.Link
	Switch        program.Link
}

// ApprovalReminderEmail reminds of a Draft that waits; Last is the escalation.
type ApprovalReminderEmail struct {
	Envelope
	Paired, Pairs int
	Expires       time.Time
	Last          bool
	Review        program.Link
	Approve       program.Link
	Discard       program.Link
}

// DraftDecidedEmail tells every Administrator what became of a Draft.
type DraftDecidedEmail struct {
	Envelope
	By            string // a name; "" where nobody decided
	Decision      program.DraftState
	Paired, Pairs int
	UndoUntil     time.Time    // approved only
	Undo          program.Link // approved only
}

// RoundFailedEmail tells Administrators that no Draft could be made.
type RoundFailedEmail struct {
	Envelope
	Reason     string
	Registered int
}

// MatchingClosedEmail tells Administrators that people have registered and no
// Draft has decided on them, and what can be done.
type MatchingClosedEmail struct {
	Envelope
	PairedBy      program.Date // by when they were to hear
	People        int
	Ends          program.Date // last day of the program
	Paired, Pairs int          // of the Draft that waits
	Expires       time.Time
	Review        program.Link // none where no Draft waits
}

// PartnerLostEmail tells Administrators that somebody has no partner any more.
type PartnerLostEmail struct {
	Envelope
	Left  string   // who has left; "" where they are erased
	Alone []string // who has no partner now
}

// InvitationsWaitEmail tells Administrators that Google takes no calendar
// invitations of the program at present, or has refused one for good, or that
// somebody has deleted one by hand.
type InvitationsWaitEmail struct {
	Envelope
	Until   time.Time // when Google is asked again; zero: never, and one was refused
	Reason  string    // why, for whoever looks after Google
	Deleted []string  `json:",omitempty"` // whose meetings were deleted; none where that is not what is told
}

// ProgramReportEmail tells Administrators how the program went. Counts below
// five people are not broken down further.
type ProgramReportEmail struct {
	Envelope
	Registered, Invited, Paired, Unpaired int
	Pairings                              int
	Sessions, Met, NotMet, Unknown        int
	Surveys                               []SurveyResult
	Delivered, Failed, Undecided          int
}

// SurveyResult is the outcome of one Survey. One that can still be answered has
// none: it has a name and OpenUntil alone.
type SurveyResult struct {
	Name            string
	OpenUntil       time.Time
	Asked, Answered int
	Questions       []QuestionResult
}

// QuestionResult is the outcome of one question. Hidden where fewer than five answered.
type QuestionResult struct {
	Text    string
	Hidden  bool
	Choices []ChoiceCount
	Mean    float64 // scale
	Texts   []string
}

// ChoiceCount is how many chose an option.
type ChoiceCount struct {
	Option string
	Count  int
	Hidden bool // the count would tell single people; it is 0
}
