package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

func sampleAdministratorEmails() []EmailSample {
	decided := DraftDecidedEmail{Envelope: sampleOffice(), By: "Grace Hopper", Decision: program.DraftApproved, Paired: 61, Pairs: 30,
		UndoUntil: at(time.January, 27, 9, 40), Undo: sampleLink(program.ForUndo)}
	expired := DraftDecidedEmail{Envelope: sampleOffice(), Decision: program.DraftExpired, Paired: 61, Pairs: 30}
	undone := DraftDecidedEmail{Envelope: sampleOffice(), By: "Grace Hopper", Decision: program.DraftUndone, Paired: 2, Pairs: 1}
	reminder := ApprovalReminderEmail{Envelope: sampleOffice(), Paired: 61, Pairs: 30, Expires: at(time.February, 1, 8, 0),
		Review: sampleLink(program.ForReview), Approve: sampleLink(program.ForApprove), Discard: sampleLink(program.ForDiscard)}
	last := reminder
	last.Last = true
	closed := MatchingClosedEmail{Envelope: sampleOffice(), PairedBy: on(time.February, 5), People: 1, Ends: on(time.August, 7)}
	waiting := closed
	waiting.People, waiting.Paired, waiting.Pairs, waiting.Expires, waiting.Review = 64, 61, 30, at(time.February, 8, 8, 0), sampleLink(program.ForReview)
	home := sampleOffice()
	home.Program = ""
	return []EmailSample{
		{"administrator_welcome", program.AdministratorWelcome, &AdministratorWelcomeEmail{
			Envelope: sampleOffice(), RegistrationOpens: at(time.January, 11, 8, 0), RegistrationCloses: at(time.January, 22, 23, 0),
			RoundDue: at(time.January, 25, 8, 0), Starts: on(time.February, 8), Ends: on(time.August, 8), People: 64}},
		{"administrator_home", program.AdministratorHome, &AdministratorHomeEmail{Envelope: home, Home: sampleLink(program.ForHome)}},
		{"approval_request", program.ApprovalRequest, sampleApproval(8)},
		{"approval_request_large", program.ApprovalRequest, sampleApproval(30)},
		{"approval_reminder", program.ApprovalReminder, &reminder},
		{"approval_reminder_last", program.ApprovalReminder, &last},
		{"draft_decided", program.DraftDecided, &decided},
		{"draft_decided_expired", program.DraftDecided, &expired},
		{"draft_decided_undone", program.DraftDecided, &undone},
		{"round_failed", program.RoundFailedNotice, &RoundFailedEmail{Envelope: sampleOffice(), Reason: "Only 1 person has registered; at least 2 are needed",
			Registered: 1}},
		{"matching_closed", program.MatchingClosedNotice, &closed},
		{"matching_closed_waiting", program.MatchingClosedNotice, &waiting},
		{"partner_lost", program.PartnerLost, &PartnerLostEmail{Envelope: sampleOffice(), Left: "Dana Ferreira", Alone: []string{"Ana Lindqvist"}}},
		{"invitations_wait", program.InvitationsWait, &InvitationsWaitEmail{Envelope: sampleOffice(), Until: at(time.January, 25, 12, 11),
			Reason: "insert event: parked: 403 accessNotConfigured: enable the Google Calendar API in the project of the service account"}},
		{"invitations_wait_refused", program.InvitationsWait, &InvitationsWaitEmail{Envelope: sampleOffice(), Reason: "insert event: refused: 400 invalid"}},
		{"invitations_wait_deleted", program.InvitationsWait, &InvitationsWaitEmail{Envelope: sampleOffice(), Deleted: []string{"Ana Lindqvist", "Bela Kovač"}}},
		{"program_report", program.ProgramReport, sampleReport()},
	}
}

