-- +goose Up
UPDATE outbox SET left_at = COALESCE(done_at, next_at) WHERE state IN ('done', 'unknown') OR resends > 0;
