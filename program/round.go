package program

import (
	"math"
	"time"
)

// RoundState is where a Round stands.
type RoundState string

// The states of a Round: due → running → drafted → approved | discarded | failed.
const (
	RoundDue       RoundState = "due"
	RoundRunning   RoundState = "running"
	RoundDrafted   RoundState = "drafted"
	RoundApproved  RoundState = "approved"
	RoundDiscarded RoundState = "discarded"
	RoundFailed    RoundState = "failed"
)

// Round is one occasion of pairing.
type Round struct {
	ID        ID
	ProgramID ID
	Number    int
	State     RoundState
	Reason    string // why it failed
	Seed      int64
	CreatedAt time.Time
}

// DraftState is where a Draft stands.
type DraftState string

// The states of a Draft.
const (
	DraftReady      DraftState = "ready"
	DraftApproved   DraftState = "approved"
	DraftDiscarded  DraftState = "discarded"
	DraftSuperseded DraftState = "superseded"
	DraftExpired    DraftState = "expired"
	DraftStale      DraftState = "stale"
	DraftUndone     DraftState = "undone" // approved, and taken back inside the undo window
)

// DraftLives is how long an Administrator has to decide.
const DraftLives = 7 * 24 * time.Hour

// Draft is a proposed set of pairings of a Round.
type Draft struct {
	ID             ID
	RoundID        ID
	ProgramID      ID
	Revision       int
	State          DraftState
	Digest         string // of the inputs: program version, members, addresses, answers
	ProgramVersion int
	Summary        Summary
	CreatedAt      time.Time
	ExpiresAt      time.Time
	DecidedAt      time.Time
	DecidedBy      ID // a Person
	UndoUntil      time.Time
}

// Number is what an Administrator types to approve: how many people will be
// introduced.
func (d Draft) Number() int { return d.Summary.Paired }

// DecidesOn lists whom a Draft of these Proposals decides on: who has a partner
// in it, and who has none.
func (d Draft) DecidesOn(proposals []Proposal) []ID {
	var people []ID
	for _, p := range proposals {
		for _, m := range p.Members {
			people = append(people, m.ParticipantID)
		}
	}
	for _, u := range d.Summary.Unpaired {
		people = append(people, u.ParticipantID)
	}
	return people
}

// Summary is what a Draft says of itself.
type Summary struct {
	Paired   int        // people with a partner
	Pairs    int        // proposals
	Score    float64    // total
	Mean     float64    // of the proposals, in [0,1]
	Bound    float64    // no assignment scores more
	Optimal  bool       // proven best possible
	Unpaired []Unpaired // who has no partner, and why
	Inputs   Inputs     // what the Draft was made of, to tell what has changed
}

// Within says how far below the best possible the Draft may be, in percent: 0
// where it is proven best, and never 0 where it is not. It is rounded up, to
// tenths or, below the first of them, to hundredths, so that it stays true when
// it is read.
func (s Summary) Within() float64 {
	if s.Optimal {
		return 0
	}
	percent := 0.0
	if s.Bound > 0 {
		percent = 100 * (s.Bound - s.Score) / s.Bound
	}
	const slack = 1e-9 // what floating point adds to a round number
	if percent > 0.09 {
		return math.Ceil(10*percent-slack) / 10
	}
	return max(0.01, math.Ceil(100*percent-slack)/100)
}

// Unpaired is one Participant without a partner.
type Unpaired struct {
	ParticipantID ID
	Name          string
	Candidates    int `json:",omitempty"` // whom no requirement keeps from them, and who are with others
	Blockers      []Blocker
	Unreached     bool `json:",omitempty"` // the address must not be mailed
}

// Blocker is one requirement that keeps a Participant from others.
type Blocker struct {
	Rule     Rule
	Excluded int    // candidates that violate it
	Relax    string // a value that would free some, like "5h"
	Frees    int    // how many of these nothing else excludes
}

// Proposal is one pairing inside a Draft.
type Proposal struct {
	ID      ID
	DraftID ID
	Ordinal int // from 1, best first
	Members []Member
	Score   float64 // in [0,1]
	Reasons []Reason
}

// Member is a Participant with a role, in a Proposal or a Pairing.
type Member struct {
	ParticipantID ID
	Role          Role
}

// Reason is one thing that speaks for a Proposal. The catalogue of texts puts
// it into words for each reader.
type Reason struct {
	Kind    RuleKind
	Subject string   // question id or field
	From    ID       // directed reasons: who wants
	To      ID       // directed reasons: who offers
	Values  []string // what is shared or met; for different: both values
	Count   int      // matched values; minutes a week for overlap
	Of      int      // values wanted
	Points  float64  // share of the score
}
