-- +goose Up
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL DEFAULT '',
    until_at DATETIME NOT NULL,
    fence INTEGER NOT NULL DEFAULT 0
);
