package program

import (
	"slices"
	"time"
)

// ParticipantState is where a Participant stands.
type ParticipantState string

// The states: invited → registered ↔ paused → left | removed | erased.
const (
	Invited    ParticipantState = "invited"
	Registered ParticipantState = "registered"
	Paused     ParticipantState = "paused"
	Left       ParticipantState = "left"
	Removed    ParticipantState = "removed"
	Erased     ParticipantState = "erased"
)

// Answers are what a Participant or a recipient of a Survey answered: question
// id → values. A question without an answer is absent.
type Answers map[string][]string

// Participant is a Person in a Program.
type Participant struct {
	ID        ID
	ProgramID ID
	PersonID  ID
	Person    Person
	Role      Role
	Capacity  int
	Headline  string
	State     ParticipantState
	Answers   Answers
	Revision  int // counts changes of answers
	PausedTil Date
	// UnsubscribedAt is when the person asked for no more mail that can be
	// done without; zero for most.
	UnsubscribedAt time.Time
	CreatedAt      time.Time
}

// TakesPart reports whether a Participant has or can have partners: HR must not
// know that they have gone.
func (p Participant) TakesPart() bool {
	return (p.State == Registered || p.State == Paused) && !p.Person.Terminated()
}

// Resubscribes reports whether registering lets the mail come again that this
// person has unsubscribed from: who takes part needs it.
func (p Participant) Resubscribes() bool { return p.State == Invited && !p.UnsubscribedAt.IsZero() }

// MayBecome reports whether a Participant in this state may go to next.
func (s ParticipantState) MayBecome(next ParticipantState) bool {
	return slices.Contains(map[ParticipantState][]ParticipantState{
		Invited:    {Registered, Left, Removed, Erased},
		Registered: {Paused, Left, Removed, Erased},
		Paused:     {Registered, Left, Removed, Erased},
		Left:       {Registered, Erased},
		Removed:    {Registered, Erased},
	}[s], next)
}
