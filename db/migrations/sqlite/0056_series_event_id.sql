-- +goose Up
ALTER TABLE series ADD COLUMN event_id TEXT NOT NULL DEFAULT '';
