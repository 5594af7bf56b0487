-- +goose Up
CREATE TABLE series (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    pairing_id VARCHAR(26) NOT NULL DEFAULT '',
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    uid VARCHAR(190) NOT NULL DEFAULT '',
    sequence INTEGER NOT NULL DEFAULT 0,
    organizer VARCHAR(254) NOT NULL DEFAULT '',
    zone VARCHAR(64) NOT NULL DEFAULT '',
    first_local DATETIME(6) NOT NULL,
    minutes INTEGER NOT NULL DEFAULT 0,
    every VARCHAR(32) NOT NULL DEFAULT '',
    sessions INTEGER NOT NULL DEFAULT 0,
    skipped LONGTEXT NOT NULL,
    state VARCHAR(16) NOT NULL DEFAULT '',
    created_at DATETIME(6) NOT NULL,
    UNIQUE KEY series_by_uid (uid),
    KEY series_by_pairing_id (pairing_id),
    KEY series_by_program_id_state (program_id, state)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
