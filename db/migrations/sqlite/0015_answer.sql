-- +goose Up
CREATE TABLE answer (
    id TEXT NOT NULL PRIMARY KEY,
    survey_id TEXT NOT NULL DEFAULT '',
    participant_id TEXT NOT NULL DEFAULT '',
    answers TEXT NOT NULL,
    answered_at DATETIME NULL
);
CREATE UNIQUE INDEX answer_by_survey_id_participant_id ON answer (survey_id, participant_id);
CREATE INDEX answer_by_participant_id ON answer (participant_id);
