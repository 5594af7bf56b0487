-- +goose Up
CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL DEFAULT '',
    address_key TEXT NOT NULL DEFAULT '',
    first_name TEXT NOT NULL DEFAULT '',
    last_name TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    zone TEXT NOT NULL DEFAULT '',
    hours TEXT NOT NULL DEFAULT '',
    department TEXT NOT NULL DEFAULT '',
    level TEXT NOT NULL DEFAULT '',
    location TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    manager_email TEXT NOT NULL DEFAULT '',
    employee_id TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX person_by_address_key ON person (address_key);
