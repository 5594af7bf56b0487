-- +goose Up
CREATE TABLE home_session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL DEFAULT '',
    expires_at DATETIME NOT NULL
);
