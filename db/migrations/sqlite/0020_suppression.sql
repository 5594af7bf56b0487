-- +goose Up
CREATE TABLE suppression (
    address_hash TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL
);
