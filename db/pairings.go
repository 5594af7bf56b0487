package db

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// OpenedPairing is one approved Proposal with all that follows from it.
type OpenedPairing struct {
	Pairing  program.Pairing
	Series   []program.Series // one after the other; none where no meeting could be planned
	Sessions []program.Session
	Effects  Effects // written with it, or not at all
}

// OpenPairings stores a batch of pairings of an approved Draft, held, with
// their effects, and the other effects. A pairing that exists is left alone, with
// all that was written of it. It reports false, and stores nothing, when the Draft
// is not approved.
func (s *Store) OpenPairings(ctx context.Context, draftID program.ID, batch []OpenedPairing, e Effects) (bool, error) {
	approved := false
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		state, err := one(ctx, tx, scanOf[program.DraftState], "SELECT state FROM draft WHERE id = ?"+s.dialect.forUpdate(), draftID)
		if err != nil {
			return err
		}
		if approved = state == program.DraftApproved; !approved {
			return nil
		}
		fresh, err := s.unopened(ctx, tx, batch)
		if err != nil {
			return err
		}
		if err := s.insertPairings(ctx, tx, fresh); err != nil {
			return err
		}
		if err := s.insertSeries(ctx, tx, fresh); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, withEffects(fresh, e))
	})
	return approved, err
}

// withEffects are the effects of pairings, and others.
func withEffects(batch []OpenedPairing, others Effects) (all Effects) {
	for _, b := range batch {
		all.Add(b.Effects)
	}
	all.Add(others)
	return all
}

// unopened leaves out pairings that exist: whoever opened them may have found
// another hour for them.
func (s *Store) unopened(ctx context.Context, tx *sqlx.Tx, batch []OpenedPairing) ([]OpenedPairing, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	ids := make([]program.ID, len(batch))
	for i, b := range batch {
		ids[i] = b.Pairing.ID
	}
	query, args, err := expand("SELECT id FROM pairing WHERE id IN (?)", ids)
	if err != nil {
		return nil, err
	}
	there, err := many(ctx, tx, scanOf[program.ID], query, args...)
	return slices.DeleteFunc(slices.Clone(batch), func(b OpenedPairing) bool { return slices.Contains(there, b.Pairing.ID) }), err
}

func (s *Store) insertPairings(ctx context.Context, tx *sqlx.Tx, batch []OpenedPairing) error {
	var pairings, members [][]any
	for _, b := range batch {
		p := b.Pairing
		pairings = append(pairings, []any{p.ID, p.ProgramID, p.RoundID, p.DraftID, p.ProposalID, p.BundleID, program.PairingHeld, p.Revision, "", p.Score, jsonText(p.Reasons), stamp(p.CreatedAt)})
		for _, m := range p.Members {
			members = append(members, []any{p.ID, m.ParticipantID, m.Role})
		}
	}
	if err := s.insert(ctx, tx, "pairing", "id, program_id, round_id, draft_id, proposal_id, bundle_id, state, revision, reason, score, reasons, created_at", "id", nil, pairings); err != nil {
		return err
	}
	return s.insert(ctx, tx, "pairing_member", "pairing_id, participant_id, role", "pairing_id", nil, members)
}

// ErrSwitchedOff is returned for what waits until pairing is switched on.
var ErrSwitchedOff = errors.New("pairing is switched off")

// Introduce ends the undo window of an approved Draft: its pairings become
// introduced and their messages may leave. It reports how many pairings it
// moved, and program.ErrConflict while the window is open or when the Draft is
// not approved. While the Program's pairing is switched off it returns
// ErrSwitchedOff.
func (s *Store) Introduce(ctx context.Context, draftID program.ID, now time.Time, e Effects) (int64, error) {
	var moved int64
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		draft, err := s.lockDraft(ctx, tx, draftID)
		if err != nil {
			return err
		}
		if draft.State != program.DraftApproved || now.Before(draft.UndoUntil) {
			return program.ErrConflict
		}
		at, err := one(ctx, tx, scanOf[program.Switch], "SELECT pairing_switch FROM program WHERE id = ?"+s.dialect.forShare(), draft.ProgramID)
		if err != nil {
			return err
		}
		if at != program.SwitchOn {
			return ErrSwitchedOff
		}
		moved, err = affected(ctx, tx, "UPDATE pairing SET state = 'introduced', introduced_at = ? WHERE draft_id = ? AND state = 'held'", stamp(now), draftID)
		if err != nil {
			return err
		}
		for _, table := range []string{"series", "session"} {
			if _, err := affected(ctx, tx, "UPDATE "+table+" SET state = 'invited' WHERE "+plannedOfDraft, draft.ProgramID, draftID); err != nil {
				return err
			}
		}
		if _, err := affected(ctx, tx, "UPDATE outbox SET state = 'pending' WHERE draft_id = ? AND state = 'held'", draftID); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return moved, err
}

// Introducing reports whether pairings of a Draft have been introduced, whatever
// became of them: its approval cannot be undone any more.
func (s *Store) Introducing(ctx context.Context, draftID program.ID) (bool, error) {
	n, err := one(ctx, s.read, scanOf[int], "SELECT COUNT(*) FROM pairing WHERE draft_id = ? AND introduced_at IS NOT NULL", draftID)
	return n > 0, err
}

const pairingColumns = "id, program_id, round_id, draft_id, proposal_id, bundle_id, state, revision, reason, score, reasons, created_at, introduced_at, ended_at"

