package program

import "time"

// Purpose is what a Link lets its holder do, and nothing else.
type Purpose string

// The purposes.
const (
	ForRegister      Purpose = "register"
	ForReview        Purpose = "review"
	ForApprove       Purpose = "approve"
	ForDiscard       Purpose = "discard"
	ForUndo          Purpose = "undo"
	ForSwitch        Purpose = "switch"
	ForHome          Purpose = "home"
	ForMove          Purpose = "move"
	ForReply         Purpose = "reply"
	ForMet           Purpose = "met"
	ForSurvey        Purpose = "survey"
	ForParticipation Purpose = "participation"
	ForUnsubscribe   Purpose = "unsubscribe"
)

// Link is a credential in a Message, bound to purpose, person, object and
// revision. The row keeps its state, never the token.
type Link struct {
	ID        ID
	Purpose   Purpose
	ProgramID ID
	PersonID  ID
	Object    ID  // what it acts on: a Participant, Draft, Session, Survey, Program
	Revision  int // of the object
	ExpiresAt time.Time
	UsedAt    time.Time
	RevokedAt time.Time
	CreatedAt time.Time
}

// Live reports whether the link may be shown and acted on at now. Whether its
// object is still open is the page's question.
func (l Link) Live(now time.Time) bool {
	return l.RevokedAt.IsZero() && (l.ExpiresAt.IsZero() || now.Before(l.ExpiresAt))
}
