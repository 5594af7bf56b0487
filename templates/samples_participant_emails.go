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
		{"registration_confirmed_again", program.RegistrationConfirmed, &RegistrationConfirmedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Answers: sampleAnswers()[:1], ChangeUntil: at(time.January, 22, 23, 0),
			PairedBy: on(time.February, 5), Again: true, Change: sampleLink(program.ForRegister)}},
		{"import_confirmed", program.ImportConfirmed, &ImportConfirmedEmail{
			Envelope: sampleEnvelope("Ольга", "Europe/Berlin"), Answers: sampleAnswers()[:1], Change: sampleLink(program.ForRegister)}},
		{"invitation", program.Invitation, &InvitationEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, First: sampleMeeting(), Move: sampleLink(program.ForMove)}},
		{"invitation_turn", program.Invitation, &InvitationEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, First: sampleTurn(), Move: sampleLink(program.ForMove)}},
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
			Envelope: sampleUnsubscribable("Ana", "Europe/Berlin"), Partners: dana, Meeting: sampleMeeting(), Agenda: "peer-starter", Maybe: true, Move: sampleLink(program.ForMove)}},
		{"session_agenda_last", program.SessionAgenda, &SessionAgendaEmail{
			Envelope: sampleUnsubscribable("Ana", "Europe/Berlin"), Partners: []Partner{sampleDana(), sampleHiroshi()},
			Meeting: Meeting{Start: at(time.July, 27, 12, 0), Minutes: 45, Every: twoWeeks, Count: 13, Number: 13}, Agenda: "peer-starter", Move: sampleLink(program.ForMove)}},
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
		{"participation_left_paired", program.ParticipationConfirmed, &ParticipationConfirmedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), State: program.Left, Paired: true}},
		{"participation_resumed_paired", program.ParticipationConfirmed, &ParticipationConfirmedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), State: program.Registered, Paired: true}},
		{"pairing_changed", program.PairingChanged, &PairingChangedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Left: sampleHiroshi().Name, Partners: dana, Calendar: Calendar{Method: "REQUEST"}, Move: sampleLink(program.ForMove)}},
		{"pairing_ended", program.PairingEndedNotice, &PairingEndedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana}},
	}, append(sampleIntroductions(), sampleMeetingEmails()...)...)
}

func sampleMeetingEmails() []EmailSample {
	dana := []Partner{sampleDana()}
	later := sampleMeeting()
	later.Start = at(time.February, 11, 14, 30)
	move := sampleLink(program.ForMove)
	changed := func(change program.MeetingChange, by string) *MeetingChangedEmail {
		return &MeetingChangedEmail{Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, Change: change, By: by, Was: sampleMeeting().Start, Meeting: later, Move: move}
	}
	skipped := changed(program.MeetingSkipped, "Dana Ferreira")
	skipped.Meeting = sampleMeeting()
	until := changed(program.ShiftedUntil, "Dana Ferreira")
	until.Until = at(time.May, 4, 12, 0)
	return []EmailSample{
		{"meeting_moved", program.MeetingChanged, changed(program.MeetingMoved, "Dana Ferreira")},
		{"meeting_moved_by_you", program.MeetingChanged, changed(program.MeetingMoved, "")},
		{"meeting_skipped", program.MeetingChanged, skipped},
		{"meetings_shifted", program.MeetingChanged, changed(program.MeetingsShifted, "Dana Ferreira")},
		{"meetings_shifted_until", program.MeetingChanged, until},
		{"meetings_refit", program.MeetingChanged, changed(program.MeetingsRefit, "Dana Ferreira")},
		{"meetings_from", program.MeetingChanged, changed(program.MeetingsFrom, "")},
		{"meetings_again", program.MeetingChanged, changed(program.MeetingsAgain, "")},
		{"meeting_stays", program.MeetingChanged, changed(program.MeetingStays, "")},
		{"series_shortened_one", program.SeriesShortened, &SeriesShortenedEmail{Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, One: later.Start}},
		{"series_shortened", program.SeriesShortened, &SeriesShortenedEmail{Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana}},
		{"move_suggested", program.MoveSuggested, &MoveSuggestedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, By: "Dana Ferreira", Comment: "I am at the dentist, sorry! See http://evil.example",
			Meeting: sampleMeeting(), Openings: []time.Time{later.Start, at(time.February, 12, 14, 0), at(time.February, 15, 15, 0)}, Move: move}},
		{"move_suggested_rather", program.MoveSuggested, &MoveSuggestedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, By: "Dana Ferreira", Meeting: sampleMeeting(), Suggested: later.Start,
			Openings: []time.Time{later.Start, at(time.February, 12, 14, 0)}, Move: move}},
		{"move_suggested_late", program.MoveSuggested, &MoveSuggestedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, By: "Dana Ferreira", Meeting: sampleMeeting(), Suggested: at(time.February, 9, 19, 30),
			Outside: true, Busy: true, Openings: []time.Time{at(time.February, 9, 19, 30)}, Move: move}},
		{"move_suggested_elsewhere", program.MoveSuggested, &MoveSuggestedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, By: "Dana Ferreira", Meeting: sampleMeeting(), Suggested: at(time.April, 1, 12, 0),
			Openings: []time.Time{later.Start}, Move: move}},
		{"move_suggested_nothing", program.MoveSuggested, &MoveSuggestedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, Meeting: sampleMeeting(), Move: move}},
		{"move_suggested_unknown", program.MoveSuggested, &MoveSuggestedEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, By: "Dana Ferreira", Meeting: sampleMeeting(), Unknown: true, Move: move}},
		{"series_declined", program.SeriesDeclined, &SeriesDeclinedEmail{Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, Meeting: sampleMeeting(), Move: move}},
		{"reply_nudge", program.ReplyNudge, &ReplyNudgeEmail{Envelope: sampleUnsubscribable("Ana", "Europe/Berlin"), Partners: dana, Meeting: sampleMeeting(), Move: move}},
		{"reply_check", program.ReplyCheck, &ReplyCheckEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, Answer: program.Declined, Meeting: sampleMeeting(), Confirm: sampleLink(program.ForReply)}},
		{"reply_check_series", program.ReplyCheck, &ReplyCheckEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, Answer: program.Tentative, Meeting: sampleMeeting(), Series: true, Confirm: sampleLink(program.ForReply)}},
		{"reply_check_proposed", program.ReplyCheck, &ReplyCheckEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: dana, Answer: program.Tentative, Meeting: sampleMeeting(), Proposed: at(time.February, 9, 14, 30), Confirm: sampleLink(program.ForReply)}},
	}
}

