-- +goose Up
CREATE TABLE installation (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    value LONGTEXT NOT NULL
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
