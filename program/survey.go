package program

import (
	"strings"
	"time"
)

// SurveyState is where a Survey stands.
type SurveyState string

// The states of a Survey.
const (
	SurveyOpen   SurveyState = "open"
	SurveyClosed SurveyState = "closed"
)

// SurveyLives is how long a Survey can be answered.
const SurveyLives = 14 * 24 * time.Hour

// Survey is questions sent at a moment. Its questions are kept as they were sent.
type Survey struct {
	ID        ID
	ProgramID ID
	Name      string
	Questions []Question
	State     SurveyState
	OpenedAt  time.Time
	ClosesAt  time.Time
}

// Key is what a planned survey is known by in its Program, whatever stands
// before and after it in the file: its name, without regard to capitals and
// spaces. A survey of another name is another survey.
func (s SurveyPlan) Key() string { return strings.ToLower(strings.Join(strings.Fields(s.Name), " ")) }

// SurveyID is the id of the Survey that a Program's plan becomes.
func (s SurveyPlan) SurveyID(prog ID) ID { return DeriveID(prog, "survey", s.Key()) }

// Answer is one recipient's answer to a Survey. AnsweredAt is zero until there is one.
type Answer struct {
	ID            ID
	SurveyID      ID
	ParticipantID ID
	Answers       Answers
	AnsweredAt    time.Time
}
