package db

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// Effects are what follows from a change of state: written in its
// transaction, or not at all. Rows whose ids exist already are left alone, so
// the same Effects may be written any number of times; a Moment that exists
// is set to its new due time.
type Effects struct {
	Rounds   []program.Round // that are due
	Messages []program.OutboxRow
	Links    []program.Link
	Moments  []program.Moment
	Gone     []program.Moment // deleted
	Audit    []program.Audit
}

// Add appends all of other.
func (e *Effects) Add(other Effects) {
	e.Rounds = append(e.Rounds, other.Rounds...)
	e.Messages = append(e.Messages, other.Messages...)
	e.Links = append(e.Links, other.Links...)
	e.Moments = append(e.Moments, other.Moments...)
	e.Gone = append(e.Gone, other.Gone...)
	e.Audit = append(e.Audit, other.Audit...)
}

// Write stores effects that follow from no change of state.
func (s *Store) Write(ctx context.Context, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error { return s.writeEffects(ctx, tx, e) })
}

func (s *Store) writeEffects(ctx context.Context, tx *sqlx.Tx, e Effects) error {
	if err := s.insertRounds(ctx, tx, e.Rounds); err != nil {
		return err
	}
	if err := s.insertLinks(ctx, tx, e.Links); err != nil {
		return err
	}
	if err := s.insertMessages(ctx, tx, e.Messages); err != nil {
		return err
	}
	for _, m := range e.Gone {
		if _, err := changed(ctx, tx, "DELETE FROM moment WHERE kind = ? AND subject = ?", m.Kind, m.Subject); err != nil {
			return err
		}
	}
	if err := s.scheduleMoments(ctx, tx, e.Moments); err != nil {
		return err
	}
	return s.insertAudit(ctx, tx, e.Audit)
}

func (s *Store) insertAudit(ctx context.Context, tx *sqlx.Tx, lines []program.Audit) error {
	rows := make([][]any, len(lines))
	for i, a := range lines {
		rows[i] = []any{a.ID, a.ProgramID, stamp(a.At), a.Actor, a.Action, a.Object, clip(a.Detail)}
	}
	return s.insert(ctx, tx, "audit", "id, program_id, happened_at, actor, action, object_id, detail", "id", nil, rows)
}

// Audit lists what was decided in a Program, oldest first.
func (s *Store) Audit(ctx context.Context, programID program.ID) ([]program.Audit, error) {
	return many(ctx, s.read, func(row scanner) (a program.Audit, err error) {
		err = row.Scan(&a.ID, &a.ProgramID, timeOf{&a.At}, &a.Actor, &a.Action, &a.Object, &a.Detail)
		return a, err
	}, `SELECT id, program_id, happened_at, actor, action, object_id, detail
		FROM audit WHERE program_id = ? ORDER BY happened_at, id`, programID)
}
