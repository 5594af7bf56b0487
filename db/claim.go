package db

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// ClaimMessages takes up to limit rows of a shard that are due and pass the
// gate. A row that may never leave is cancelled on the way; one that must wait
// stays pending and is looked at again when the gate says, or a minute later,
// or, the longer it has waited, up to an hour. They are the oldest and in that
// order, but an introduction comes before the calendar invitation that follows
// it. The rows are the caller's until lease has passed, and are dated now, but for
// those that may have left before under the same Message-ID: they read as they did
// then. It returns none only when none is due.
func (s *Store) ClaimMessages(ctx context.Context, shard, limit int, now time.Time, lease time.Duration) ([]program.OutboxRow, error) {
	for {
		claimed, seen, err := s.claimBatch(ctx, shard, limit, now, lease)
		if err != nil || len(claimed) > 0 || seen == 0 {
			return claimed, err
		}
	}
}

// claimBatch looks at up to limit rows, all of which it claims, cancels or
// defers, and says how many it saw.
func (s *Store) claimBatch(ctx context.Context, shard, limit int, now time.Time, lease time.Duration) (claimed []program.OutboxRow, seen int, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		claimed, seen = nil, 0
		query, args, err := s.dueMessages(ctx, tx, "SELECT id FROM outbox WHERE shard = ? AND state = 'pending' AND next_at <= ?", shard, stamp(now))
		if err != nil {
			return err
		}
		ids, err := many(ctx, tx, scanOf[program.ID], query+" ORDER BY next_at, id LIMIT ?"+s.dialect.skipLocked(), append(args, limit)...)
		if err != nil || len(ids) == 0 {
			return err
		}
		if ids, err = s.introductionsFirst(ctx, tx, ids, limit, now); err != nil {
			return err
		}
		seen = len(ids)
		candidates, err := s.withFacts(ctx, tx, ids, now)
		if err != nil {
			return err
		}
		pass, err := s.turnAway(ctx, tx, candidates, now)
		if err != nil || len(pass) == 0 {
			return err
		}
		query, args, err = expand("UPDATE outbox SET state = 'claimed', fence = fence + 1, lease_until = ?, dated = CASE WHEN resends = 0 THEN ? ELSE dated END WHERE id IN (?) AND state = 'pending'",
			stamp(now.Add(lease)), stamp(now), idsOf(pass))
		if err != nil {
			return err
		}
		if _, err := affected(ctx, tx, query, args...); err != nil {
			return err
		}
		for _, r := range pass {
			r.Fence++
			r.State = program.OutboxClaimed
			if r.Resends == 0 {
				r.Date = now.UTC().Truncate(time.Microsecond)
			}
			claimed = append(claimed, r)
		}
		return nil
	})
	return claimed, seen, err
}

// introductionsFirst puts before these rows the due introductions that the
// calendar invitations among them follow, and leaves out what is too many then.
func (s *Store) introductionsFirst(ctx context.Context, tx *sqlx.Tx, ids []program.ID, limit int, now time.Time) ([]program.ID, error) {
	query, args, err := expand(`SELECT introduction.id FROM outbox
		JOIN outbox introduction ON introduction.pairing_id = outbox.pairing_id AND introduction.participant_id = outbox.participant_id
		WHERE outbox.id IN (?) AND outbox.kind = 'invitation' AND introduction.kind = 'introduction' AND introduction.state = 'pending'
		AND introduction.next_at <= ?`+s.dialect.skipLocked(), ids, stamp(now))
	if err != nil {
		return nil, err
	}
	first, err := many(ctx, tx, scanOf[program.ID], query, args...)
	if err != nil || len(first) == 0 {
		return ids, err
	}
	for _, id := range ids {
		if !slices.Contains(first, id) {
			first = append(first, id)
		}
	}
	return first[:min(limit, len(first))], nil
}

