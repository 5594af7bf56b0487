package program

import (
	"slices"
	"time"
)

// Class says which position of the switch stops an act.
type Class string

// The classes of outbound acts.
const (
	Control   Class = "control"   // to Administrators, and confirmations a person asked for
	Enrolment Class = "enrolment" // invitations to register, reminders, word to people whom no Draft has decided on
	Gated     Class = "gated"     // what a Draft decides
	Running   Class = "running"   // for introduced Pairings
)

// Kind names an outbound act; an email's templates carry the same name.
type Kind string

// The kinds of Message.
const (
	AdministratorWelcome   Kind = "administrator_welcome"
	AdministratorHome      Kind = "administrator_home"
	RegisterInvitation     Kind = "register_invitation"
	RegisterReminder       Kind = "register_reminder"
	RegistrationConfirmed  Kind = "registration_confirmed"
	ImportConfirmed        Kind = "import_confirmed"
	ApprovalRequest        Kind = "approval_request"
	ApprovalReminder       Kind = "approval_reminder"
	DraftDecided           Kind = "draft_decided"
	RoundFailedNotice      Kind = "round_failed"
	MatchingClosedNotice   Kind = "matching_closed"
	NotPairedYet           Kind = "not_paired_yet"
	Introduction           Kind = "introduction"
	Invitation             Kind = "invitation"
	InvitationCancelled    Kind = "invitation_cancelled"
	UnpairedNotice         Kind = "unpaired_notice"
	MeetingChanged         Kind = "meeting_changed"
	SeriesShortened        Kind = "series_shortened"
	MoveSuggested          Kind = "move_suggested"
	SeriesDeclined         Kind = "series_declined"
	ReplyNudge             Kind = "reply_nudge"
	ReplyCheck             Kind = "reply_check"
	SessionAgenda          Kind = "session_agenda"
	MetQuestion            Kind = "met_question"
	SurveyInvitation       Kind = "survey_invitation"
	SurveyReminder         Kind = "survey_reminder"
	ParticipationConfirmed Kind = "participation_confirmed"
	PairingEndedNotice     Kind = "pairing_ended"
	PairingChanged         Kind = "pairing_changed"
	PartnerLost            Kind = "partner_lost"
	InvitationsWait        Kind = "invitations_wait"
	ProgramReport          Kind = "program_report"
)

// The kinds of Event: writes to a Google calendar.
const (
	SeriesEvent          Kind = "series_event"           // the first
	SeriesEventChanged   Kind = "series_event_changed"   // of the Series or one Session
	SeriesEventCancelled Kind = "series_event_cancelled" // of the Series
)

// EventKinds lists every kind of Event.
func EventKinds() []Kind { return []Kind{SeriesEvent, SeriesEventChanged, SeriesEventCancelled} }

// IsEvent reports whether an act of this kind is an Event, and no Message.
func (k Kind) IsEvent() bool { return slices.Contains(EventKinds(), k) }

// UnknownPolicy says what happens to an act of which nobody knows whether it
// took place.
type UnknownPolicy string

// The policies.
const (
	AgainOnce   UnknownPolicy = "again"  // once more under the same ids, then a person decides
	AgainAlways UnknownPolicy = "always" // however often: doing it again brings the same about
	Hold        UnknownPolicy = "hold"   // a person decides
)

// Pace says how much of a reader's day an act may take. What falls together is
// not merged into one email, but spread: an agenda is answered to the partners, a
// survey and the question whether a meeting took place by links of their own,
// and only an email with one purpose can be unsubscribed, cancelled or sent
// again by itself. An introduction and its invitation do come together: a
// calendar takes an invitation out of an email of its own.
type Pace string

// The paces. Control leaves at any hour; all else inside the send hours.
const (
	Steady Pace = "steady"
	Urgent Pace = "urgent" // at any hour where the Pairing's next Session would begin before the next send hour
	Daily  Pace = "daily"  // no more than one of these a day and Person, of all Programs: others wait for the next
	Ahead  Pace = "ahead"  // loses its point by waiting: what is Daily and due on the same day waits for the next
)

