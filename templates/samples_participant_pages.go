package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

const sampleToken = "0j4k8q2m5n7r9t1v3a6b0c2d4e.c2FtcGxl"

func sampleFrame() Frame {
	return Frame{Language: "en", Program: "Engineering peer mentoring", Support: "help@example.org", Zone: "Europe/Berlin"}
}

func sampleForm(purpose program.Purpose) Form { return Form{"/" + string(purpose), sampleToken} }

func sampleParticipantPages() []PageSample {
	register := RegisterPage{
		Frame: sampleFrame(), Form: sampleForm(program.ForRegister), Name: "Ana Lindqvist", Address: "ana@example.org", Role: "Mentee",
		Starts: on(time.February, 8), Length: halfYear, Every: twoWeeks, Minutes: 45, Closes: at(time.January, 22, 23, 0),
		Questions: sampleQuestions(), Zones: []Zone{{"America/New_York", "-05:00"}, {"Asia/Tokyo", "+09:00"}, {"Europe/Berlin", "+01:00"}, {"Europe/Lisbon", "+00:00"}, {"UTC", "+00:00"}},
		PersonZone: "Europe/Berlin", Hours: "Mon-Fri 09:00-17:00",
	}
	again := register
	again.Again = true
	wrong := register
	wrong.Registered, wrong.Questions = true, sampleQuestions()
	wrong.Headline, wrong.Hours, wrong.HoursError = `Says "hello" & <waves>`, "nine to five", NotHours
	wrong.PersonZone, wrong.ZoneError = "", NotAZone
	for i := range wrong.Questions {
		if wrong.Questions[i].Required {
			wrong.Questions[i].Values, wrong.Questions[i].Error = nil, Missing
		}
	}
	met := MetPage{Frame: sampleFrame(), Form: sampleForm(program.ForMet), Partners: []string{"Dana Ferreira"},
		Start: at(time.February, 9, 13, 0), Minutes: 45, Chosen: "yes"}
	metTrio := MetPage{Frame: sampleFrame(), Form: sampleForm(program.ForMet), Partners: []string{"山田 浩", "נועה לוי"},
		Start: at(time.February, 9, 13, 0), Minutes: 45, Answered: true, Error: Missing}
	move := MovePage{Frame: sampleFrame(), Form: sampleForm(program.ForMove), Partners: []string{"Dana Ferreira"}, Session: "s", Start: at(time.February, 9, 13, 0), Minutes: 45,
		Openings: []time.Time{at(time.February, 9, 14, 30), at(time.February, 11, 13, 0), at(time.February, 12, 15, 0)}, Shifts: []int{-60, 60, 120}}
	moveNothing := MovePage{Frame: sampleFrame(), Form: sampleForm(program.ForMove), Partners: []string{"山田 浩", "נועה לוי"}, Session: "s",
		Start: at(time.February, 9, 13, 0), Minutes: 45, Taken: true, Error: Missing}
	moveWish := move
	moveWish.Wishes = []Wish{{At: at(time.February, 9, 19, 30), By: "Dana Ferreira", Outside: true, Busy: true}, {At: at(time.February, 10, 7, 0), By: "Dana Ferreira"}}
	moveUnknown := moveNothing
	moveUnknown.Taken, moveUnknown.Error, moveUnknown.Unknown = false, "", true
	moveTurn := move
	moveTurn.Until, moveTurn.Kept = at(time.May, 4, 13, 0), true
	moveTurn.Others = []Meeting{{Start: at(time.February, 23, 13, 0), Number: 2}, {Start: at(time.March, 9, 13, 0), Number: 3}}
	reply := ReplyPage{Frame: sampleFrame(), Form: sampleForm(program.ForReply), Partners: []string{"Dana Ferreira"}, Answer: program.Declined, Start: at(time.February, 9, 13, 0)}
	replySeries := ReplyPage{Frame: sampleFrame(), Form: sampleForm(program.ForReply), Partners: []string{"Dana Ferreira"}, Answer: program.Declined, Series: true}
	replyProposed := reply
	replyProposed.Answer, replyProposed.Proposed = program.Tentative, at(time.February, 9, 14, 30)
	survey := SurveyPage{Frame: sampleFrame(), Form: sampleForm(program.ForSurvey), Name: "Midpoint",
		Questions: sampleQuestions()[2:], Closes: at(time.May, 22, 7, 0)}
	participation := sampleParticipation()
	paused := sampleParticipation()
	paused.State, paused.PausedUntil, paused.UntilError, paused.WordError, paused.SureError = program.Paused, on(time.March, 3), NotADate, WrongWord, NotTicked
	invited, left := sampleParticipation(), sampleParticipation()
	invited.State, invited.Partners, left.State, left.Partners, left.Change = program.Invited, nil, program.Left, nil, ""
	unsubscribe := UnsubscribePage{Frame: sampleFrame(), Form: sampleForm(program.ForUnsubscribe), Address: "ana@example.org", Participation: "/participation/" + sampleToken}
	unsubscribed := unsubscribe
	unsubscribed.Done = true
	pages := []PageSample{
		{"register", register}, {"register_again", again}, {"register_errors", wrong}, {"met", met}, {"met_trio", metTrio}, {"move", move}, {"move_wish", moveWish}, {"move_turn", moveTurn}, {"move_nothing", moveNothing}, {"move_unknown", moveUnknown}, {"reply", reply}, {"reply_series", replySeries}, {"reply_proposed", replyProposed}, {"survey", survey},
		{"participation", participation}, {"participation_paused", paused}, {"participation_invited", invited}, {"participation_left", left}, {"unsubscribe", unsubscribe}, {"unsubscribed", unsubscribed},
		{"done_paused", DonePage{Frame: sampleFrame(), Outcome: DonePaused, Until: on(time.March, 3)}},
		{"not_found", NotFoundPage{sampleFrame()}},
		{"trouble", TroublePage{Frame: Frame{}, At: at(time.May, 1, 10, 0), Reference: "0j4k8q2m"}},
	}
	for _, outcome := range []Outcome{DoneRegistered, DoneChanged, DoneResumed, DoneLeft, DoneErased, DoneMet, DoneNotMet, DoneSurvey, DoneHomeSent, DoneOn, DoneOff, DoneAllOff, DoneUndone} {
		pages = append(pages, PageSample{"done_" + string(outcome), DonePage{Frame: sampleFrame(), Outcome: outcome, Next: "/next"}})
	}
	for _, reason := range []GoneReason{GoneExpired, GoneReplaced, GoneUsed, GoneClosed, GoneChanged, GoneErased} {
		pages = append(pages, PageSample{"gone_" + string(reason), GonePage{Frame: sampleFrame(), Reason: reason, Current: "/review/" + sampleToken, Ask: "/home"}})
	}
	pages = append(pages, PageSample{"gone_left", GonePage{Frame: sampleFrame(), Reason: GoneLeft, Participation: "/participation/" + sampleToken}})
	for _, outcome := range []Outcome{DoneResumed, DoneLeft} {
		pages = append(pages, PageSample{"done_" + string(outcome) + "_paired", DonePage{Frame: sampleFrame(), Outcome: outcome, Paired: true, Next: "/next"}})
	}
	pages = append(pages, PageSample{"gone_again", GonePage{Frame: sampleFrame(), Reason: GoneExpired, Again: Form{Action: "/home/link", Token: sampleToken}}})
	for _, reason := range []Refusal{TooLarge, WrongMethod, CrossSite, NoForm} {
		pages = append(pages, PageSample{"refused_" + string(reason), RefusedPage{Reason: reason}})
	}
	return pages
}

