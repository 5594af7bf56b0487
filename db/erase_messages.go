package db

import (
	"context"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// blank takes the words of rows away. What waits is cancelled, what is being
// sent keeps its lease, so that a killed worker's is found, and what is unknown
// waits for a person, or, an Event, for the gate: none of them can go again.
const blank = `UPDATE outbox SET data = ?, resends = CASE WHEN state = 'unknown' THEN resends + 1 ELSE resends END,
	lease_until = CASE WHEN state = 'sending' THEN lease_until ELSE NULL END,
	reason = CASE WHEN state IN ('held', 'pending', 'claimed') THEN ? ELSE reason END,
	state = CASE WHEN state IN ('held', 'pending', 'claimed') THEN 'cancelled' ELSE state END WHERE `

// finished are the states of rows that never go again by themselves.
const finished = "('done', 'failed', 'cancelled')"

// fate is what becomes of a row that is not finished when a Person is erased.
type fate int

const (
	blanked fate = iota
	renamed      // it goes on, and does not name them
	kept         // it does not name them as it is
)

// fateOf decides on a row of a Pairing in which a Participant is or was, and
// which these have left. Word that somebody has gone goes on. Where the
// Participant had left before, the rest speaks of those who stay: it was
// composed again.
func fateOf(r program.OutboxRow, p program.Pairing, participant program.ID, left []program.ID) fate {
	switch {
	case r.ParticipantID == participant:
		return kept // their own, which ErasePerson has dealt with
	case r.Kind == program.SeriesEventCancelled: // it names nobody
		return kept
	case r.Kind == program.InvitationsWait: // it names all
		return blanked
	case r.Kind == program.InvitationCancelled && (!p.Open() || slices.Contains(left, participant) || slices.Contains(left, r.ParticipantID)),
		r.Kind == program.PairingEndedNotice && !p.Open(),
		r.Kind == program.PairingChanged && p.Open() && slices.Contains(left, participant):
		return renamed
	case p.Open() && slices.Contains(left, participant):
		return kept
	}
	return blanked
}

// fromMessages blanks the finished of these rows, and does with each other what
// of says.
func (e erasing) fromMessages(ctx context.Context, where string, args []any, of func(program.OutboxRow) fate) error {
	if _, err := affected(ctx, e.tx, "UPDATE outbox SET data = ? WHERE state IN "+finished+" AND "+where, append([]any{program.ErasedData}, args...)...); err != nil {
		return err
	}
	rows, err := many(ctx, e.tx, scanOutbox, "SELECT "+outboxColumns+" FROM outbox WHERE state NOT IN "+finished+" AND "+where+e.s.dialect.forUpdate(), args...)
	if err != nil {
		return err
	}
	for _, r := range rows {
		var data []byte
		switch of(r) {
		case kept:
			continue
		case renamed:
			if data, err = e.unnamed(e.person, r); err != nil {
				return err
			}
		}
		if data != nil {
			_, err = affected(ctx, e.tx, "UPDATE outbox SET data = ? WHERE id = ?", string(data), r.ID)
		} else {
			_, err = affected(ctx, e.tx, blank+"id = ?", program.ErasedData, "a member left", r.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
