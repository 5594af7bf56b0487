package db

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// Recovered are the rows that a recovery has moved.
type Recovered struct {
	Freed   []program.ID // were claimed: nothing has left, they wait again
	Unknown []program.ID // were being sent
	Waiting []program.ID // were being sent, and wait for a person now
	Again   []program.ID // were unknown, and go again
}

// Interrupted are the rows that a worker has left behind.
func (r Recovered) Interrupted() []program.ID { return slices.Concat(r.Freed, r.Unknown, r.Waiting) }

// goesAgain is the condition of a row that goes once more by itself where it is
// unknown, with its arguments.
func goesAgain() (string, []any) {
	of := map[program.UnknownPolicy][]program.Kind{}
	for _, k := range slices.Concat(program.Kinds(), program.EventKinds()) {
		rule, _ := k.Rule()
		of[rule.Unknown] = append(of[rule.Unknown], k)
	}
	return "(kind IN (?) OR resends = 0 AND kind IN (?))", []any{of[program.AgainAlways], of[program.AgainOnce]}
}

// WaitingForAPerson says how many rows of each Program are unknown and will not
// go again by themselves.
func (s *Store) WaitingForAPerson(ctx context.Context) (map[program.ID]int, error) {
	again, kinds := goesAgain()
	query, args, err := expand("SELECT program_id, COUNT(*) FROM outbox WHERE state = 'unknown' AND NOT "+again+" GROUP BY program_id", kinds...)
	if err != nil {
		return nil, err
	}
	return counts[program.ID](ctx, s.read, query, args...)
}

// RecoverMessages finds what was interrupted: a claim whose lease has passed
// goes back to pending, for nothing has left; a row that was sending is
// unknown; an unknown row whose kind says so goes again, under the same
// ids. It returns the rows it moved.
func (s *Store) RecoverMessages(ctx context.Context, now, decideAt time.Time) (Recovered, error) {
	again, kinds := goesAgain()
	const unknown = "state = 'unknown', reason = 'interrupted while sending', lease_until = NULL, next_at = ?, left_at = COALESCE(left_at, ?)"
	var r Recovered
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		r = Recovered{}
		for _, step := range []struct {
			moved  *[]program.ID
			where  string
			args   []any
			set    string
			values []any
		}{
			{&r.Again, "state = 'unknown' AND next_at <= ? AND " + again, slices.Concat([]any{stamp(now)}, kinds), "state = 'pending', resends = resends + 1", nil},
			{&r.Freed, "state = 'claimed' AND lease_until <= ?", []any{stamp(now)}, "state = 'pending', lease_until = NULL", nil},
			{&r.Waiting, "state = 'sending' AND lease_until <= ? AND NOT " + again, slices.Concat([]any{stamp(now)}, kinds), unknown, []any{stamp(decideAt), stamp(now)}},
			{&r.Unknown, "state = 'sending' AND lease_until <= ?", []any{stamp(now)}, unknown, []any{stamp(decideAt), stamp(now)}},
		} {
			query, args, err := expand("SELECT id FROM outbox WHERE "+step.where+s.dialect.forUpdate(), step.args...)
			if err != nil {
				return err
			}
			if *step.moved, err = many(ctx, tx, scanOf[program.ID], query, args...); err != nil {
				return err
			}
			for ids := range slices.Chunk(*step.moved, maxPlaceholders/2) {
				query, args, err := expand("UPDATE outbox SET "+step.set+" WHERE id IN (?) AND "+step.where, slices.Concat(step.values, []any{ids}, step.args)...)
				if err != nil {
					return err
				}
				if _, err := affected(ctx, tx, query, args...); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return r, err
}
