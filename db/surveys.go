package db

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const surveyColumns = "id, program_id, name, questions, state, opened_at, closes_at"

func scanSurvey(row scanner) (v program.Survey, err error) {
	err = row.Scan(&v.ID, &v.ProgramID, &v.Name, jsonOf{&v.Questions}, &v.State, timeOf{&v.OpenedAt}, timeOf{&v.ClosesAt})
	return v, err
}

const answerColumns = "id, survey_id, participant_id, answers, answered_at"

func scanAnswer(row scanner) (a program.Answer, err error) {
	err = row.Scan(&a.ID, &a.SurveyID, &a.ParticipantID, jsonOf{&a.Answers}, timeOf{&a.AnsweredAt})
	return a, err
}

// OpenSurvey stores a Survey with an empty Answer for each recipient. One that
// exists is left alone.
func (s *Store) OpenSurvey(ctx context.Context, v program.Survey, recipients []program.Answer, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		row := []any{v.ID, v.ProgramID, v.Name, jsonText(v.Questions), program.SurveyOpen, stamp(v.OpenedAt), stamp(v.ClosesAt)}
		if err := s.insert(ctx, tx, "survey", surveyColumns, "id", nil, [][]any{row}); err != nil {
			return err
		}
		rows := make([][]any, len(recipients))
		for i, a := range recipients {
			rows[i] = []any{a.ID, v.ID, a.ParticipantID, "{}"}
		}
		if err := s.insert(ctx, tx, "answer", "id, survey_id, participant_id, answers", "id", nil, rows); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
}

// Survey returns one Survey, or program.ErrNotFound.
func (s *Store) Survey(ctx context.Context, id program.ID) (program.Survey, error) {
	return one(ctx, s.read, scanSurvey, "SELECT "+surveyColumns+" FROM survey WHERE id = ?", id)
}

// Surveys lists a Program's Surveys, oldest first.
func (s *Store) Surveys(ctx context.Context, programID program.ID) ([]program.Survey, error) {
	return many(ctx, s.read, scanSurvey, "SELECT "+surveyColumns+" FROM survey WHERE program_id = ? ORDER BY opened_at, id", programID)
}

// Answers lists the Answers of a Survey, empty ones included.
func (s *Store) Answers(ctx context.Context, surveyID program.ID) ([]program.Answer, error) {
	return many(ctx, s.read, scanAnswer, "SELECT "+answerColumns+" FROM answer WHERE survey_id = ? ORDER BY id", surveyID)
}

// Answer returns one recipient's Answer, or program.ErrNotFound.
func (s *Store) Answer(ctx context.Context, surveyID, participantID program.ID) (program.Answer, error) {
	return one(ctx, s.read, scanAnswer, "SELECT "+answerColumns+" FROM answer WHERE survey_id = ? AND participant_id = ?", surveyID, participantID)
}

// SaveAnswer stores a recipient's answers; the last ones count until the
// Survey closes. It returns program.ErrClosed afterwards.
func (s *Store) SaveAnswer(ctx context.Context, surveyID, participantID program.ID, answers program.Answers, now time.Time) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		state, err := one(ctx, tx, scanOf[program.SurveyState], "SELECT state FROM survey WHERE id = ?"+s.dialect.forShare(), surveyID)
		if err != nil {
			return err
		}
		if state != program.SurveyOpen {
			return program.ErrClosed
		}
		ok, err := changed(ctx, tx, "UPDATE answer SET answers = ?, answered_at = ? WHERE survey_id = ? AND participant_id = ?", jsonText(answers), stamp(now), surveyID, participantID)
		if err == nil && !ok {
			return notFound
		}
		return err
	})
}

// CloseSurvey closes an open Survey and reports whether this call did.
func (s *Store) CloseSurvey(ctx context.Context, id program.ID) (bool, error) {
	closed := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		closed, err = changed(ctx, tx, "UPDATE survey SET state = 'closed' WHERE id = ? AND state = 'open'", id)
		return err
	})
	return closed, err
}
