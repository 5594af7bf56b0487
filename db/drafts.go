package db

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const draftColumns = "id, round_id, program_id, revision, state, digest, program_version, summary, created_at, expires_at, decided_at, decided_by, undo_until"

func scanDraft(row scanner) (d program.Draft, err error) {
	err = row.Scan(&d.ID, &d.RoundID, &d.ProgramID, &d.Revision, &d.State, &d.Digest, &d.ProgramVersion, jsonOf{&d.Summary},
		timeOf{&d.CreatedAt}, timeOf{&d.ExpiresAt}, timeOf{&d.DecidedAt}, &d.DecidedBy, timeOf{&d.UndoUntil})
	return d, err
}

// Draft returns one Draft, or program.ErrNotFound.
func (s *Store) Draft(ctx context.Context, id program.ID) (program.Draft, error) {
	return one(ctx, s.read, scanDraft, "SELECT "+draftColumns+" FROM draft WHERE id = ?", id)
}

// LatestDraft returns the newest Draft of a Round, or program.ErrNotFound.
func (s *Store) LatestDraft(ctx context.Context, roundID program.ID) (program.Draft, error) {
	return one(ctx, s.read, scanDraft, "SELECT "+draftColumns+" FROM draft WHERE round_id = ? ORDER BY revision DESC LIMIT 1", roundID)
}

// DraftsIn lists the Drafts of a Program in a state, oldest first.
func (s *Store) DraftsIn(ctx context.Context, programID program.ID, state program.DraftState) ([]program.Draft, error) {
	return many(ctx, s.read, scanDraft, "SELECT "+draftColumns+" FROM draft WHERE program_id = ? AND state = ? ORDER BY created_at, id", programID, state)
}

// Proposals lists a Draft's Proposals, best first.
func (s *Store) Proposals(ctx context.Context, draftID program.ID) ([]program.Proposal, error) {
	return many(ctx, s.read, scanProposal, "SELECT "+proposalColumns+" FROM proposal WHERE draft_id = ? ORDER BY ordinal", draftID)
}

const proposalColumns = "id, draft_id, ordinal, members, score, reasons"

func scanProposal(row scanner) (p program.Proposal, err error) {
	err = row.Scan(&p.ID, &p.DraftID, &p.Ordinal, jsonOf{&p.Members}, &p.Score, jsonOf{&p.Reasons})
	return p, err
}

// Decision is what somebody, or time, decides about a Draft.
type Decision struct {
	DraftID   program.ID
	By        program.ID // a Person; "" when time decided
	At        time.Time
	UndoUntil time.Time // approving
	IfStale   Effects   // approving: what follows where the Draft is stale
	OnlyStale bool      // approving: nothing happens where it is not
}

// Approve approves a Draft that is ready, unexpired and still true: digest is
// computed again from the inputs inside the transaction. It writes the
// decision and its effects, cancels word to those it decides on that nothing is
// decided, and nothing else. Of any number of callers one wins, and of the Drafts of a Round one; the others, and late ones, get
// program.ErrConflict. A Draft whose inputs have changed is marked stale and
// answers ErrStale.
func (s *Store) Approve(ctx context.Context, d Decision, e Effects) error {
	stale := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		if err := s.oneApprovalAtATime(ctx, tx, d.DraftID); err != nil {
			return err
		}
		draft, err := s.lockDraft(ctx, tx, d.DraftID)
		if err != nil {
			return err
		}
		if draft.State != program.DraftReady || !d.At.Before(draft.ExpiresAt) {
			return program.ErrConflict
		}
		digest, err := s.inputDigest(ctx, tx, draft.ProgramID, s.dialect.forShare())
		if err != nil {
			return err
		}
		if stale = digest != draft.Digest; stale {
			if _, err := s.decide(ctx, tx, Decision{DraftID: d.DraftID, At: d.At}, program.DraftReady, program.DraftStale); err != nil {
				return err
			}
			return s.writeEffects(ctx, tx, d.IfStale)
		}
		if d.OnlyStale {
			return program.ErrConflict
		}
		if _, err := s.decide(ctx, tx, d, program.DraftReady, program.DraftApproved); err != nil {
			return err
		}
		first, err := changed(ctx, tx, "UPDATE round SET state = 'approved' WHERE id = ? AND state = 'drafted'", draft.RoundID)
		if err != nil {
			return err
		}
		if !first {
			return program.ErrConflict
		}
		if err := cancelNotPairedYet(ctx, tx, draft); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	if err == nil && stale {
		return ErrStale
	}
	return err
}

// oneApprovalAtATime locks the Program of a Draft: an approval makes every
// other Draft of the Program stale, because its people are taken.
func (s *Store) oneApprovalAtATime(ctx context.Context, tx *sqlx.Tx, draftID program.ID) error {
	_, err := one(ctx, tx, scanOf[program.ID], "SELECT id FROM program WHERE id = (SELECT program_id FROM draft WHERE id = ?)"+s.dialect.forUpdate(), draftID)
	return err
}

// ErrStale is returned when a Draft's inputs have changed since it was made.
var ErrStale = fmt.Errorf("%w: people or answers are not what they were", program.ErrConflict)

