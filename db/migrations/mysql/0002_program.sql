-- +goose Up
CREATE TABLE program (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    slug VARCHAR(64) NOT NULL DEFAULT '',
    name VARCHAR(200) NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 0,
    source LONGTEXT NOT NULL,
    definition LONGTEXT NOT NULL,
    pairing_switch VARCHAR(16) NOT NULL DEFAULT '',
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    UNIQUE KEY program_by_slug (slug)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
