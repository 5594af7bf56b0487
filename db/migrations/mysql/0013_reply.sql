-- +goose Up
CREATE TABLE reply (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    series_id VARCHAR(26) NOT NULL DEFAULT '',
    session_id VARCHAR(26) NOT NULL DEFAULT '',
    participant_id VARCHAR(26) NOT NULL DEFAULT '',
    answer VARCHAR(16) NOT NULL DEFAULT '',
    source VARCHAR(16) NOT NULL DEFAULT '',
    sequence INTEGER NOT NULL DEFAULT 0,
    stamp DATETIME(6) NOT NULL,
    received_at DATETIME(6) NOT NULL,
    KEY reply_by_series_id (series_id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
