-- +goose Up
CREATE TABLE draft (
    id TEXT NOT NULL PRIMARY KEY,
    round_id TEXT NOT NULL DEFAULT '',
    program_id TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '',
    program_version INTEGER NOT NULL DEFAULT 0,
    summary TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    decided_at DATETIME NULL,
    decided_by TEXT NOT NULL DEFAULT '',
    undo_until DATETIME NULL
);
CREATE UNIQUE INDEX draft_by_round_id_revision ON draft (round_id, revision);
CREATE INDEX draft_by_program_id_state ON draft (program_id, state);
