-- +goose Up
ALTER TABLE session ADD COLUMN original_at DATETIME(6) NULL;
