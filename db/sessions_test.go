package db_test

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestLastAnswerCountsUntilTheSessionIsClosed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		_, pairings := seed.HeldPairings()
		sessions, err := s.Sessions(t.Context(), pairings[0].ID)
		ok(t, err)
		id, a, b := sessions[0].ID, seed.People[0].ID, seed.People[1].ID
		if err := s.AnswerMet(t.Context(), id, a, true, now); !errors.Is(err, program.ErrClosed) {
			t.Errorf("a session that nobody was invited to: got %v, want ErrClosed", err)
		}
		exec(t, s, "UPDATE session SET state = 'invited'")
		for _, yes := range []bool{true, false, false, true} {
			ok(t, s.AnswerMet(t.Context(), id, a, yes, now))
		}
		ok(t, s.AnswerMet(t.Context(), id, b, false, now))
		answers, err := s.MetAnswers(t.Context(), id)
		ok(t, err)
		same(t, "answers", map[program.ID]bool{a: true, b: false}, answers)
		for _, want := range []bool{true, false} {
			closed, err := s.CloseSession(t.Context(), id, decided(seed))
			ok(t, err)
			same(t, "closed", want, closed)
		}
		same(t, "effects", 1, count(t, s, "SELECT COUNT(*) FROM audit"))
		if err := s.AnswerMet(t.Context(), id, a, false, now); !errors.Is(err, program.ErrClosed) {
			t.Errorf("after it was closed: got %v, want ErrClosed", err)
		}
		if err := s.AnswerMet(t.Context(), seed.ID(), a, false, now); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("no such session: got %v, want ErrNotFound", err)
		}
		session, err := s.Session(t.Context(), id)
		ok(t, err)
		same(t, "session", program.SessionMet, session.State)
		counts, err := s.SessionCounts(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "counts", map[program.SessionState]int{program.SessionMet: 1, program.SessionInvited: 1}, counts)
	})
}

func TestAnswerThatIsBeingSavedAsTheSessionClosesCounts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		_, pairings := seed.IntroducedPairings()
		sessions, err := s.Sessions(t.Context(), pairings[0].ID)
		ok(t, err)
		id := sessions[0].ID
		saving, err := s.WritePool().BeginTxx(t.Context(), &sql.TxOptions{Isolation: sql.LevelReadCommitted})
		ok(t, err)
		for _, statement := range []string{ // as AnswerMet: the lock, then the answer
			"UPDATE session SET number = number WHERE id = ?",
			"INSERT INTO met (session_id, participant_id, yes, answered_at) VALUES (?, 'p', 1, '2027-02-10 09:00:00')",
		} {
			_, err := saving.Exec(statement, id)
			ok(t, err)
		}
		closing := make(chan error, 1)
		go func() {
			_, err := s.CloseSession(t.Context(), id, db.Effects{})
			closing <- err
		}()
		time.Sleep(100 * time.Millisecond) // until it waits for the answer
		ok(t, saving.Commit())
		ok(t, <-closing)
		session, err := s.Session(t.Context(), id)
		ok(t, err)
		same(t, "session", program.SessionMet, session.State)
	})
}

func TestLastAnswersCountUntilTheSurveyIsClosed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		survey := program.Survey{ID: seed.ID(), ProgramID: seed.Program.ID, Name: "Midpoint", OpenedAt: now, ClosesAt: now.Add(time.Hour),
			Questions: []program.Question{{ID: "q", Text: "Wie war's? 😀", Type: program.Scale, From: 1, To: 5}}}
		recipients := []program.Answer{{ID: seed.ID(), ParticipantID: seed.People[0].ID}, {ID: seed.ID(), ParticipantID: seed.People[1].ID}}
		ok(t, s.OpenSurvey(t.Context(), survey, recipients, db.Effects{}))
		survey.State = program.SurveyOpen
		answer := func(p program.Participant, value string) error {
			return s.SaveAnswer(t.Context(), survey.ID, p.ID, program.Answers{"q": {value}}, now)
		}
		ok(t, answer(seed.People[0], "1"))
		ok(t, answer(seed.People[0], "2"))
		ok(t, answer(seed.People[0], "2"))
		ok(t, s.OpenSurvey(t.Context(), survey, recipients, db.Effects{})) // once more, after a crash
		got, err := s.Answer(t.Context(), survey.ID, seed.People[0].ID)
		ok(t, err)
		want := program.Answer{ID: recipients[0].ID, SurveyID: survey.ID, ParticipantID: seed.People[0].ID, Answers: program.Answers{"q": {"2"}}, AnsweredAt: now}
		same(t, "answer", want, got)
		all, err := s.Answers(t.Context(), survey.ID)
		ok(t, err)
		same(t, "answers, and one empty", []bool{false, true}, []bool{all[0].AnsweredAt.IsZero(), all[1].AnsweredAt.IsZero()})
		if err := answer(seed.NewParticipant("x@example.org"), "1"); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("who was not asked: got %v, want ErrNotFound", err)
		}
		stored, err := s.Survey(t.Context(), survey.ID)
		ok(t, err)
		same(t, "survey", survey, stored)
		for _, want := range []bool{true, false} {
			closed, err := s.CloseSurvey(t.Context(), survey.ID)
			ok(t, err)
			same(t, "closed", want, closed)
		}
		if err := answer(seed.People[1], "1"); !errors.Is(err, program.ErrClosed) {
			t.Errorf("after it was closed: got %v, want ErrClosed", err)
		}
		list, err := s.Surveys(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "surveys", program.SurveyClosed, list[0].State)
	})
}
