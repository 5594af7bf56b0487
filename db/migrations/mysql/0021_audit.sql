-- +goose Up
CREATE TABLE audit (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    happened_at DATETIME(6) NOT NULL,
    actor VARCHAR(64) NOT NULL DEFAULT '',
    action VARCHAR(64) NOT NULL DEFAULT '',
    object_id VARCHAR(26) NOT NULL DEFAULT '',
    detail VARCHAR(500) NOT NULL DEFAULT '',
    KEY audit_by_program_id_happened_at (program_id, happened_at)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
