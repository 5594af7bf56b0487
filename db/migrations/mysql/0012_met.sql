-- +goose Up
CREATE TABLE met (
    session_id VARCHAR(26) NOT NULL,
    participant_id VARCHAR(26) NOT NULL,
    yes INTEGER NOT NULL DEFAULT 0,
    answered_at DATETIME(6) NOT NULL,
    PRIMARY KEY (session_id, participant_id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
