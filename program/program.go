package program

import "time"

// Cycle says how a Program runs through time.
type Cycle string

// The cycles.
const (
	Cohort    Cycle = "cohort"
	Evergreen Cycle = "evergreen"
)

// Format says what shape the pairings have.
type Format string

// The formats.
const (
	Peers   Format = "peers"
	Mentors Format = "mentors"
	Groups  Format = "groups"
	Buddies Format = "buddies"
)

// Goal is what a Program is for; it presets questions, weights and agendas.
type Goal string

// The goals.
const (
	Onboarding     Goal = "onboarding"
	Remote         Goal = "remote"
	Accountability Goal = "accountability"
	Learning       Goal = "learning"
	Networking     Goal = "networking"
	Succession     Goal = "succession"
	Leadership     Goal = "leadership"
)

// Role is what a Participant is in a Pairing. In peers programs everyone is a Peer.
type Role string

// The roles. A group is led by a Mentor. A bundle is a Mentee who is new, with
// one Buddy of each of the three kinds; who is a Buddy may be any of them.
const (
	Peer         Role = "peer"
	Mentor       Role = "mentor"
	Mentee       Role = "mentee"
	Leader       Role = "leader"
	RoleBuddy    Role = "role_buddy"
	CultureBuddy Role = "culture_buddy"
	Buddy        Role = "buddy"
)

// BundleRoles are whom a newcomer gets.
var BundleRoles = []Role{Leader, RoleBuddy, CultureBuddy}

// Switch is the pairing switch of a Program.
type Switch string

// The positions of the switch.
const (
	SwitchOn     Switch = "on"
	SwitchOff    Switch = "off"     // no runs, no drafts, nothing gated
	SwitchAllOff Switch = "all_off" // nothing but control
)

// Program is a mentoring program as its file defines it. The zero value of a
// field means that the file does not set it; program/file fills the defaults.
type Program struct {
	Name     string
	Slug     string // letters, digits and hyphens; names the program in commands
	Goal     Goal
	Cycle    Cycle
	Format   Format
	Roles    map[Role]string // labels people see
	Group    GroupSize
	Admins   []Address
	Support  Address // where people turn to; shown in every email
	Language string  // of the catalogue, "en"
	Zone     string  // IANA name

	Registration Window
	Matching     Window
	Starts       Date
	Length       Length
	SendHours    Span
	Closures     []DateRange

	Pairing       PairingRules
	Sessions      SessionRules
	Questionnaire []Question
	Import        Import
	Surveys       []SurveyPlan
}

// GroupSize bounds the members of a group, who leads it among them.
type GroupSize struct{ Min, Max int }

// PairingRules say who decides, and by which rules pairs are made.
type PairingRules struct {
	LedBy               string // algorithm | admins | participants | roulette
	Approval            string // required | automatic
	SecondApprovalAbove int    // recipients; 0 is never
	Undo                Length
	Odd                 string // trio | leave_out
	Objective           string // participation | score
	MinimumScore        float64
	Cadence             Length // evergreen
	LongestWait         Length // evergreen
	Ties                string // chance | fairness (of peers and mentors): what decides between results that are equally good
	Fade                Length // partners of before may meet again, and what that costs halves in this time; zero: never again
	DoNotPair           [][2]Address
	Requirements        []Rule
	Recommendations     []Rule
}

// RuleKind says how a Rule looks at two people.
type RuleKind string

// The kinds of rule.
const (
	RuleSame        RuleKind = "same"         // Field is equal, or the answers share a value
	RuleDifferent   RuleKind = "different"    // Field differs
	RuleMeets       RuleKind = "meets"        // one's Field answers meet the other's Meets answers
	RuleTimezoneGap RuleKind = "timezone_gap" // offsets differ by at most AtMost
	RuleOverlap     RuleKind = "overlap"      // shared working hours a week
	RuleSimilar     RuleKind = "similar"      // scale answers lie close
)

// Rule is a requirement (both people must satisfy it) or a recommendation
// (worth up to Weight). Field is a question's id or one of Fields.
type Rule struct {
	Kind   RuleKind
	Field  string
	Meets  string
	AtMost Length
	Weight float64 // recommendations only
}

// Fields are the words a Rule may name besides questions.
var Fields = []string{"manager", "department", "level", "location", "language", "timezone", "working_hours"}

// SessionRules say how often people meet.
type SessionRules struct {
	Every  Length
	Length Length
	Agenda string // name of an agenda template
	Buffer Length // kept free before and after what else people have to do; zero: nothing
	Room   string // a link with {pairing} in it, where each Pairing meets; "" for none
}

// RoomPlace stands in a room's link for what is a Pairing's own.
const RoomPlace = "{pairing}"

// QuestionType is how a Question is answered.
type QuestionType string

// The types of question.
const (
	MultipleChoice QuestionType = "multiple choice"
	Scale          QuestionType = "scale"
	Text           QuestionType = "text"
	LongText       QuestionType = "long text"
)

// ShownToPartner is ShownTo of a registration question whose answer stands in
// the introduction.
const ShownToPartner = "partner"

// Question is one question of a Questionnaire or a Survey.
type Question struct {
	ID          string
	Text        string
	Description string
	Type        QuestionType
	Options     []string // multiple choice
	Many        bool     // multiple choice: select: many
	Dropdown    bool     // multiple choice: display: dropdown
	From, To    int      // scale
	For         Role     // registration: only this role is asked
	ShownTo     string   // surveys: who is asked, both or a role; registration: who reads the answer, ShownToPartner or nobody
	Required    bool
}

// Longest is how many characters an answer in words may have: few enough that
// a partner who is shown it reads on.
func (q Question) Longest() int {
	switch {
	case q.Type != LongText:
		return 400
	case q.ShownTo == ShownToPartner:
		return 1000
	}
	return 4000
}

// Import says how an HR export or a form's answers are read.
type Import struct {
	Columns map[string]Column // heading → what it is
	People  string            // register | invite
}

// Column is what one heading of an export means: a field of people.csv, or a question.
type Column struct {
	Field    string
	Question string
	Split    string // separator of several values in a cell; ";" unless set
}

// SurveyPlan is a Survey as the file plans it.
type SurveyPlan struct {
	Name      string // unique in the Program; see Key
	When      string // midpoint | end | a length after the start, like "30 days"
	Questions []Question
}

// Question returns the question with this id.
func (p *Program) Question(id string) (Question, bool) {
	for _, q := range p.Questionnaire {
		if q.ID == id {
			return q, true
		}
	}
	return Question{}, false
}

// Location returns the program's zone. The file's reader has checked the
// name; UTC stands in for one that this machine does not know.
func (p *Program) Location() *time.Location {
	loc, err := LoadZone(p.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}
