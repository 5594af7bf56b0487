-- +goose Up
CREATE TABLE administrator (
    program_id VARCHAR(26) NOT NULL,
    person_id VARCHAR(26) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (program_id, person_id),
    KEY administrator_by_person_id (person_id)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
