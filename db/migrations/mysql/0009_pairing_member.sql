-- +goose Up
CREATE TABLE pairing_member (
    pairing_id VARCHAR(26) NOT NULL,
    participant_id VARCHAR(26) NOT NULL,
    role VARCHAR(32) NOT NULL DEFAULT '',
    PRIMARY KEY (pairing_id, participant_id),
    KEY pairing_member_by_participant_id (participant_id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
