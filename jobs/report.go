package jobs

import (
	"context"
	"slices"
	"strconv"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// fewest is how many answers a breakdown needs: below it single people could
// be told from the numbers.
const fewest = 5

// Report is how a Program has gone, without envelope and links.
func (w *Work) Report(ctx context.Context, prog db.Program) (templates.ProgramReportEmail, error) {
	var r templates.ProgramReportEmail
	people, err := w.Store.Participants(ctx, prog.ID)
	if err != nil {
		return r, err
	}
	pairings, err := w.Store.Pairings(ctx, prog.ID)
	if err != nil {
		return r, err
	}
	paired, err := w.Store.Introduced(ctx, prog.ID)
	if err != nil {
		return r, err
	}
	for _, p := range pairings {
		heard := func(m program.Member) bool { return !paired[m.ParticipantID].IsZero() }
		if !p.IntroducedAt.IsZero() && (len(p.Members) == 0 || slices.ContainsFunc(p.Members, heard)) {
			r.Pairings++
		}
	}
	for _, p := range people {
		r.Invited++
		takesPart := p.State == program.Registered || p.State == program.Paused
		if !takesPart && paired[p.ID].IsZero() { // of who has gone nobody knows whether they had registered
			continue
		}
		r.Registered++
		if !paired[p.ID].IsZero() {
			r.Paired++
		} else {
			r.Unpaired++
		}
	}
	sessions, err := w.Store.SessionCounts(ctx, prog.ID)
	if err != nil {
		return r, err
	}
	r.Met, r.NotMet, r.Unknown = sessions[program.SessionMet], sessions[program.SessionNotMet], sessions[program.SessionUnknown]
	r.Sessions = r.Met + r.NotMet + r.Unknown
	outbox, err := w.Store.OutboxCounts(ctx, prog.ID)
	if err != nil {
		return r, err
	}
	r.Delivered, r.Failed, r.Undecided = outbox[program.OutboxDone], outbox[program.OutboxFailed], outbox[program.OutboxUnknown]
	r.Surveys, err = w.surveyResults(ctx, prog)
	return r, err
}

// surveyResults are the outcomes of the closed Surveys; an open one is named.
func (w *Work) surveyResults(ctx context.Context, prog db.Program) ([]templates.SurveyResult, error) {
	surveys, err := w.Store.Surveys(ctx, prog.ID)
	if err != nil {
		return nil, err
	}
	var results []templates.SurveyResult
	for _, s := range surveys {
		if s.State != program.SurveyClosed {
			results = append(results, templates.SurveyResult{Name: s.Name, OpenUntil: s.ClosesAt.In(prog.Location())})
			continue
		}
		answers, err := w.Store.Answers(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		result := templates.SurveyResult{Name: s.Name, Asked: len(answers)}
		answers = slices.DeleteFunc(answers, func(a program.Answer) bool { return a.AnsweredAt.IsZero() })
		result.Answered = len(answers)
		for _, q := range s.Questions {
			result.Questions = append(result.Questions, questionResult(q, answers))
		}
		results = append(results, result)
	}
	return results, nil
}

// questionResult counts the answers to one question; below five it says nothing.
func questionResult(q program.Question, answers []program.Answer) templates.QuestionResult {
	result := templates.QuestionResult{Text: q.Text}
	var values []string
	people := 0
	for _, a := range answers {
		if v := a.Answers[q.ID]; len(v) > 0 {
			people++
			values = append(values, v...)
		}
	}
	if people < fewest {
		result.Hidden = true
		return result
	}
	switch q.Type {
	case program.MultipleChoice:
		for _, option := range q.Options {
			n := 0
			for _, v := range values {
				if v == option {
					n++
				}
			}
			result.Choices = append(result.Choices, templates.ChoiceCount{Option: option, Count: n})
		}
		hideSmall(result.Choices)
	case program.Scale:
		sum := 0
		for _, v := range values {
			n, _ := strconv.Atoi(v)
			sum += n
		}
		result.Mean = float64(sum) / float64(len(values))
	default:
		slices.Sort(values) // so that their order says nothing about who wrote them
		result.Texts = values
	}
	return result
}

// hideSmall hides counts below five, and, since whoever knows the sum could
// tell a small one from the others, the next larger ones until what is hidden
// comes to five or more people in at least two options.
func hideSmall(choices []templates.ChoiceCount) {
	cells, sum := 0, 0
	hide := func(c *templates.ChoiceCount) {
		cells, sum = cells+1, sum+c.Count
		c.Count, c.Hidden = 0, true
	}
	for i := range choices {
		if choices[i].Count < fewest {
			hide(&choices[i])
		}
	}
	for cells > 0 && cells < len(choices) && (cells < 2 || sum < fewest) {
		next := -1
		for i, c := range choices {
			if !c.Hidden && (next < 0 || c.Count < choices[next].Count) {
				next = i
			}
		}
		hide(&choices[next])
	}
}
