package db

import (
	"context"
	"errors"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// MeetingChange is a Series at its next SEQUENCE, and those of its Sessions that
// change with it.
type MeetingChange struct {
	Pairing  program.Pairing   // between whom: it must be at this revision
	Series   program.Series    // as it is to be; of its State only whether it has ended counts
	Next     *program.Series   // what goes on in its place, where it ends here
	Sessions []program.Session // as they are to be

	// Asked are the Moments for which this is done, and which end with it unless they
	// have been given another due time.
	Asked []program.Moment

	// Free are those at whose hours no member may meet others.
	Free []program.Session

	// Superseded are rows that have not begun to leave, and shall not: the effects
	// tell of more than they did.
	Superseded []program.ID
}

// ChangeMeetings stores a change of meetings that are invited, and takes back the
// agendas of the changed Sessions that have not begun to leave. It returns
// program.ErrConflict, and changes nothing, where others meet, the Series has another
// SEQUENCE than the one before the change's, a Session is over, a member meets others at
// an hour that is to be free, or what is superseded has begun to leave.
func (s *Store) ChangeMeetings(ctx context.Context, c MeetingChange, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		revision, err := one(ctx, tx, scanOf[int], "SELECT revision FROM pairing WHERE id = ? AND state = 'introduced'"+s.dialect.forUpdate(), c.Pairing.ID)
		if errors.Is(err, program.ErrNotFound) || err == nil && revision != c.Pairing.Revision {
			return program.ErrConflict
		}
		if err != nil {
			return err
		}
		r := c.Series
		if err := s.holdFree(ctx, tx, r.PairingID, c.Free); err != nil {
			return err
		}
		state := program.SeriesChanged
		if r.State == program.SeriesEnded {
			state = program.SeriesEnded
		}
		ok, err := changed(ctx, tx, `UPDATE series SET sequence = ?, zone = ?, first_local = ?, sessions = ?, skipped = ?, state = ?
			WHERE id = ? AND sequence = ? AND state IN ('invited', 'changed')`,
			r.Sequence, r.Zone, stamp(r.FirstLocal), r.Count, jsonText(r.Skipped), state, r.ID, r.Sequence-1)
		if err != nil {
			return err
		}
		if !ok {
			return program.ErrConflict
		}
		if c.Next != nil {
			if err := s.insertSeries(ctx, tx, []OpenedPairing{{Series: []program.Series{*c.Next}}}); err != nil {
				return err
			}
			if _, err := changed(ctx, tx, "UPDATE series SET state = 'invited' WHERE id = ? AND state = 'planned'", c.Next.ID); err != nil {
				return err
			}
		}
		for _, id := range c.Superseded {
			ok, err := changed(ctx, tx, "UPDATE outbox SET state = 'cancelled', reason = 'changed again', fence = fence + 1, lease_until = NULL WHERE id = ? AND state IN ('held', 'pending', 'claimed')", id)
			if err != nil {
				return err
			}
			if !ok { // it has begun to leave
				return program.ErrConflict
			}
		}
		for _, m := range c.Asked {
			if _, err := changed(ctx, tx, "DELETE FROM moment WHERE id = ? AND due_at = ?", m.ID, stamp(m.Due)); err != nil {
				return err
			}
		}
		for _, m := range c.Sessions {
			if err := s.changeSession(ctx, tx, m); err != nil {
				return err
			}
		}
		return s.writeEffects(ctx, tx, e)
	})
}

// holdFree makes changes of the meetings of the same People wait for each other. It
// returns program.ErrConflict where one who is in a Pairing meets others at the hours of
// Sessions of it.
func (s *Store) holdFree(ctx context.Context, tx *sqlx.Tx, pairing program.ID, sessions []program.Session) error {
	if len(sessions) == 0 {
		return nil
	}
	people, err := many(ctx, tx, scanOf[program.ID], `SELECT participant.person_id FROM pairing_member
		JOIN participant ON participant.id = pairing_member.participant_id WHERE pairing_member.pairing_id = ? AND pairing_member.left_at IS NULL`, pairing)
	if err != nil || len(people) == 0 {
		return err
	}
	query, args, err := expand("SELECT id FROM person WHERE id IN (?) ORDER BY id"+s.dialect.forUpdate(), people)
	if err != nil {
		return err
	}
	if _, err := many(ctx, tx, scanOf[program.ID], query, args...); err != nil {
		return err
	}
	from, to := sessions[0].StartsAt, sessions[0].EndsAt
	for _, m := range sessions {
		if m.StartsAt.Before(from) {
			from = m.StartsAt
		}
		if m.EndsAt.After(to) {
			to = m.EndsAt
		}
	}
	meetings, err := meetingsOf(ctx, tx, people, from, to)
	for _, other := range meetings {
		meets := func(m program.Session) bool {
			return other.StartsAt.Before(m.EndsAt) && m.StartsAt.Before(other.EndsAt)
		}
		if other.PairingID != pairing && slices.ContainsFunc(sessions, meets) {
			return program.ErrConflict
		}
	}
	return err
}

func (s *Store) changeSession(ctx context.Context, tx *sqlx.Tx, m program.Session) error {
	was, err := one(ctx, tx, scanSession, "SELECT "+sessionColumns+" FROM session WHERE id = ?"+s.dialect.forUpdate(), m.ID)
	if err != nil {
		return err
	}
	ok, err := changed(ctx, tx, "UPDATE session SET series_id = ?, starts_at = ?, ends_at = ?, original_at = ?, state = ?, sequence = ? WHERE id = ? AND state = 'invited'",
		m.SeriesID, stamp(m.StartsAt), stamp(m.EndsAt), stamp(m.Original), m.State, m.Sequence, m.ID)
	if err != nil {
		return err
	}
	if !ok {
		return program.ErrConflict
	}
	if was.StartsAt.Equal(m.StartsAt) && m.State == was.State {
		return nil
	}
	if _, err := affected(ctx, tx, "DELETE FROM reply WHERE session_id = ?", m.ID); err != nil { // of another hour
		return err
	}
	_, err = affected(ctx, tx, "DELETE FROM outbox WHERE object_id = ? AND kind = ? AND state IN ('held', 'pending', 'claimed')", m.ID, program.SessionAgenda)
	return err
}

// WriteOf stores effects that speak of a Session at its hour. It returns
// program.ErrConflict, and stores nothing, where the Session is at another by now.
func (s *Store) WriteOf(ctx context.Context, m program.Session, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		now, err := one(ctx, tx, scanSession, "SELECT "+sessionColumns+" FROM session WHERE id = ?"+s.dialect.forUpdate(), m.ID)
		if err != nil {
			return err
		}
		if !now.StartsAt.Equal(m.StartsAt) || now.State != m.State {
			return program.ErrConflict
		}
		return s.writeEffects(ctx, tx, e)
	})
}
