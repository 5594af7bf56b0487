package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

func sampleParticipantEmails() []EmailSample {
	dana := []Partner{sampleDana()}
	return append([]EmailSample{
		{"register_invitation", program.RegisterInvitation, &RegisterInvitationEmail{
			Envelope: sampleUnsubscribable("Ana", "Europe/Berlin"), Closes: at(time.January, 22, 23, 0), Starts: on(time.February, 8),
			Length: halfYear, Every: twoWeeks, Minutes: 45, Prefilled: true, Register: sampleLink(program.ForRegister)}},
		{"register_invitation_evergreen", program.RegisterInvitation, &RegisterInvitationEmail{
			Envelope: sampleUnsubscribable("", "UTC"), Every: program.Length{N: 1, Unit: program.Months}, Minutes: 30,
			Register: sampleLink(program.ForRegister)}},
		{"register_reminder", program.RegisterReminder, &RegisterReminderEmail{
			Envelope: sampleUnsubscribable("Ana", "America/New_York"), Closes: at(time.January, 22, 23, 0), Register: sampleLink(program.ForRegister)}},
		{"registration_confirmed", program.RegistrationConfirmed, &RegistrationConfirmedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Answers: sampleAnswers(), ChangeUntil: at(time.January, 22, 23, 0),
			PairedBy: on(time.February, 5), Change: sampleLink(program.ForRegister)}},
		{"import_confirmed", program.ImportConfirmed, &ImportConfirmedEmail{
			Envelope: sampleEnvelope("Ольга", "Europe/Berlin"), Answers: sampleAnswers()[:1], Change: sampleLink(program.ForRegister)}},
		{"invitation", program.Invitation, &InvitationEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, First: sampleMeeting()}},
		{"invitation_cancelled", program.InvitationCancelled, &InvitationCancelledEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana}},
		{"unpaired_notice", program.UnpairedNotice, &UnpairedNoticeEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Blockers: sampleBlockers()}},
		{"unpaired_notice_nobody_left", program.UnpairedNotice, &UnpairedNoticeEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin")}},
		{"unpaired_notice_partner_left", program.UnpairedNotice, &UnpairedNoticeEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), PartnerLeft: true}},
		{"not_paired_yet", program.NotPairedYet, &NotPairedYetEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), PairedBy: on(time.February, 5)}},
		{"not_paired_yet_over", program.NotPairedYet, &NotPairedYetEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), PairedBy: on(time.February, 5), Over: true}},
		{"session_agenda", program.SessionAgenda, &SessionAgendaEmail{
			Envelope: sampleUnsubscribable("Ana", "Europe/Berlin"), Partners: dana, Meeting: sampleMeeting(), Agenda: "peer-starter"}},
		{"session_agenda_last", program.SessionAgenda, &SessionAgendaEmail{
			Envelope: sampleUnsubscribable("Ana", "Europe/Berlin"), Partners: []Partner{sampleDana(), sampleHiroshi()},
			Meeting: Meeting{Start: at(time.July, 27, 12, 0), Minutes: 45, Every: twoWeeks, Count: 13, Number: 13}, Agenda: "peer-starter"}},
		{"met_question", program.MetQuestion, &MetQuestionEmail{
			Envelope: sampleUnsubscribable("Ana", "Europe/Berlin"), Partners: dana, Meeting: sampleMeeting(), Met: sampleLink(program.ForMet)}},
		{"survey_invitation", program.SurveyInvitation, &SurveyInvitationEmail{
			Envelope: sampleUnsubscribable("Ana", "Europe/Berlin"), Survey: "Midpoint", Questions: 3, Closes: at(time.May, 22, 7, 0), Answer: sampleLink(program.ForSurvey)}},
		{"survey_reminder", program.SurveyReminder, &SurveyReminderEmail{
			Envelope: sampleUnsubscribable("Ana", "Europe/Berlin"), Survey: "Midpoint", Closes: at(time.May, 22, 7, 0), Answer: sampleLink(program.ForSurvey)}},
		{"participation_paused", program.ParticipationConfirmed, &ParticipationConfirmedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), State: program.Paused, Until: on(time.March, 3)}},
		{"participation_resumed", program.ParticipationConfirmed, &ParticipationConfirmedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), State: program.Registered}},
		{"participation_left", program.ParticipationConfirmed, &ParticipationConfirmedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), State: program.Left}},
		{"pairing_changed", program.PairingChanged, &PairingChangedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Left: sampleHiroshi().Name, Partners: dana, Calendar: Calendar{Method: "REQUEST"}}},
		{"pairing_ended", program.PairingEndedNotice, &PairingEndedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana}},
	}, sampleIntroductions()...)
}

func sampleIntroductions() []EmailSample {
	dana := sampleDana()
	dana.Answers = sampleAnswers()[1:3]
	trioReasons := []Reason{
		{Reason: program.Reason{Kind: program.RuleSame, Subject: "language", Values: []string{"English"}}, SubjectText: "Language"},
		{Reason: program.Reason{Kind: program.RuleMeets, Subject: "skills_wanted", Values: []string{"Security"}},
			SubjectText: "Which skills do you want to build?", FromName: "山田 浩", ToName: "נועה לוי"},
		{Reason: program.Reason{Kind: program.RuleSimilar, Subject: "confidence"}, SubjectText: "How sure are you in front of a customer?"},
	}
	far := Meeting{Start: at(time.February, 9, 23, 0), Minutes: 45, Every: twoWeeks, Count: 13, Number: 1}
	return []EmailSample{
		{"introduction", program.Introduction, &IntroductionEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: []Partner{dana}, Reasons: sampleReasons(), First: sampleMeeting()}},
		{"introduction_trio", program.Introduction, &IntroductionEmail{
			Envelope: sampleEnvelope("Ana", "America/Los_Angeles"), Partners: []Partner{sampleHiroshi(), sampleNoa()}, Reasons: trioReasons,
			First: far, Outside: true, Shifts: []Shift{
				{Name: "נועה לוי", First: on(time.March, 14), Last: on(time.March, 25), Clock: 24*60 - 60},
				{First: on(time.March, 28), Last: on(time.July, 27), Clock: 16 * 60},
			}}},
		{"introduction_long", program.Introduction, &IntroductionEmail{
			Envelope: sampleEnvelope("Ana", "Asia/Kolkata"), Partners: []Partner{sampleLong()}}},
	}
}

func sampleAnswers() []Answered {
	return []Answered{
		{"Which skills do you want to build?", []string{"Leadership", "Objection handling"}, false},
		{"How sure are you in front of a customer?", []string{"4"}, false},
		{"What would make this worth your time?", []string{"Somebody who asks <b>hard</b> questions.\n\nAnd the occasional laugh: see http://evil.example"}, true},
		{"Anything else?", nil, false},
	}
}

func sampleBlockers() []Blocker {
	return []Blocker{
		{Blocker: program.Blocker{Rule: program.Rule{Kind: program.RuleTimezoneGap, Field: "timezone", AtMost: program.Length{N: 3, Unit: program.Hours}},
			Excluded: 14, Relax: "5h", Frees: 6}, SubjectText: "Time zone"},
		{Blocker: program.Blocker{Rule: program.Rule{Kind: program.RuleDifferent, Field: "manager"}, Excluded: 1}, SubjectText: "Manager"},
		{Blocker: program.Blocker{Rule: program.Rule{Kind: program.RuleMeets, Field: "skills_wanted", Meets: "skills_offered"}, Excluded: 9, Frees: 9},
			SubjectText: "Which skills do you want to build?"},
	}
}
