-- +goose Up
CREATE TABLE round (
    id TEXT NOT NULL PRIMARY KEY,
    program_id TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    seed INTEGER NOT NULL DEFAULT 0,
    created_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX round_by_program_id_number ON round (program_id, number);
