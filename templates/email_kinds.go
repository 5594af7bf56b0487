package templates

import (
	"fmt"

	"github.com/peerpost/peerpost/program"
)

// shape is the struct of one kind of email.
type shape struct {
	make func() any
	fits func(any) bool // a value or a pointer of the struct
}

func of[E any]() shape {
	return shape{
		make: func() any { return new(E) },
		fits: func(data any) bool {
			switch d := data.(type) {
			case E:
				return true
			case *E:
				return d != nil
			}
			return false
		},
	}
}

var shapes = map[program.Kind]shape{
	program.AdministratorWelcome:   of[AdministratorWelcomeEmail](),
	program.AdministratorHome:      of[AdministratorHomeEmail](),
	program.RegisterInvitation:     of[RegisterInvitationEmail](),
	program.RegisterReminder:       of[RegisterReminderEmail](),
	program.RegistrationConfirmed:  of[RegistrationConfirmedEmail](),
	program.ImportConfirmed:        of[ImportConfirmedEmail](),
	program.ApprovalRequest:        of[ApprovalRequestEmail](),
	program.ApprovalReminder:       of[ApprovalReminderEmail](),
	program.DraftDecided:           of[DraftDecidedEmail](),
	program.RoundFailedNotice:      of[RoundFailedEmail](),
	program.MatchingClosedNotice:   of[MatchingClosedEmail](),
	program.Introduction:           of[IntroductionEmail](),
	program.Invitation:             of[InvitationEmail](),
	program.InvitationCancelled:    of[InvitationCancelledEmail](),
	program.UnpairedNotice:         of[UnpairedNoticeEmail](),
	program.NotPairedYet:           of[NotPairedYetEmail](),
	program.MeetingChanged:         of[MeetingChangedEmail](),
	program.SeriesShortened:        of[SeriesShortenedEmail](),
	program.MoveSuggested:          of[MoveSuggestedEmail](),
	program.SeriesDeclined:         of[SeriesDeclinedEmail](),
	program.ReplyNudge:             of[ReplyNudgeEmail](),
	program.ReplyCheck:             of[ReplyCheckEmail](),
	program.SessionAgenda:          of[SessionAgendaEmail](),
	program.MetQuestion:            of[MetQuestionEmail](),
	program.SurveyInvitation:       of[SurveyInvitationEmail](),
	program.SurveyReminder:         of[SurveyReminderEmail](),
	program.ParticipationConfirmed: of[ParticipationConfirmedEmail](),
	program.PairingEndedNotice:     of[PairingEndedEmail](),
	program.PairingChanged:         of[PairingChangedEmail](),
	program.PartnerLost:            of[PartnerLostEmail](),
	program.InvitationsWait:        of[InvitationsWaitEmail](),
	program.ProgramReport:          of[ProgramReportEmail](),
}

// New returns a pointer to the empty struct of this kind, to decode a row's
// data into.
func New(kind program.Kind) (any, error) {
	s, known := shapes[kind]
	if !known {
		return nil, fmt.Errorf("no email of kind %q", kind)
	}
	return s.make(), nil
}