func scanPairing(row scanner) (p program.Pairing, err error) {
	err = row.Scan(&p.ID, &p.ProgramID, &p.RoundID, &p.DraftID, &p.ProposalID, &p.BundleID, &p.State, &p.Revision, &p.Reason, &p.Score, jsonOf{&p.Reasons},
		timeOf{&p.CreatedAt}, timeOf{&p.IntroducedAt}, timeOf{&p.EndedAt})
	return p, err
}

// Pairing returns one Pairing with its members, or program.ErrNotFound.
func (s *Store) Pairing(ctx context.Context, id program.ID) (program.Pairing, error) {
	p, err := one(ctx, s.read, scanPairing, "SELECT "+pairingColumns+" FROM pairing WHERE id = ?", id)
	if err != nil {
		return p, err
	}
	p.Members, err = many(ctx, s.read, scanMember, "SELECT participant_id, role FROM pairing_member WHERE pairing_id = ? AND left_at IS NULL ORDER BY participant_id", id)
	return p, err
}

func scanMember(row scanner) (m program.Member, err error) {
	err = row.Scan(&m.ParticipantID, &m.Role)
	return m, err
}

// Pairings lists a Program's Pairings with their members, oldest first.
func (s *Store) Pairings(ctx context.Context, programID program.ID) ([]program.Pairing, error) {
	return s.pairingsWhere(ctx, "program_id = ?", programID)
}

// PairingsOf lists the Pairings that a Participant is or was in, with the
// members that they have now, oldest first.
func (s *Store) PairingsOf(ctx context.Context, participantID program.ID) ([]program.Pairing, error) {
	return s.pairingsWhere(ctx, "id IN (SELECT pairing_id FROM pairing_member WHERE participant_id = ?)", participantID)
}

func (s *Store) pairingsWhere(ctx context.Context, where string, arg program.ID) ([]program.Pairing, error) {
	pairings, err := many(ctx, s.read, scanPairing, "SELECT "+pairingColumns+" FROM pairing WHERE "+where+" ORDER BY id", arg)
	if err != nil {
		return nil, err
	}
	type row struct {
		pairing program.ID
		member  program.Member
	}
	members, err := many(ctx, s.read, func(r scanner) (m row, err error) {
		err = r.Scan(&m.pairing, &m.member.ParticipantID, &m.member.Role)
		return m, err
	}, `SELECT pairing_id, participant_id, role FROM pairing_member
		WHERE pairing_id IN (SELECT id FROM pairing WHERE `+where+`) AND left_at IS NULL ORDER BY participant_id`, arg)
	if err != nil {
		return nil, err
	}
	of := make(map[program.ID][]program.Member, len(pairings))
	for _, m := range members {
		of[m.pairing] = append(of[m.pairing], m.member)
	}
	for i := range pairings {
		pairings[i].Members = of[pairings[i].ID]
	}
	return pairings, nil
}

// EndPairing ends a Pairing that is held or introduced, its Series and the
// Sessions to come, cancels what waits to be sent for it (not what somebody
// asked for: class control, nor what clears the calendar of who has left
// before), and writes the effects. These are made of the
// state that it ends, and of the introductions and changes that were written
// for its members, as they are when nothing of them can begin to leave any
// more. It reports whether this call did, and returns program.ErrConflict when
// the membership is not that of p.
func (s *Store) EndPairing(ctx context.Context, p program.Pairing, reason string, now time.Time, effects func(program.PairingState, []program.OutboxRow) (Effects, error)) (bool, error) {
	ended, id := false, p.ID
	err := s.inTx(ctx, func(tx *sqlx.Tx) error {
		ended = false
		found, err := one(ctx, tx, scanPairing, "SELECT "+pairingColumns+" FROM pairing WHERE id = ?"+s.dialect.forUpdate(), id)
		if err != nil || !found.Open() {
			return err
		}
		if found.Revision != p.Revision {
			return program.ErrConflict
		}
		told, err := many(ctx, tx, scanOutbox, "SELECT "+outboxColumns+" FROM outbox WHERE pairing_id = ? AND kind IN (?, ?) ORDER BY id", id, program.Introduction, program.PairingChanged)
		if err != nil {
			return err
		}
		e, err := effects(found.State, told)
		if err != nil {
			return err
		}
		ended, err = changed(ctx, tx, "UPDATE pairing SET state = 'ended', reason = ?, ended_at = ? WHERE id = ? AND state IN ('held', 'introduced')", clip(reason), stamp(now), id)
		if err != nil || !ended {
			return err
		}
		if _, err := affected(ctx, tx, "UPDATE series SET state = 'ended', sequence = sequence + 1 WHERE pairing_id = ? AND state IN ('planned', 'invited', 'changed')", id); err != nil {
			return err
		}
		if _, err := affected(ctx, tx, "UPDATE session SET state = 'cancelled' WHERE pairing_id = ? AND state IN ('planned', 'invited') AND starts_at > ?", id, stamp(now)); err != nil {
			return err
		}
		if _, err := affected(ctx, tx, `UPDATE outbox SET state = 'cancelled', reason = ?, lease_until = NULL
			WHERE pairing_id = ? AND state IN ('held', 'pending', 'claimed') AND class <> 'control'
			AND NOT (kind = ? AND participant_id IN (SELECT participant_id FROM pairing_member WHERE pairing_id = ? AND left_at IS NOT NULL))`,
			clip(reason), id, program.InvitationCancelled, id); err != nil {
			return err
		}
		return s.writeEffects(ctx, tx, e)
	})
	return ended, err
}
