-- +goose Up
CREATE TABLE link (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    purpose VARCHAR(32) NOT NULL DEFAULT '',
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    person_id VARCHAR(26) NOT NULL DEFAULT '',
    object_id VARCHAR(26) NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 0,
    expires_at DATETIME(6) NULL,
    used_at DATETIME(6) NULL,
    revoked_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL,
    KEY link_by_object_id_purpose (object_id, purpose),
    KEY link_by_person_id (person_id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
