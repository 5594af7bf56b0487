-- +goose Up
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    program_id TEXT NOT NULL DEFAULT '',
    happened_at DATETIME NOT NULL,
    actor TEXT NOT NULL DEFAULT '',
    action TEXT NOT NULL DEFAULT '',
    object_id TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_by_program_id_happened_at ON audit (program_id, happened_at);
