-- +goose Up
CREATE TABLE moment (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    kind VARCHAR(64) NOT NULL DEFAULT '',
    subject VARCHAR(64) NOT NULL DEFAULT '',
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    due_at DATETIME(6) NULL,
    generation INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    error VARCHAR(500) NOT NULL DEFAULT '',
    woken_at DATETIME(6) NULL,
    lease_until DATETIME(6) NULL,
    UNIQUE KEY moment_by_kind_subject (kind, subject),
    KEY moment_by_due_at (due_at),
    KEY moment_by_program_id (program_id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