// dueMessages adds to a query over pending rows the conditions that leave out
// what a switch stops, so that such rows are not read again and again.
func (s *Store) dueMessages(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (string, []any, error) {
	type position struct {
		id program.ID
		at program.Switch
	}
	scan := func(row scanner) (p position, err error) { return p, row.Scan(&p.id, &p.at) }
	stopped, err := many(ctx, q, scan, "SELECT id, pairing_switch FROM program WHERE pairing_switch <> 'on'")
	if err != nil {
		return "", nil, err
	}
	off := map[program.Switch][]program.ID{}
	for _, p := range stopped {
		off[p.at] = append(off[p.at], p.id)
	}
	if ids := off[program.SwitchAllOff]; len(ids) > 0 {
		query, args = query+" AND NOT (program_id IN (?) AND class <> 'control')", append(args, ids)
	}
	if ids := off[program.SwitchOff]; len(ids) > 0 {
		query, args = query+" AND NOT (program_id IN (?) AND class = 'gated')", append(args, ids)
	}
	return expand(query, args...)
}

// MarkSending asks the gate a last time for rows the caller has claimed and
// marks those that pass as sending; only these may be handed to a server. The
// rows that the gate looks at are locked meanwhile, so that nothing passes
// once a switch, an undo, an ended pairing or a suppression has been committed.
func (s *Store) MarkSending(ctx context.Context, claimed []program.OutboxRow, now time.Time, lease time.Duration) (map[program.ID]bool, error) {
	if len(claimed) == 0 {
		return nil, nil
	}
	var marked map[program.ID]bool
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		marked = make(map[program.ID]bool, len(claimed))
		if err := s.lockFacts(ctx, tx, claimed); err != nil {
			return err
		}
		fresh, err := s.withFacts(ctx, tx, idsOf(claimed), now)
		if err != nil {
			return err
		}
		fence := make(map[program.ID]int, len(claimed))
		for _, r := range claimed {
			fence[r.ID] = r.Fence
		}
		mine := fresh[:0]
		for _, c := range fresh {
			if c.row.State == program.OutboxClaimed && c.row.Fence == fence[c.row.ID] {
				mine = append(mine, c)
			}
		}
		pass, err := s.turnAway(ctx, tx, mine, now)
		if err != nil {
			return err
		}
		for _, r := range pass {
			ok, err := changed(ctx, tx, "UPDATE outbox SET state = 'sending', lease_until = ? WHERE id = ? AND fence = ? AND state = 'claimed'", stamp(now.Add(lease)), r.ID, r.Fence)
			if err != nil {
				return err
			}
			if ok {
				marked[r.ID] = true
			}
		}
		return nil
	})
	return marked, err
}

// StillPasses asks the gate about a row that is sending: a server may take long
// over the rows that were marked with it. It returns why the row may not leave,
// or "".
func (s *Store) StillPasses(ctx context.Context, row program.OutboxRow, now time.Time) (string, error) {
	fresh, err := s.withFacts(ctx, s.read, []program.ID{row.ID}, now)
	if err != nil {
		return "", err
	}
	for _, c := range fresh {
		if c.row.PairingRevision != row.PairingRevision { // it was composed again meanwhile
			return "the pairing has other members now", nil
		}
		if passage, why, _ := program.Gate(c.row, c.facts, now); passage != program.Pass {
			return why, nil
		}
	}
	return "", nil
}

// turnAway cancels or defers the candidates that the gate does not let pass
// and returns the others.
func (s *Store) turnAway(ctx context.Context, tx *sqlx.Tx, all []candidate, now time.Time) ([]program.OutboxRow, error) {
	var pass []program.OutboxRow
	daily := map[program.ID]bool{} // people for whom one of these already passes
	for _, c := range all {
		if daily[c.row.PersonID] {
			c.facts.LastDaily = now
		}
		passage, why, until := program.Gate(c.row, c.facts, now)
		var err error
		switch passage {
		case program.Pass:
			pass = append(pass, c.row)
			daily[c.row.PersonID] = daily[c.row.PersonID] || hasPace(c.row.Kind, program.Daily)
		case program.Wait:
			if until.IsZero() {
				until = now.Add(patience(c.row, now))
			}
			_, err = changed(ctx, tx, "UPDATE outbox SET state = 'pending', lease_until = NULL, reason = ?, next_at = ? WHERE id = ? AND fence = ? AND state = ?",
				why, stamp(until), c.row.ID, c.row.Fence, c.row.State)
		case program.Cancel:
			_, err = changed(ctx, tx, "UPDATE outbox SET state = 'cancelled', lease_until = NULL, reason = ? WHERE id = ? AND fence = ? AND state = ?",
				why, c.row.ID, c.row.Fence, c.row.State)
		}
		if err != nil {
			return nil, err
		}
	}
	return pass, nil
}

func idsOf(rows []program.OutboxRow) []program.ID {
	ids := make([]program.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// patience is how long a row that must wait is left alone: a minute in its
// first hour, then a quarter of the time since, up to an hour.
func patience(row program.OutboxRow, now time.Time) time.Duration {
	return min(time.Hour, max(time.Minute, (now.Sub(row.Due)-time.Hour)/4))
}
