-- +goose Up
CREATE TABLE proposal (
    id TEXT NOT NULL PRIMARY KEY,
    draft_id TEXT NOT NULL DEFAULT '',
    ordinal INTEGER NOT NULL DEFAULT 0,
    members TEXT NOT NULL,
    score REAL NOT NULL DEFAULT 0,
    reasons TEXT NOT NULL
);
CREATE UNIQUE INDEX proposal_by_draft_id_ordinal ON proposal (draft_id, ordinal);
