-- +goose Up
ALTER TABLE outbox ADD COLUMN left_at DATETIME NULL;
