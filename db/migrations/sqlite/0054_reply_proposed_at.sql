-- +goose Up
ALTER TABLE reply ADD COLUMN proposed_at DATETIME NULL;
