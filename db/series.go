package db

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const (
	seriesColumns  = "id, pairing_id, program_id, uid, sequence, organizer, zone, first_local, minutes, every, sessions, skipped, state, created_at, event_id, number, of_all"
	sessionColumns = "id, series_id, pairing_id, program_id, number, starts_at, ends_at, state, original_at, sequence"
)

func (s *Store) insertSeries(ctx context.Context, tx *sqlx.Tx, batch []OpenedPairing) error {
	var series, sessions [][]any
	for _, b := range batch {
		for _, r := range b.Series {
			series = append(series, []any{r.ID, r.PairingID, r.ProgramID, r.UID, r.Sequence, r.Organizer, r.Zone, stamp(r.FirstLocal), int(r.Duration / time.Minute),
				r.Every.String(), r.Count, jsonText(r.Skipped), program.SeriesPlanned, stamp(r.CreatedAt), r.EventID, r.Number, r.Of})
		}
		for _, m := range b.Sessions {
			sessions = append(sessions, []any{m.ID, m.SeriesID, m.PairingID, m.ProgramID, m.Number, stamp(m.StartsAt), stamp(m.EndsAt), program.SessionPlanned, stamp(m.Original), m.Sequence})
		}
	}
	if err := s.insert(ctx, tx, "series", seriesColumns, "id", nil, series); err != nil {
		return err
	}
	return s.insert(ctx, tx, "session", sessionColumns, "id", nil, sessions)
}

func scanSeries(row scanner) (r program.Series, err error) {
	var minutes int
	var every string
	err = row.Scan(&r.ID, &r.PairingID, &r.ProgramID, &r.UID, &r.Sequence, &r.Organizer, &r.Zone, timeOf{&r.FirstLocal}, &minutes, &every, &r.Count,
		jsonOf{&r.Skipped}, &r.State, timeOf{&r.CreatedAt}, &r.EventID, &r.Number, &r.Of)
	if err != nil {
		return r, err
	}
	r.Duration = time.Duration(minutes) * time.Minute
	r.Every, err = program.ParseLength(every)
	return r, err
}

// SeriesOf lists the Series of a Pairing in order, ended ones too.
func (s *Store) SeriesOf(ctx context.Context, pairingID program.ID) ([]program.Series, error) {
	return many(ctx, s.read, scanSeries, "SELECT "+seriesColumns+" FROM series WHERE pairing_id = ? ORDER BY number, created_at, id", pairingID)
}

func scanSession(row scanner) (m program.Session, err error) {
	err = row.Scan(&m.ID, &m.SeriesID, &m.PairingID, &m.ProgramID, &m.Number, timeOf{&m.StartsAt}, timeOf{&m.EndsAt}, &m.State, timeOf{&m.Original}, &m.Sequence)
	return m, err
}

// Series returns one Series, or program.ErrNotFound.
func (s *Store) Series(ctx context.Context, id program.ID) (program.Series, error) {
	return one(ctx, s.read, scanSeries, "SELECT "+seriesColumns+" FROM series WHERE id = ?", id)
}

// SeriesByEvent returns the Series with this event on Google, or program.ErrNotFound.
func (s *Store) SeriesByEvent(ctx context.Context, eventID string) (program.Series, error) {
	return one(ctx, s.read, scanSeries, "SELECT "+seriesColumns+" FROM series WHERE event_id = ? AND event_id <> ''", eventID)
}

// EventOrganizers lists on whose Google calendars events go on.
func (s *Store) EventOrganizers(ctx context.Context) ([]program.Address, error) {
	return many(ctx, s.read, scanOf[program.Address], "SELECT DISTINCT organizer FROM series WHERE event_id <> '' AND state IN ('planned', 'invited', 'changed') ORDER BY organizer")
}

// Session returns one Session, or program.ErrNotFound.
func (s *Store) Session(ctx context.Context, id program.ID) (program.Session, error) {
	return one(ctx, s.read, scanSession, "SELECT "+sessionColumns+" FROM session WHERE id = ?", id)
}

// Sessions lists the Sessions of a Pairing in order.
func (s *Store) Sessions(ctx context.Context, pairingID program.ID) ([]program.Session, error) {
	return many(ctx, s.read, scanSession, "SELECT "+sessionColumns+" FROM session WHERE pairing_id = ? ORDER BY starts_at, id", pairingID)
}

// SessionCounts says how many Sessions of a Program are in each state.
func (s *Store) SessionCounts(ctx context.Context, programID program.ID) (map[program.SessionState]int, error) {
	return counts[program.SessionState](ctx, s.read, "SELECT state, COUNT(*) FROM session WHERE program_id = ? GROUP BY state", programID)
}

// AnswerMet stores whether a member met; the last answer counts until the
// Session closes. It returns program.ErrClosed afterwards.
func (s *Store) AnswerMet(ctx context.Context, sessionID, participantID program.ID, yes bool, now time.Time) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		state, err := one(ctx, tx, scanOf[program.SessionState], "SELECT state FROM session WHERE id = ?"+s.dialect.forUpdate(), sessionID)
		if err != nil {
			return err
		}
		if state != program.SessionInvited {
			return program.ErrClosed
		}
		n := 0
		if yes {
			n = 1
		}
		return s.insert(ctx, tx, "met", "session_id, participant_id, yes, answered_at", "session_id, participant_id", []string{"yes", "answered_at"},
			[][]any{{sessionID, participantID, n, stamp(now)}})
	})
}

// MetAnswers returns who answered of a Session, and what.
func (s *Store) MetAnswers(ctx context.Context, sessionID program.ID) (map[program.ID]bool, error) {
	return metAnswers(ctx, s.read, sessionID)
}

func metAnswers(ctx context.Context, q sqlx.QueryerContext, sessionID program.ID) (map[program.ID]bool, error) {
	ones, err := counts[program.ID](ctx, q, "SELECT participant_id, yes FROM met WHERE session_id = ?", sessionID)
	answers := make(map[program.ID]bool, len(ones))
	for id, n := range ones {
		answers[id] = n == 1
	}
	return answers, err
}

// CloseSession fixes what became of a Session that was invited, by all that its
// members have answered until now, and reports whether this call did.
func (s *Store) CloseSession(ctx context.Context, id program.ID, e Effects) (bool, error) {
	closed := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		// An answer that is being saved is either read below or finds the Session closed.
		if _, err := one(ctx, tx, scanOf[program.SessionState], "SELECT state FROM session WHERE id = ?"+s.dialect.forUpdate(), id); err != nil {
			return err
		}
		answers, err := metAnswers(ctx, tx, id)
		if err != nil {
			return err
		}
		closed, err = changed(ctx, tx, "UPDATE session SET state = ? WHERE id = ? AND state = 'invited'", program.Met(slices.Collect(maps.Values(answers))), id)
		if err != nil || !closed {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return closed, err
}
