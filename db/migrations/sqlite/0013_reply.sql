-- +goose Up
CREATE TABLE reply (
    id TEXT NOT NULL PRIMARY KEY,
    series_id TEXT NOT NULL DEFAULT '',
    session_id TEXT NOT NULL DEFAULT '',
    participant_id TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    sequence INTEGER NOT NULL DEFAULT 0,
    stamp DATETIME NOT NULL,
    received_at DATETIME NOT NULL
);
CREATE INDEX reply_by_series_id ON reply (series_id);
