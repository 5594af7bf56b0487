package db

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const roundColumns = "id, program_id, number, state, reason, seed, created_at"

func scanRound(row scanner) (r program.Round, err error) {
	err = row.Scan(&r.ID, &r.ProgramID, &r.Number, &r.State, &r.Reason, &r.Seed, timeOf{&r.CreatedAt})
	return r, err
}

// CreateRound stores a Round that is due. A Round of the same number that
// exists is left alone, and so are its effects.
func (s *Store) CreateRound(ctx context.Context, r program.Round, e Effects) error {
	return s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := s.insertRounds(ctx, tx, []program.Round{r}); err != nil {
			return err
		}
		stored, err := one(ctx, tx, scanRound, "SELECT "+roundColumns+" FROM round WHERE program_id = ? AND number = ?", r.ProgramID, r.Number)
		if err != nil || stored.ID != r.ID {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
}

func (s *Store) insertRounds(ctx context.Context, tx *sqlx.Tx, rounds []program.Round) error {
	rows := make([][]any, len(rounds))
	for i, r := range rounds {
		rows[i] = []any{r.ID, r.ProgramID, r.Number, program.RoundDue, "", r.Seed, stamp(r.CreatedAt)}
	}
	return s.insert(ctx, tx, "round", roundColumns, "id", nil, rows)
}

// Round returns one Round, or program.ErrNotFound.
func (s *Store) Round(ctx context.Context, id program.ID) (program.Round, error) {
	return one(ctx, s.read, scanRound, "SELECT "+roundColumns+" FROM round WHERE id = ?", id)
}

// Rounds lists the Rounds of a Program, oldest first.
func (s *Store) Rounds(ctx context.Context, programID program.ID) ([]program.Round, error) {
	return many(ctx, s.read, scanRound, "SELECT "+roundColumns+" FROM round WHERE program_id = ? ORDER BY number", programID)
}

// MoveRound takes a Round from one state to another and reports whether it
// was there to take.
func (s *Store) MoveRound(ctx context.Context, id program.ID, from, to program.RoundState, reason string, e Effects) (bool, error) {
	moved := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		moved, err = changed(ctx, tx, "UPDATE round SET state = ?, reason = ? WHERE id = ? AND state = ?", to, clip(reason), id, from)
		if err != nil || !moved {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return moved, err
}

// Earlier lists the pairs of Participants of a Program who have been paired
// before, whatever became of it, and when. Undone pairings do not count.
func (s *Store) Earlier(ctx context.Context, programID program.ID) ([]program.Earlier, error) {
	return many(ctx, s.read, func(row scanner) (e program.Earlier, err error) {
		var at time.Time
		err = row.Scan(&e.Members[0], &e.Members[1], timeOf{&at})
		e.On = program.DateOf(at)
		return e, err
	}, `SELECT a.participant_id, b.participant_id, pairing.created_at FROM pairing
		JOIN pairing_member a ON a.pairing_id = pairing.id
		JOIN pairing_member b ON b.pairing_id = pairing.id AND a.participant_id < b.participant_id
		WHERE pairing.program_id = ? AND pairing.state <> 'cancelled' ORDER BY a.participant_id, b.participant_id`, programID)
}

// Paired lists the Participants of a Program who are in a Pairing that is
// held or introduced.
func (s *Store) Paired(ctx context.Context, programID program.ID) (map[program.ID]bool, error) {
	ids, err := many(ctx, s.read, scanOf[program.ID], `SELECT DISTINCT pairing_member.participant_id FROM pairing
		JOIN pairing_member ON pairing_member.pairing_id = pairing.id
		WHERE pairing.program_id = ? AND pairing.state IN ('held', 'introduced') AND pairing_member.left_at IS NULL`, programID)
	paired := make(map[program.ID]bool, len(ids))
	for _, id := range ids {
		paired[id] = true
	}
	return paired, err
}

// Introduced lists the Participants of a Program who have been introduced to a
// partner, also where they have left since, with when they first were. Whose
// introduction has not begun to leave, or was cancelled, has not been.
func (s *Store) Introduced(ctx context.Context, programID program.ID) (map[program.ID]time.Time, error) {
	introduced := make(map[program.ID]time.Time)
	_, err := many(ctx, s.read, func(row scanner) (id program.ID, err error) {
		var at time.Time
		err = row.Scan(&id, timeOf{&at})
		introduced[id] = at
		return id, err
	}, `SELECT pairing_member.participant_id, MIN(pairing.introduced_at) FROM pairing
		JOIN pairing_member ON pairing_member.pairing_id = pairing.id
		WHERE pairing.program_id = ? AND pairing.introduced_at IS NOT NULL AND (pairing_member.left_at IS NULL OR pairing_member.left_at >= pairing.introduced_at)
		AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.pairing_id = pairing.id AND outbox.participant_id = pairing_member.participant_id
			AND outbox.kind = 'introduction' AND outbox.state IN ('held', 'pending', 'claimed', 'cancelled') AND outbox.left_at IS NULL)
		GROUP BY pairing_member.participant_id`, programID)
	return introduced, err
}

// SaveDraft stores a Draft with its Proposals. It is then the only one of the
// Program that waits: those before it are superseded, and other Rounds that
// waited with one are discarded, because theirs are the same people. It reports
// false when the Round is neither running nor drafted, or already has this
// revision.
func (s *Store) SaveDraft(ctx context.Context, d program.Draft, proposals []program.Proposal, now time.Time, e Effects) (bool, error) {
	saved := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) (err error) {
		saved = false
		if _, err := one(ctx, tx, scanOf[program.ID], "SELECT id FROM program WHERE id = ?"+s.dialect.forUpdate(), d.ProgramID); err != nil {
			return err
		}
		if _, err := one(ctx, tx, scanOf[program.RoundState], "SELECT state FROM round WHERE id = ?"+s.dialect.forUpdate(), d.RoundID); err != nil {
			return err
		}
		latest, err := one(ctx, tx, scanOf[int], "SELECT COALESCE(MAX(revision), 0) FROM draft WHERE round_id = ?", d.RoundID)
		if err != nil || latest != d.Revision-1 {
			return err
		}
		if saved, err = changed(ctx, tx, "UPDATE round SET state = 'drafted' WHERE id = ? AND state IN ('running', 'drafted')", d.RoundID); err != nil || !saved {
			return err
		}
		if _, err := affected(ctx, tx, "UPDATE round SET state = 'discarded', reason = 'another round has a newer draft' WHERE program_id = ? AND id <> ? AND state = 'drafted'", d.ProgramID, d.RoundID); err != nil {
			return err
		}
		if _, err := affected(ctx, tx, "UPDATE draft SET state = 'superseded', decided_at = ? WHERE program_id = ? AND state = 'ready'", stamp(now), d.ProgramID); err != nil {
			return err
		}
		if err := s.insertDraft(ctx, tx, d, proposals); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return saved, err
}

func (s *Store) insertDraft(ctx context.Context, tx *sqlx.Tx, d program.Draft, proposals []program.Proposal) error {
	row := []any{d.ID, d.RoundID, d.ProgramID, d.Revision, program.DraftReady, d.Digest, d.ProgramVersion, jsonText(d.Summary), stamp(d.CreatedAt), stamp(d.ExpiresAt)}
	if err := s.insert(ctx, tx, "draft", "id, round_id, program_id, revision, state, digest, program_version, summary, created_at, expires_at", "id", nil, [][]any{row}); err != nil {
		return err
	}
	rows := make([][]any, len(proposals))
	for i, p := range proposals {
		rows[i] = []any{p.ID, d.ID, p.Ordinal, jsonText(p.Members), p.Score, jsonText(p.Reasons)}
	}
	return s.insert(ctx, tx, "proposal", "id, draft_id, ordinal, members, score, reasons", "id", nil, rows)
}
