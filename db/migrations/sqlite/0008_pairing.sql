-- +goose Up
CREATE TABLE pairing (
    id TEXT NOT NULL PRIMARY KEY,
    program_id TEXT NOT NULL DEFAULT '',
    round_id TEXT NOT NULL DEFAULT '',
    draft_id TEXT NOT NULL DEFAULT '',
    proposal_id TEXT NOT NULL DEFAULT '',
    bundle_id TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    score REAL NOT NULL DEFAULT 0,
    reasons TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    introduced_at DATETIME NULL,
    ended_at DATETIME NULL
);
CREATE INDEX pairing_by_program_id_state ON pairing (program_id, state);
CREATE INDEX pairing_by_draft_id_state ON pairing (draft_id, state);
