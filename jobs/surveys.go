package jobs

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// remindSurveyAfter is how long after everyone could be asked those who have not
// answered are reminded, once.
const remindSurveyAfter = 5 * 24 * time.Hour

// openSurvey sends a planned Survey to everyone who has been introduced.
//
// Invariant: the Survey exists once, with its questions as they were sent;
// each recipient has one Answer, empty until there is one, and one invitation.
// As long as nobody has been introduced it does not exist: the introduction
// brings it on, and it is sent when they have had time for an opinion.
func (w *Work) openSurvey(ctx context.Context, m program.Moment, now time.Time) error {
	prog, err := w.Store.Program(ctx, m.ProgramID)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(prog.Surveys, func(s program.SurveyPlan) bool { return string(s.SurveyID(prog.ID)) == m.Subject })
	if n < 0 {
		return nil
	}
	plan := prog.Surveys[n]
	survey := program.Survey{ID: program.ID(m.Subject), ProgramID: prog.ID, Name: plan.Name, Questions: plan.Questions, OpenedAt: now}
	if _, err := w.Store.Survey(ctx, survey.ID); !errors.Is(err, program.ErrNotFound) {
		return err // it was sent whole
	}
	recipients, since, err := w.introduced(ctx, prog)
	if err != nil {
		return err
	}
	if len(recipients) == 0 {
		return w.awaitIntroductions(ctx, prog, m, now)
	}
	due := prog.SurveyDueTo(plan, since)
	if !due.After(since) { // introduced in the last week only, they have nothing to tell
		return nil
	}
	if due.After(now) {
		return w.Store.Write(ctx, db.Effects{Moments: []program.Moment{moment(prog.ID, OpenSurvey, m.Subject, due)}})
	}
	asked := lastSent(prog, recipients, survey.OpenedAt)
	survey.ClosesAt = asked.Add(program.SurveyLives)
	var e db.Effects
	var answers []program.Answer
	for _, p := range recipients {
		questions := QuestionsFor(survey, p.Role)
		if len(questions) == 0 {
			continue
		}
		answers = append(answers, program.Answer{ID: program.DeriveID(survey.ID, string(p.ID)), SurveyID: survey.ID, ParticipantID: p.ID})
		m := w.toParticipant(prog, p, program.SurveyInvitation, now, survey.ID)
		m.notAfter(survey.ClosesAt)
		m.into(&e, templates.SurveyInvitationEmail{Envelope: m.envelope(), Survey: survey.Name, Questions: len(questions), Closes: survey.ClosesAt, Answer: w.surveyLink(m, survey, p)})
	}
	e.Moments = []program.Moment{
		moment(prog.ID, RemindSurvey, string(survey.ID), asked.Add(remindSurveyAfter)),
		moment(prog.ID, CloseSurvey, string(survey.ID), survey.ClosesAt),
	}
	return w.Store.OpenSurvey(ctx, survey, answers, e)
}

// awaitIntroductions looks again at a survey where people are paired, and no
// introduction has left yet.
func (w *Work) awaitIntroductions(ctx context.Context, prog db.Program, m program.Moment, now time.Time) error {
	pairings, err := w.Store.Pairings(ctx, prog.ID)
	leaving := slices.ContainsFunc(pairings, func(p program.Pairing) bool { return p.State == program.PairingIntroduced })
	if err != nil || !leaving || prog.Over(now) {
		return err
	}
	return w.Store.Write(ctx, db.Effects{Moments: []program.Moment{moment(prog.ID, OpenSurvey, m.Subject, now.Add(time.Hour))}})
}

// surveyLink is the one Link by which a Participant answers a Survey.
func (w *Work) surveyLink(m *message, s program.Survey, p program.Participant) program.Link {
	return m.addLink(program.Link{ID: program.DeriveID(s.ID, "link", string(p.ID)), Purpose: program.ForSurvey, Object: s.ID})
}

// QuestionsFor are the questions of a Survey that a role is shown.
func QuestionsFor(s program.Survey, role program.Role) []program.Question {
	var asked []program.Question
	for _, q := range s.Questions {
		if q.ShownTo == "" || q.ShownTo == "both" || q.ShownTo == string(role) {
			asked = append(asked, q)
		}
	}
	return asked
}

// introduced are the Participants who still take part and have been introduced to
// a partner through this Program, and since when the first of them have.
func (w *Work) introduced(ctx context.Context, prog db.Program) (people []program.Participant, since time.Time, err error) {
	in, err := w.Store.Introduced(ctx, prog.ID)
	if err != nil {
		return nil, since, err
	}
	all, err := w.Store.Participants(ctx, prog.ID, program.Registered, program.Paused)
	for _, p := range all {
		if at, met := in[p.ID]; met {
			people, since = append(people, p), sooner(since, at)
		}
	}
	return people, since, err
}

// sooner is the earlier of two times, of which a zero one does not count.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// surveysWaiting are the Moments of the surveys that were due and have not been
// sent, now.
func (w *Work) surveysWaiting(ctx context.Context, prog db.Program, now time.Time) ([]program.Moment, error) {
	unsent, _, err := w.planSurveys(ctx, prog)
	var waiting []program.Moment
	for _, m := range unsent {
		if !m.Due.After(now) {
			m.Due = now
			waiting = append(waiting, m)
		}
	}
	return waiting, err
}

// remindSurvey reminds those who have not answered.
//
// Invariant: each recipient without an answer when it runs has one reminder;
// nobody who had answered has any, and who answers before it leaves does not
// get it (the gate).
func (w *Work) remindSurvey(ctx context.Context, m program.Moment, now time.Time) error {
	survey, err := w.Store.Survey(ctx, program.ID(m.Subject))
	if err != nil || survey.State != program.SurveyOpen {
		return err
	}
	prog, err := w.Store.Program(ctx, survey.ProgramID)
	if err != nil {
		return err
	}
	answers, err := w.Store.Answers(ctx, survey.ID)
	if err != nil {
		return err
	}
	var open []program.ID
	for _, a := range answers {
		if a.AnsweredAt.IsZero() {
			open = append(open, a.ParticipantID)
		}
	}
	people, err := w.Store.ParticipantsByID(ctx, open)
	if err != nil {
		return err
	}
	var e db.Effects
	for _, id := range open {
		p := people[id]
		if p.State != program.Registered && p.State != program.Paused {
			continue
		}
		m := w.toParticipant(prog, p, program.SurveyReminder, now, survey.ID)
		m.notAfter(survey.ClosesAt)
		m.into(&e, templates.SurveyReminderEmail{Envelope: m.envelope(), Survey: survey.Name, Closes: survey.ClosesAt, Answer: w.surveyLink(m, survey, p)})
	}
	return w.Store.Write(ctx, e)
}

// closeSurvey ends a Survey.
//
// Invariant: a Survey whose time is over is closed and takes no answers.
func (w *Work) closeSurvey(ctx context.Context, m program.Moment, _ time.Time) error {
	_, err := w.Store.CloseSurvey(ctx, program.ID(m.Subject))
	return err
}
