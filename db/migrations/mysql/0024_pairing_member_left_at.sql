-- +goose Up
ALTER TABLE pairing_member ADD COLUMN left_at DATETIME(6) NULL;
