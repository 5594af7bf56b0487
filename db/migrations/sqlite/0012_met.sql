-- +goose Up
CREATE TABLE met (
    session_id TEXT NOT NULL,
    participant_id TEXT NOT NULL,
    yes INTEGER NOT NULL DEFAULT 0,
    answered_at DATETIME NOT NULL,
    PRIMARY KEY (session_id, participant_id)
);
