-- +goose Up
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    series_id TEXT NOT NULL DEFAULT '',
    pairing_id TEXT NOT NULL DEFAULT '',
    program_id TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 0,
    starts_at DATETIME NOT NULL,
    ends_at DATETIME NOT NULL,
    state TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX session_by_series_id_number ON session (series_id, number);
CREATE INDEX session_by_pairing_id ON session (pairing_id);
CREATE INDEX session_by_program_id_state ON session (program_id, state);
