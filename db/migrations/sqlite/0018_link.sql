-- +goose Up
CREATE TABLE link (
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL DEFAULT '',
    program_id TEXT NOT NULL DEFAULT '',
    person_id TEXT NOT NULL DEFAULT '',
    object_id TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 0,
    expires_at DATETIME NULL,
    used_at DATETIME NULL,
    revoked_at DATETIME NULL,
    created_at DATETIME NOT NULL
);
CREATE INDEX link_by_object_id_purpose ON link (object_id, purpose);
CREATE INDEX link_by_person_id ON link (person_id);