func sampleQuestions() []Field {
	return []Field{
		{Question: program.Question{ID: "skills_wanted", Text: "Which skills do you want to build?", Description: "Choose as many as you like.",
			Type: program.MultipleChoice, Many: true, Required: true, Options: []string{"Leadership", "Objection handling", "Organization"}},
			Values: []string{"Leadership", "Organization"}},
		{Question: program.Question{ID: "level", Text: "How long have you been here?", Type: program.MultipleChoice, Dropdown: true, Required: true,
			Options: []string{"Less than a year", "1 to 3 years", "Longer"}}, Values: []string{"1 to 3 years"}},
		{Question: program.Question{ID: "experience", Text: "How would you rate your experience in the program up to this point?", Type: program.MultipleChoice,
			Options: []string{"Very Positive", "Mostly Positive", "Neutral", "Mostly Negative", "Very Negative"}}},
		{Question: program.Question{ID: "confidence", Text: "How sure are you in front of a customer?", Description: "1 is not at all, 6 is entirely.",
			Type: program.Scale, From: 1, To: 6, Required: true}, Values: []string{"4"}},
		{Question: program.Question{ID: "hobby", Text: "What do you do when you do not work?", Type: program.Text, ShownTo: program.ShownToPartner}, Values: []string{`Bread, "real" bread`}},
		{Question: program.Question{ID: "worth", Text: "What would make this worth your time?", Type: program.LongText}, Values: []string{"Somebody who asks <b>hard</b> questions.\n"}},
	}
}

func sampleParticipation() ParticipationPage {
	return ParticipationPage{
		Frame: sampleFrame(), Form: sampleForm(program.ForParticipation), Name: "Ana Lindqvist", Address: "ana@example.org",
		Stored:  Stored{Role: "Mentee", Headline: "Says \"hello\" & <waves>", Department: "Search", Level: "Senior", Location: "Berlin", Language: "English", Zone: "Europe/Berlin", Hours: "Mon-Fri 09:00-17:00"},
		Answers: sampleAnswers(), State: program.Registered, Partners: []string{"Dana Ferreira"},
		Change: "/register/" + sampleToken, Data: "/participation/data/" + sampleToken,
	}
}
