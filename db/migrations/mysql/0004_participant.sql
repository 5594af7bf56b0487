-- +goose Up
CREATE TABLE participant (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    program_id VARCHAR(26) NOT NULL DEFAULT '',
    person_id VARCHAR(26) NOT NULL DEFAULT '',
    role VARCHAR(32) NOT NULL DEFAULT '',
    capacity INTEGER NOT NULL DEFAULT 0,
    headline VARCHAR(500) NOT NULL DEFAULT '',
    state VARCHAR(16) NOT NULL DEFAULT '',
    answers LONGTEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    paused_until VARCHAR(10) NOT NULL DEFAULT '',
    unsubscribed_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    UNIQUE KEY participant_by_program_id_person_id (program_id, person_id),
    KEY participant_by_program_id_state (program_id, state),
    KEY participant_by_person_id (person_id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
