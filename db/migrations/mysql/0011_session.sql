-- +goose Up
CREATE TABLE session (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    series_id VARCHAR(26) NOT NULL DEFAULT '',
    pairing_id VARCHAR(26) NOT NULL DEFAULT '',
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 0,
    starts_at DATETIME(6) NOT NULL,
    ends_at DATETIME(6) NOT NULL,
    state VARCHAR(16) NOT NULL DEFAULT '',
    UNIQUE KEY session_by_series_id_number (series_id, number),
    KEY session_by_pairing_id (pairing_id),
    KEY session_by_program_id_state (program_id, state)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