// KindRule is the row of one Kind in the table of outbound acts.
type KindRule struct {
	Class          Class
	MaxLateness    time.Duration // after due; 0 never expires
	Unknown        UnknownPolicy
	Unsubscribable bool // carries List-Unsubscribe (RFC 8058)
	Pace           Pace
}

const day = 24 * time.Hour

var kindRules = map[Kind]KindRule{
	AdministratorWelcome:   {Control, 0, AgainOnce, false, Steady},
	AdministratorHome:      {Control, 15 * time.Minute, AgainOnce, false, Steady},
	RegisterInvitation:     {Enrolment, 14 * day, AgainOnce, true, Steady},
	RegisterReminder:       {Enrolment, 2 * day, AgainOnce, true, Steady},
	RegistrationConfirmed:  {Control, 0, AgainOnce, false, Steady},
	ImportConfirmed:        {Enrolment, 0, AgainOnce, false, Steady},
	ApprovalRequest:        {Control, 0, AgainOnce, false, Steady},
	ApprovalReminder:       {Control, 5 * day, AgainOnce, false, Steady},
	DraftDecided:           {Control, 0, AgainOnce, false, Steady},
	RoundFailedNotice:      {Control, 0, AgainOnce, false, Steady},
	MatchingClosedNotice:   {Control, 0, AgainOnce, false, Steady},
	NotPairedYet:           {Enrolment, 0, AgainOnce, false, Steady},
	Introduction:           {Gated, 0, AgainOnce, false, Steady},
	Invitation:             {Gated, 0, AgainOnce, false, Steady},
	UnpairedNotice:         {Gated, 0, AgainOnce, false, Steady},
	InvitationCancelled:    {Running, 0, AgainOnce, false, Urgent},
	MeetingChanged:         {Running, 0, AgainOnce, false, Urgent},
	SeriesShortened:        {Running, 0, AgainOnce, false, Urgent},
	MoveSuggested:          {Running, 0, AgainOnce, false, Urgent},
	SeriesDeclined:         {Running, 3 * day, AgainOnce, false, Urgent},
	ReplyNudge:             {Running, 2 * day, AgainOnce, true, Daily},
	ReplyCheck:             {Control, 2 * day, AgainOnce, false, Steady},
	SessionAgenda:          {Running, 2 * day, AgainOnce, true, Ahead},
	MetQuestion:            {Running, 5 * day, AgainOnce, true, Daily},
	SurveyInvitation:       {Running, 10 * day, AgainOnce, true, Daily},
	SurveyReminder:         {Running, 3 * day, AgainOnce, true, Daily},
	ParticipationConfirmed: {Control, 0, AgainOnce, false, Steady},
	PairingEndedNotice:     {Running, 0, AgainOnce, false, Steady},
	PairingChanged:         {Running, 0, AgainOnce, false, Urgent},
	PartnerLost:            {Control, 0, AgainOnce, false, Steady},
	InvitationsWait:        {Control, 2 * day, AgainOnce, false, Steady},
	SeriesEvent:            {Gated, 0, AgainAlways, false, Steady},
	SeriesEventChanged:     {Running, 0, AgainAlways, false, Steady},
	SeriesEventCancelled:   {Running, 0, AgainAlways, false, Steady},
	ProgramReport:          {Control, 0, AgainOnce, false, Steady},
}

// Rule returns the row of this kind. A kind that is not in the table may do nothing.
func (k Kind) Rule() (KindRule, bool) {
	r, ok := kindRules[k]
	return r, ok
}

// Kinds lists every kind of Message.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(kindRules))
	for k := range kindRules {
		if !k.IsEvent() {
			kinds = append(kinds, k)
		}
	}
	return kinds
}
