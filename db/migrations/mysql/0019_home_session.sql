-- +goose Up
CREATE TABLE home_session (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    person_id VARCHAR(26) NOT NULL DEFAULT '',
    expires_at DATETIME(6) NOT NULL
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
