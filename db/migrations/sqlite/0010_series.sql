-- +goose Up
CREATE TABLE series (
    id TEXT NOT NULL PRIMARY KEY,
    pairing_id TEXT NOT NULL DEFAULT '',
    program_id TEXT NOT NULL DEFAULT '',
    uid TEXT NOT NULL DEFAULT '',
    sequence INTEGER NOT NULL DEFAULT 0,
    organizer TEXT NOT NULL DEFAULT '',
    zone TEXT NOT NULL DEFAULT '',
    first_local DATETIME NOT NULL,
    minutes INTEGER NOT NULL DEFAULT 0,
    every TEXT NOT NULL DEFAULT '',
    sessions INTEGER NOT NULL DEFAULT 0,
    skipped TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX series_by_uid ON series (uid);
CREATE INDEX series_by_pairing_id ON series (pairing_id);
CREATE INDEX series_by_program_id_state ON series (program_id, state);
