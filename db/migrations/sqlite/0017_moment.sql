-- +goose Up
CREATE TABLE moment (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    program_id TEXT NOT NULL DEFAULT '',
    due_at DATETIME NULL,
    generation INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    woken_at DATETIME NULL,
    lease_until DATETIME NULL
);
CREATE UNIQUE INDEX moment_by_kind_subject ON moment (kind, subject);
CREATE INDEX moment_by_due_at ON moment (due_at);
CREATE INDEX moment_by_program_id ON moment (program_id);
