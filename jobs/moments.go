package jobs

import (
	"context"
	"time"

	"github.com/peerpost/peerpost/program"
)

// The kinds of Moment: one job each.
const (
	OpenRegistration   = "open_registration"
	RemindRegistration = "remind_registration"
	RunRound           = "run_round"
	RemindApproval     = "remind_approval"
	EscalateApproval   = "escalate_approval"
	ExpireDraft        = "expire_draft"
	CloseMatching      = "close_matching"
	OpenPairings       = "open_pairings"
	IntroducePairings  = "introduce_pairings"
	SendAgenda         = "send_agenda"
	AskMet             = "ask_met"
	NudgeReply         = "nudge_reply"
	RefitMeetings      = "refit_meetings"
	RefitSeries        = "refit_series"
	SyncCalendars      = "sync_calendars"
	CloseSession       = "close_session"
	OpenSurvey         = "open_survey"
	RemindSurvey       = "remind_survey"
	CloseSurvey        = "close_survey"
	ResumeParticipant  = "resume_participant"
	EndPairings        = "end_pairings"
	EndProgram         = "end_program"
	SendHome           = "send_home"
	SendMessages       = "send_messages"
)

// job is what runs at a Moment. It returns nil when its invariant holds, which
// may be because there was nothing to do.
type job func(w *Work, ctx context.Context, m program.Moment, now time.Time) error

// jobOf returns the job of a kind of Moment.
func jobOf(kind string) (job, bool) {
	j, ok := map[string]job{
		OpenRegistration:   (*Work).openRegistration,
		RemindRegistration: (*Work).remindRegistration,
		RunRound:           (*Work).runRound,
		RemindApproval:     (*Work).remindApproval,
		EscalateApproval:   (*Work).escalateApproval,
		ExpireDraft:        (*Work).expireDraft,
		CloseMatching:      (*Work).closeMatching,
		OpenPairings:       (*Work).openPairings,
		IntroducePairings:  (*Work).introducePairings,
		SendAgenda:         (*Work).sendAgenda,
		AskMet:             (*Work).askMet,
		NudgeReply:         (*Work).nudgeReply,
		RefitMeetings:      (*Work).refitMeetings,
		RefitSeries:        (*Work).refitSeries,
		SyncCalendars:      (*Work).syncCalendars,
		CloseSession:       (*Work).closeSession,
		OpenSurvey:         (*Work).openSurvey,
		RemindSurvey:       (*Work).remindSurvey,
		CloseSurvey:        (*Work).closeSurvey,
		ResumeParticipant:  (*Work).resumeParticipant,
		EndPairings:        (*Work).endPairings,
		EndProgram:         (*Work).endProgram,
		SendHome:           (*Work).sendHome,
	}[kind]
	return j, ok
}

// moment is the Moment at which the job of this kind runs for subject.
func moment(prog program.ID, kind, subject string, due time.Time) program.Moment {
	return program.Moment{ID: program.DeriveID(prog, "moment", kind, subject), Kind: kind, Subject: subject, ProgramID: prog, Due: due}
}
