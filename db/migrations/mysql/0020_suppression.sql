-- +goose Up
CREATE TABLE suppression (
    address_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    reason VARCHAR(200) NOT NULL DEFAULT '',
    created_at DATETIME(6) NOT NULL
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
