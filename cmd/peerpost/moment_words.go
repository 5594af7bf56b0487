package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
)

// momentWords say what happens at a Moment, as program check does.
var momentWords = map[string]string{
	jobs.OpenRegistration:   "registration opens",
	jobs.RemindRegistration: "who has not registered is reminded",
	jobs.RunRound:           "pairing runs",
	jobs.RemindApproval:     "administrators are reminded of the draft",
	jobs.EscalateApproval:   "administrators are warned that the draft expires",
	jobs.ExpireDraft:        "the draft expires",
	jobs.CloseMatching:      "matching closes, and who waits for a partner is told",
	jobs.OpenPairings:       "the pairings that were approved are prepared",
	jobs.IntroducePairings:  "the time to undo is over, and people are introduced",
	jobs.SendAgenda:         "the agenda of a meeting is written",
	jobs.AskMet:             "people are asked whether they met",
	jobs.NudgeReply:         "who has not answered the invitation is reminded",
	jobs.SyncCalendars:      "answers are read from Google calendars",
	jobs.CloseSession:       "it is settled whether a meeting took place",
	jobs.OpenSurvey:         "a survey opens",
	jobs.RemindSurvey:       "who has not answered the survey is reminded",
	jobs.CloseSurvey:        "a survey closes",
	jobs.ResumeParticipant:  "a pause is over",
	jobs.EndPairings:        "the pairings of somebody who has left end",
	jobs.EndProgram:         "administrators get the report of the program",
	jobs.SendHome:           "an administrator is sent the link to the administrator's home",
}

// wordsOf are a Moment's words, which name its survey.
func wordsOf(p *program.Program, id program.ID, m program.Moment) string {
	words := cmp.Or(momentWords[m.Kind], strings.ReplaceAll(m.Kind, "_", " "))
	for _, s := range p.Surveys {
		if string(s.SurveyID(id)) == m.Subject {
			words = strings.NewReplacer("a survey", fmt.Sprintf("survey %q", s.Name), "the survey", fmt.Sprintf("survey %q", s.Name)).Replace(words)
		}
	}
	return words
}
