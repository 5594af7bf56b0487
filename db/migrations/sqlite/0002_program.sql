-- +goose Up
CREATE TABLE program (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 0,
    source TEXT NOT NULL,
    definition TEXT NOT NULL,
    pairing_switch TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX program_by_slug ON program (slug);
