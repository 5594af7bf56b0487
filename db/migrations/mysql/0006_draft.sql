-- +goose Up
CREATE TABLE draft (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    round_id VARCHAR(26) NOT NULL DEFAULT '',
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 0,
    state VARCHAR(16) NOT NULL DEFAULT '',
    digest VARCHAR(64) NOT NULL DEFAULT '',
    program_version INTEGER NOT NULL DEFAULT 0,
    summary LONGTEXT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    decided_at DATETIME(6) NULL,
    decided_by VARCHAR(26) NOT NULL DEFAULT '',
    undo_until DATETIME(6) NULL,
    UNIQUE KEY draft_by_round_id_revision (round_id, revision),
    KEY draft_by_program_id_state (program_id, state)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
