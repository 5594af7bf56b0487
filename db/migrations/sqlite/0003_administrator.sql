-- +goose Up
CREATE TABLE administrator (
    program_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    PRIMARY KEY (program_id, person_id)
);
CREATE INDEX administrator_by_person_id ON administrator (person_id);
