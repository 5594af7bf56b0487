-- +goose Up
CREATE TABLE person (
    id VARCHAR(26) NOT NULL PRIMARY KEY,
    address VARCHAR(254) NOT NULL DEFAULT '',
    address_key VARCHAR(254) NOT NULL DEFAULT '',
    first_name VARCHAR(200) NOT NULL DEFAULT '',
    last_name VARCHAR(200) NOT NULL DEFAULT '',
    name VARCHAR(200) NOT NULL DEFAULT '',
    zone VARCHAR(64) NOT NULL DEFAULT '',
    hours VARCHAR(500) NOT NULL DEFAULT '',
    department VARCHAR(200) NOT NULL DEFAULT '',
    level VARCHAR(200) NOT NULL DEFAULT '',
    location VARCHAR(200) NOT NULL DEFAULT '',
    language VARCHAR(64) NOT NULL DEFAULT '',
    manager_email VARCHAR(254) NOT NULL DEFAULT '',
    employee_id VARCHAR(200) NOT NULL DEFAULT '',
    status VARCHAR(32) NOT NULL DEFAULT '',
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    UNIQUE KEY person_by_address_key (address_key)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
