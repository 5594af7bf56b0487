-- +goose Up
ALTER TABLE outbox ADD COLUMN left_at DATETIME(6) NULL;
