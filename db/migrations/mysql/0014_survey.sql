-- +goose Up
CREATE TABLE survey (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    name VARCHAR(200) NOT NULL DEFAULT '',
    questions LONGTEXT NOT NULL,
    state VARCHAR(16) NOT NULL DEFAULT '',
    opened_at DATETIME(6) NOT NULL,
    closes_at DATETIME(6) NOT NULL,
    KEY survey_by_program_id (program_id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
