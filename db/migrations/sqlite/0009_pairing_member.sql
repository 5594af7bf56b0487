-- +goose Up
CREATE TABLE pairing_member (
    pairing_id TEXT NOT NULL,
    participant_id TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (pairing_id, participant_id)
);
CREATE INDEX pairing_member_by_participant_id ON pairing_member (participant_id);
