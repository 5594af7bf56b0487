-- +goose Up
CREATE TABLE pairing (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    round_id VARCHAR(26) NOT NULL DEFAULT '',
    draft_id VARCHAR(26) NOT NULL DEFAULT '',
    proposal_id VARCHAR(26) NOT NULL DEFAULT '',
    bundle_id VARCHAR(26) NOT NULL DEFAULT '',
    state VARCHAR(16) NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 0,
    reason VARCHAR(500) NOT NULL DEFAULT '',
    score DOUBLE NOT NULL DEFAULT 0,
    reasons LONGTEXT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    introduced_at DATETIME(6) NULL,
    ended_at DATETIME(6) NULL,
    KEY pairing_by_program_id_state (program_id, state),
    KEY pairing_by_draft_id_state (draft_id, state)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
