-- +goose Up
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL DEFAULT '',
    class TEXT NOT NULL DEFAULT '',
    program_id TEXT NOT NULL DEFAULT '',
    draft_id TEXT NOT NULL DEFAULT '',
    pairing_id TEXT NOT NULL DEFAULT '',
    pairing_revision INTEGER NOT NULL DEFAULT 0,
    participant_id TEXT NOT NULL DEFAULT '',
    person_id TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    object_id TEXT NOT NULL DEFAULT '',
    data TEXT NOT NULL,
    dated DATETIME NOT NULL,
    shard INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    due_at DATETIME NOT NULL,
    not_after DATETIME NULL,
    next_at DATETIME NOT NULL,
    lease_until DATETIME NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    resends INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 0,
    created_at DATETIME NOT NULL,
    done_at DATETIME NULL
);
CREATE INDEX outbox_by_state_shard_next_at ON outbox (state, shard, next_at);
CREATE INDEX outbox_by_program_id_state ON outbox (program_id, state);
CREATE INDEX outbox_by_draft_id_state ON outbox (draft_id, state);
CREATE INDEX outbox_by_pairing_id_state ON outbox (pairing_id, state);
CREATE INDEX outbox_by_person_id ON outbox (person_id);
CREATE INDEX outbox_by_state_lease_until ON outbox (state, lease_until);
