-- +goose Up
CREATE TABLE round (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 0,
    state VARCHAR(16) NOT NULL DEFAULT '',
    reason VARCHAR(500) NOT NULL DEFAULT '',
    seed BIGINT NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL,
    UNIQUE KEY round_by_program_id_number (program_id, number)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
