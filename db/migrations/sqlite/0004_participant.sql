-- +goose Up
CREATE TABLE participant (
    id TEXT NOT NULL PRIMARY KEY,
    program_id TEXT NOT NULL DEFAULT '',
    person_id TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    capacity INTEGER NOT NULL DEFAULT 0,
    headline TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    answers TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    paused_until TEXT NOT NULL DEFAULT '',
    unsubscribed_at DATETIME NULL,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX participant_by_program_id_person_id ON participant (program_id, person_id);
CREATE INDEX participant_by_program_id_state ON participant (program_id, state);
CREATE INDEX participant_by_person_id ON participant (person_id);