func sampleApproval(proposals int) *ApprovalRequestEmail {
	email := &ApprovalRequestEmail{
		Envelope: sampleOffice(), Round: 1, Revision: 1, Registered: 64, NotRegistered: 7, Pausing: 2, Paired: 61, Pairs: 30, MeanPercent: 71,
		Proposals: sampleProposals(proposals), Unpaired: sampleUnpaired(), Expires: at(time.February, 1, 8, 0), Undo: tenMinutes,
		Review: sampleLink(program.ForReview), Approve: sampleLink(program.ForApprove),
		Discard: sampleLink(program.ForDiscard), Switch: sampleLink(program.ForSwitch),
	}
	email.More = email.Pairs - proposals
	email.Optimal = email.More == 0
	if !email.Optimal {
		email.Strangers = []program.Address{"maya.rosn@example.org"}
		email.Within = 0.4
	}
	return email
}

// samplePaired are the 61 people with a partner.
func samplePaired() []string {
	names := []string{"Ana Lindqvist", "Dana Ferreira", "Ольга Смирнова", "Chloé Dupont-Élysée", "J. R. Smith", "山田 浩", "נועה לוי", "עומר כהן", "evil.example", "Nguyễn Thị Minh Khai"}
	given := []string{"Amina", "Bruno", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hugo"}
	family := []string{"Okafor", "Rossi", "Novak", "Haddad", "Silva", "Larsen", "Kaya", "Mensah"}
	for i := range 61 - len(names) {
		names = append(names, given[i%8]+" "+family[(i+i/8)%8])
	}
	return names
}

// sampleProposals are the first of the 30 pairings; the third is a trio.
func sampleProposals(count int) []ProposalLine {
	names := samplePaired()
	lines := make([]ProposalLine, count)
	for i := range lines {
		members, departments := 2, []string{"Search", "Platform"}
		if i == 2 {
			members, departments = 3, []string{"Search", "Platform", "Security"}
		}
		paired := names[:members:members]
		names = names[members:]
		lines[i] = ProposalLine{Ordinal: i + 1, Names: paired, Percent: 94 - 46*i/29, Reasons: []Reason{
			{Reason: program.Reason{Kind: program.RuleMeets, Subject: "skills_wanted", Values: []string{"Leadership", "Go"}},
				SubjectText: "Which skills do you want to build?", FromName: paired[0], ToName: paired[1]},
			{Reason: program.Reason{Kind: program.RuleOverlap, Count: 60 * (1 + i%9)}, SubjectText: "Working hours"},
			{Reason: program.Reason{Kind: program.RuleDifferent, Subject: "department", Values: departments}, SubjectText: "Department"},
			{Reason: program.Reason{Kind: program.RuleSame, Subject: "language", Values: []string{"English"}}, SubjectText: "Language"},
		}}
	}
	return lines
}

func sampleUnpaired() []UnpairedLine {
	return []UnpairedLine{
		{Name: "Tāne Parata", Blockers: sampleBlockers()},
		{Name: sampleLong().Name},
		{Name: "Mei", Candidates: 12, Blockers: sampleBlockers()[1:2]},
		{Name: "Noor", Unreached: true},
	}
}

func sampleReport() *ProgramReportEmail {
	return &ProgramReportEmail{
		Envelope: sampleOffice(), Registered: 64, Invited: 71, Paired: 61, Unpaired: 3, Pairings: 30, Sessions: 390, Met: 341, NotMet: 22, Unknown: 27,
		Delivered: 4210, Failed: 3, Undecided: 1,
		Surveys: []SurveyResult{
			{Name: "Midpoint", Asked: 61, Answered: 47, Questions: []QuestionResult{
				{Text: "How would you rate your experience in the program up to this point?", Choices: []ChoiceCount{
					{Option: "Very Positive", Count: 21}, {Option: "Mostly Positive", Count: 19}, {Option: "Neutral", Hidden: true}, {Option: "Mostly Negative", Hidden: true}, {Option: "Very Negative", Hidden: true}}},
				{Text: "How sure are you in front of a customer?", Mean: 4.25},
				{Text: "What should we change?", Texts: []string{"More time.\nLess often.", "Nothing, <really>; see www.evil.example"}},
			}},
			{Name: "Extra", Asked: 58, Answered: 4, Questions: []QuestionResult{{Text: "Would you do it again?", Hidden: true}}},
			{Name: "End", OpenUntil: at(time.August, 16, 7, 0)},
		},
	}
}
