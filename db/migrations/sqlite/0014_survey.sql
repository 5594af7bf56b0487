-- +goose Up
CREATE TABLE survey (
    id TEXT NOT NULL PRIMARY KEY,
    program_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    questions TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT '',
    opened_at DATETIME NOT NULL,
    closes_at DATETIME NOT NULL
);
CREATE INDEX survey_by_program_id ON survey (program_id);