func (s *Store) lockDraft(ctx context.Context, tx *sqlx.Tx, id program.ID) (program.Draft, error) {
	draft, err := one(ctx, tx, scanDraft, "SELECT "+draftColumns+" FROM draft WHERE id = ?", id)
	if err != nil {
		return draft, err
	}
	if _, err := one(ctx, tx, scanOf[int], "SELECT version FROM program WHERE id = ?"+s.dialect.forShare(), draft.ProgramID); err != nil {
		return draft, err
	}
	if _, err := one(ctx, tx, scanOf[string], "SELECT state FROM round WHERE id = ?"+s.dialect.forUpdate(), draft.RoundID); err != nil {
		return draft, err
	}
	return one(ctx, tx, scanDraft, "SELECT "+draftColumns+" FROM draft WHERE id = ?"+s.dialect.forUpdate(), id)
}

func (s *Store) decide(ctx context.Context, tx *sqlx.Tx, d Decision, from, to program.DraftState) (bool, error) {
	return changed(ctx, tx, "UPDATE draft SET state = ?, decided_at = ?, decided_by = ?, undo_until = ? WHERE id = ? AND state = ?",
		to, stamp(d.At), d.By, stamp(d.UndoUntil), d.DraftID, from)
}

// InputDigest is program.Digest of what a Draft of this Program would be made of now.
func (s *Store) InputDigest(ctx context.Context, programID program.ID) (string, error) {
	return s.inputDigest(ctx, s.read, programID, "")
}

func (s *Store) inputDigest(ctx context.Context, q sqlx.QueryerContext, programID program.ID, lock string) (string, error) {
	version, err := one(ctx, q, scanOf[int], "SELECT version FROM program WHERE id = ?", programID)
	if err != nil {
		return "", err
	}
	approved, err := one(ctx, q, scanOf[int], "SELECT COUNT(*) FROM draft WHERE program_id = ? AND state = 'approved'", programID)
	if err != nil {
		return "", err
	}
	pool, err := s.participants(ctx, q, lock, programID, program.Registered)
	if err != nil {
		return "", err
	}
	addresses := make([]program.Address, len(pool))
	for i, p := range pool {
		addresses[i] = p.Person.Address
	}
	suppressed, err := suppressedAmong(ctx, q, addresses)
	pool = slices.DeleteFunc(pool, func(p program.Participant) bool { return slices.Contains(suppressed, p.Person.Address) })
	return program.Digest(version, approved, pool), err
}

// CloseDraft ends a Draft that is ready without approving it: discarded,
// expired or stale. It reports whether this call did.
func (s *Store) CloseDraft(ctx context.Context, d Decision, to program.DraftState, e Effects) (bool, error) {
	won := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		draft, err := s.lockDraft(ctx, tx, d.DraftID)
		if err != nil {
			return err
		}
		if won, err = s.decide(ctx, tx, d, program.DraftReady, to); err != nil || !won {
			return err
		}
		if to == program.DraftDiscarded {
			if _, err := changed(ctx, tx, "UPDATE round SET state = 'discarded' WHERE id = ? AND state = 'drafted'", draft.RoundID); err != nil {
				return err
			}
		}
		return s.writeEffects(ctx, tx, e)
	})
	return won, err
}

// plannedOfDraft chooses the series or sessions that a Draft has planned. The
// Program, which the Draft implies, leads to their index.
const plannedOfDraft = "program_id = ? AND state = 'planned' AND pairing_id IN (SELECT id FROM pairing WHERE draft_id = ?)"

// Undo takes an approval back inside its undo window, with everything it has
// begun: pairings, series, sessions and messages that wait. Word that nothing is
// decided, which the approval cancelled, waits again. Where a worker's clock is
// ahead and has introduced people already, it is too late. It reports whether
// this call did.
func (s *Store) Undo(ctx context.Context, d Decision, e Effects) (bool, error) {
	won := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		draft, err := s.lockDraft(ctx, tx, d.DraftID)
		if err != nil {
			return err
		}
		won, err = changed(ctx, tx, `UPDATE draft SET state = 'undone', decided_at = ?, decided_by = ? WHERE id = ? AND state = 'approved' AND undo_until > ?
			AND NOT EXISTS (SELECT 1 FROM pairing WHERE pairing.draft_id = draft.id AND pairing.introduced_at IS NOT NULL)`,
			stamp(d.At), d.By, d.DraftID, stamp(d.At))
		if err != nil || !won {
			return err
		}
		if won, err = changed(ctx, tx, "UPDATE round SET state = 'discarded' WHERE id = ? AND state = 'approved'", draft.RoundID); err != nil {
			return err
		}
		if !won {
			return program.ErrConflict
		}
		for _, u := range []struct {
			query string
			args  []any
		}{
			{"UPDATE pairing SET state = 'cancelled', reason = 'undone' WHERE draft_id = ? AND state = 'held'", []any{draft.ID}},
			{"UPDATE series SET state = 'cancelled' WHERE " + plannedOfDraft, []any{draft.ProgramID, draft.ID}},
			{"UPDATE session SET state = 'cancelled' WHERE " + plannedOfDraft, []any{draft.ProgramID, draft.ID}},
			{`UPDATE outbox SET state = 'cancelled', reason = 'undone', lease_until = NULL
				WHERE draft_id = ? AND (state = 'held' OR class = 'gated' AND state IN ('pending', 'claimed'))`, []any{draft.ID}},
		} {
			if _, err := affected(ctx, tx, u.query, u.args...); err != nil {
				return err
			}
		}
		if err := restoreNotPairedYet(ctx, tx, draft); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return won, err
}
