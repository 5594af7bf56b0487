-- +goose Up
CREATE TABLE proposal (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    draft_id VARCHAR(26) NOT NULL DEFAULT '',
    ordinal INTEGER NOT NULL DEFAULT 0,
    members LONGTEXT NOT NULL,
    score DOUBLE NOT NULL DEFAULT 0,
    reasons LONGTEXT NOT NULL,
    UNIQUE KEY proposal_by_draft_id_ordinal (draft_id, ordinal)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
