-- +goose Up
CREATE TABLE answer (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    survey_id VARCHAR(26) NOT NULL DEFAULT '',
    participant_id VARCHAR(26) NOT NULL DEFAULT '',
    answers LONGTEXT NOT NULL,
    answered_at DATETIME(6) NULL,
    UNIQUE KEY answer_by_survey_id_participant_id (survey_id, participant_id),
    KEY answer_by_participant_id (participant_id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
