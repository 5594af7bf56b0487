package web

import (
	"errors"
	"net/http"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// showSurvey asks a Survey's questions.
func (v *visit) showSurvey() error {
	s, a, err := v.survey()
	if err != nil {
		return err
	}
	if !a.AnsweredAt.IsZero() && v.isDone(templates.DoneSurvey) {
		return v.render(http.StatusOK, templates.DonePage{Frame: v.frame(), Outcome: templates.DoneSurvey})
	}
	if s.State != program.SurveyOpen {
		return v.closed()
	}
	return v.render(http.StatusOK, v.surveyPage(s, a))
}

// answerSurvey checks and stores the answers; the last ones count.
func (v *visit) answerSurvey() error {
	s, a, err := v.survey()
	if err != nil {
		return err
	}
	page := v.surveyPage(s, a)
	all, answers, ok := readAnswers(s.Questions, v.r.PostForm)
	if page.Questions = all; !ok {
		return v.render(http.StatusUnprocessableEntity, page)
	}
	err = v.Work.Store.SaveAnswer(v.ctx, s.ID, a.ParticipantID, answers, v.now)
	if errors.Is(err, program.ErrClosed) {
		return v.closed()
	}
	if err != nil {
		return err
	}
	return v.done(templates.DoneSurvey)
}

// survey is the Survey of the Link, with only the reader's questions, and what
// the reader has answered.
func (v *visit) survey() (program.Survey, program.Answer, error) {
	s, err := v.Work.Store.Survey(v.ctx, v.link.Object)
	if err != nil {
		return s, program.Answer{}, err
	}
	p, err := v.Work.Store.ParticipantOf(v.ctx, s.ProgramID, v.reader.ID)
	if err != nil {
		return s, program.Answer{}, err
	}
	s.Questions = jobs.QuestionsFor(s, p.Role)
	a, err := v.Work.Store.Answer(v.ctx, s.ID, p.ID)
	return s, a, err
}

func (v *visit) surveyPage(s program.Survey, a program.Answer) templates.SurveyPage {
	return templates.SurveyPage{
		Frame: v.frame(), Form: v.form(), Name: s.Name, Questions: fields(s.Questions, a.Answers),
		Answered: !a.AnsweredAt.IsZero(), Closes: s.ClosesAt,
	}
}