func sampleIntroductions() []EmailSample {
	dana := sampleDana()
	dana.Answers = sampleAnswers()[1:3]
	trioReasons := []Reason{
		{Reason: program.Reason{Kind: program.RuleSame, Subject: "language", Values: []string{"English"}}, SubjectText: "Language"},
		{Reason: program.Reason{Kind: program.RuleMeets, Subject: "skills_wanted", Values: []string{"Security"}},
			SubjectText: "Which skills do you want to build?", FromReader: true, ToName: "נועה לוי"},
		{Reason: program.Reason{Kind: program.RuleSimilar, Subject: "confidence"}, SubjectText: "How sure are you in front of a customer?"},
	}
	far := Meeting{Start: at(time.February, 9, 23, 0), Minutes: 45, Every: twoWeeks, Count: 13, Number: 1}
	return []EmailSample{
		{"introduction", program.Introduction, &IntroductionEmail{
			Envelope: sampleEnvelope("Ana", "Europe/Berlin"), Partners: []Partner{dana}, Reasons: sampleReasons(), First: sampleMeeting()}},
		{"introduction_trio", program.Introduction, &IntroductionEmail{
			Envelope: sampleEnvelope("Ana", "America/Los_Angeles"), Partners: []Partner{sampleHiroshi(), sampleNoa()}, Reasons: trioReasons,
			First: far, Outside: true, Move: sampleLink(program.ForMove), Turns: []Meeting{sampleTurn()}, Ways: []Way{{Shorter: 30}, {Strains: []Strain{{Weekday: 2, Later: true, Minutes: 45}}}}, Shifts: []Shift{ // as the clocks of 2027 change: on 14 March in America, on 26 March in Israel, never in Japan
				{Name: "山田 浩", First: on(time.March, 24), Last: on(time.July, 28), Clock: 7 * 60},
				{Name: "נועה לוי", First: on(time.March, 24), Last: on(time.March, 24), Clock: 0},
			}}},
		{"introduction_long", program.Introduction, &IntroductionEmail{
			Envelope: sampleEnvelope("Ana", "Asia/Kolkata"), Partners: []Partner{sampleLong()}}},
	}
}

func sampleAnswers() []Answered {
	return []Answered{
		{Question: "Which skills do you want to build?", Values: []string{"Leadership", "Objection handling"}},
		{Question: "How sure are you in front of a customer?", Values: []string{"4"}, From: 1, To: 6},
		{Question: "What would make this worth your time?", Values: []string{"Somebody who asks <b>hard</b> questions.\n\nAnd the occasional laugh: see http://evil.example"}, Shown: true},
		{Question: "Anything else?"},
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
