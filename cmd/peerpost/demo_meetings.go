package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
)

// meetings counts what became of the n-th meetings of everyone. Only the one
// who holds the demo's turn uses it.
type meetings struct {
	planned, closed, met []int // by number, from 0
	told                 int
}

// plan counts the Sessions of all who have been introduced.
func (d *demo) plan(ctx context.Context) error {
	pairings, err := d.store.Pairings(ctx, d.program.ID)
	if err != nil {
		return err
	}
	m := &d.meetings
	clear(m.planned)
	for _, p := range pairings {
		if p.IntroducedAt.IsZero() {
			continue // undone
		}
		sessions, err := d.store.Sessions(ctx, p.ID)
		if err != nil {
			return err
		}
		for len(m.planned) < len(sessions) {
			m.planned, m.closed, m.met = append(m.planned, 0), append(m.closed, 0), append(m.met, 0)
		}
		for i := range sessions {
			m.planned[i]++
		}
	}
	return nil
}

// tellMeeting tells of the n-th meetings once all of them are closed, or when
// the next but one begin to be: some pairings may have ended.
func (d *demo) tellMeeting(ctx context.Context, closed program.Moment, now time.Time) error {
	session, err := d.store.Session(ctx, program.ID(closed.Subject))
	if err != nil {
		return err
	}
	m, n := &d.meetings, session.Number-1
	if n >= len(m.planned) {
		return nil
	}
	m.closed[n]++
	if session.State == program.SessionMet {
		m.met[n]++
	}
	for m.told < len(m.planned) && (m.closed[m.told] >= m.planned[m.told] || m.told+2 <= n) {
		d.story.tell(now, "Meeting %d of %d: %d of %d pairings have met", m.told+1, len(m.planned), m.met[m.told], m.planned[m.told])
		m.told++
	}
	return nil
}

// tellSurvey tells how a survey goes, at its beginning, reminder and end.
func (d *demo) tellSurvey(ctx context.Context, m program.Moment, now time.Time) error {
	surveys, err := d.store.Surveys(ctx, d.program.ID)
	i := slices.IndexFunc(surveys, func(s program.Survey) bool {
		return string(s.ID) == m.Subject || m.Kind == jobs.OpenSurvey && s.OpenedAt.Equal(now)
	})
	if err != nil || i < 0 {
		return err
	}
	survey := surveys[i]
	answers, err := d.store.Answers(ctx, survey.ID)
	if err != nil {
		return err
	}
	answered := 0
	for _, a := range answers {
		if !a.AnsweredAt.IsZero() {
			answered++
		}
	}
	head := fmt.Sprintf("Survey “%s”", survey.Name)
	switch silent := len(answers) - answered; {
	case len(answers) == 0: // its questions are for another role
	case m.Kind == jobs.OpenSurvey:
		d.story.tell(now, "%s opens: %s", head, count(len(answers), "one person is asked", "%d people are asked"))
	case m.Kind == jobs.CloseSurvey:
		d.story.tell(now, "%s closes: %d of %d have answered", head, answered, len(answers))
	case silent == 0:
		d.story.tell(now, "%s: all %d have answered, so nobody is reminded", head, answered)
	default:
		d.story.tell(now, "%s: %d of %d have answered; %s", head, answered, len(answers), count(silent, "one person is reminded", "%d people are reminded"))
	}
	return nil
}
