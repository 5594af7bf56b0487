package db

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const momentColumns = "id, kind, subject, program_id, due_at, generation, fence, attempts, error"

func scanMoment(row scanner) (m program.Moment, err error) {
	err = row.Scan(&m.ID, &m.Kind, &m.Subject, &m.ProgramID, timeOf{&m.Due}, &m.Generation, &m.Fence, &m.Attempts, &m.Error)
	return m, err
}

// scheduleMoments stores Moments; one of the same kind and subject is moved
// to the new due time.
func (s *Store) scheduleMoments(ctx context.Context, tx *sqlx.Tx, moments []program.Moment) error {
	rows := make([][]any, len(moments))
	for i, m := range moments {
		rows[i] = []any{m.ID, m.Kind, m.Subject, m.ProgramID, stamp(m.Due), 0, nil}
	}
	return s.insert(ctx, tx, "moment", "id, kind, subject, program_id, due_at, attempts, woken_at", "kind, subject", []string{"due_at", "attempts", "woken_at"}, rows)
}

// Moments lists a Program's future, soonest first.
func (s *Store) Moments(ctx context.Context, programID program.ID) ([]program.Moment, error) {
	return many(ctx, s.read, scanMoment, "SELECT "+momentColumns+" FROM moment WHERE program_id = ? AND due_at IS NOT NULL ORDER BY due_at, id", programID)
}

// Moment returns the Moment of this kind and subject, or program.ErrNotFound.
func (s *Store) Moment(ctx context.Context, kind, subject string) (program.Moment, error) {
	return one(ctx, s.read, scanMoment, "SELECT "+momentColumns+" FROM moment WHERE kind = ? AND subject = ?", kind, subject)
}

// MomentsAbout lists the Moments of some kinds about some subjects.
func (s *Store) MomentsAbout(ctx context.Context, kinds []string, subjects []program.ID) ([]program.Moment, error) {
	if len(subjects) == 0 {
		return nil, nil
	}
	query, args, err := expand("SELECT "+momentColumns+" FROM moment WHERE kind IN (?) AND subject IN (?)", kinds, subjects)
	if err != nil {
		return nil, err
	}
	return many(ctx, s.read, scanMoment, query, args...)
}

// DueMoments lists up to limit Moments that are due, that nobody works on, and
// that were not woken since wokenBefore; the longest due first.
func (s *Store) DueMoments(ctx context.Context, now, wokenBefore time.Time, limit int) ([]program.Moment, error) {
	return many(ctx, s.read, scanMoment, "SELECT "+momentColumns+` FROM moment
		WHERE due_at <= ? AND (lease_until IS NULL OR lease_until <= ?) AND (woken_at IS NULL OR woken_at <= ?) ORDER BY due_at, id LIMIT ?`,
		stamp(now), stamp(now), stamp(wokenBefore), limit)
}

// WakeMoments gives each Moment its next generation, under which it is woken,
// and returns those that are still the caller's to wake.
func (s *Store) WakeMoments(ctx context.Context, moments []program.Moment, now time.Time) ([]program.Moment, error) {
	var woken []program.Moment
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		woken = nil
		for _, m := range moments {
			ok, err := changed(ctx, tx, "UPDATE moment SET generation = generation + 1, woken_at = ? WHERE id = ? AND generation = ?", stamp(now), m.ID, m.Generation)
			if err != nil {
				return err
			}
			if ok {
				m.Generation++
				woken = append(woken, m)
			}
		}
		return nil
	})
	return woken, err
}

// StartMoment takes a due Moment under a lease. It returns
// program.ErrConflict when the Moment has gone, is not due, has another
// generation, or is being worked on.
func (s *Store) StartMoment(ctx context.Context, id program.ID, generation int, now time.Time, lease time.Duration) (program.Moment, error) {
	var m program.Moment
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		ok, err := changed(ctx, tx, `UPDATE moment SET fence = fence + 1, lease_until = ?
			WHERE id = ? AND generation = ? AND due_at <= ? AND (lease_until IS NULL OR lease_until <= ?)`, stamp(now.Add(lease)), id, generation, stamp(now), stamp(now))
		if err != nil {
			return err
		}
		if !ok {
			return program.ErrConflict
		}
		m, err = one(ctx, tx, scanMoment, "SELECT "+momentColumns+" FROM moment WHERE id = ?", id)
		return err
	})
	return m, err
}

// FinishMoment ends a Moment that StartMoment returned. One that was given
// another due time meanwhile stays, free to be taken again.
func (s *Store) FinishMoment(ctx context.Context, m program.Moment) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		done, err := changed(ctx, tx, "DELETE FROM moment WHERE id = ? AND fence = ? AND due_at = ?", m.ID, m.Fence, stamp(m.Due))
		if err != nil || done {
			return err
		}
		return releaseMoment(ctx, tx, m)
	})
}

// RetryMoment puts a Moment whose job failed back to a later time, with the
// reason. One that was given another due time meanwhile keeps it.
func (s *Store) RetryMoment(ctx context.Context, m program.Moment, at time.Time, reason string) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		put, err := changed(ctx, tx, `UPDATE moment SET due_at = ?, attempts = attempts + 1, error = ?, lease_until = NULL, woken_at = NULL
			WHERE id = ? AND fence = ? AND due_at = ?`, stamp(at), clip(reason), m.ID, m.Fence, stamp(m.Due))
		if err != nil || put {
			return err
		}
		return releaseMoment(ctx, tx, m)
	})
}

func releaseMoment(ctx context.Context, tx *sqlx.Tx, m program.Moment) error {
	_, err := changed(ctx, tx, "UPDATE moment SET lease_until = NULL, woken_at = NULL WHERE id = ? AND fence = ?", m.ID, m.Fence)
	return err
}

// NextDue returns when the next thing is due after now: a Moment, a row of the
// Outbox that no switch stops, or the decision about one whose fate is
// unknown. It is zero when nothing is.
func (s *Store) NextDue(ctx context.Context, now time.Time) (time.Time, error) {
	message, args, err := s.dueMessages(ctx, s.read, "SELECT MIN(next_at) FROM outbox WHERE state = 'pending' AND "+anyShard+" AND next_at > ?", stamp(now))
	if err != nil {
		return time.Time{}, err
	}
	again, kinds := goesAgain()
	unknown, unknowns, err := expand("SELECT MIN(next_at) FROM outbox WHERE state = 'unknown' AND "+anyShard+" AND next_at > ? AND "+again, slices.Concat([]any{stamp(now)}, kinds)...)
	if err != nil {
		return time.Time{}, err
	}
	var next time.Time
	for _, q := range []struct {
		query string
		args  []any
	}{
		{"SELECT MIN(due_at) FROM moment WHERE due_at > ?", []any{stamp(now)}},
		{message, args},
		{unknown, unknowns},
	} {
		var t time.Time
		if err := s.read.QueryRowxContext(ctx, q.query, q.args...).Scan(timeOf{&t}); err != nil {
			return time.Time{}, err
		}
		if next.IsZero() || !t.IsZero() && t.Before(next) {
			next = t
		}
	}
	return next, nil
}
