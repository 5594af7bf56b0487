-- +goose Up
ALTER TABLE pairing_member ADD COLUMN left_at DATETIME NULL;
