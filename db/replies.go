package db

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const replyColumns = "id, series_id, session_id, participant_id, answer, source, sequence, stamp, received_at, proposed_at, confirmed"

func scanReply(row scanner) (r program.Reply, err error) {
	confirmed := 0
	err = row.Scan(&r.ID, &r.SeriesID, &r.SessionID, &r.ParticipantID, &r.Answer, &r.Source, &r.Sequence, timeOf{&r.Stamp}, timeOf{&r.At}, timeOf{&r.Proposed}, &confirmed)
	r.Unconfirmed = confirmed == 0
	return r, err
}

// SeriesByUID returns the Series with this iCalendar UID, or program.ErrNotFound.
func (s *Store) SeriesByUID(ctx context.Context, uid string) (program.Series, error) {
	return one(ctx, s.read, scanSeries, "SELECT "+seriesColumns+" FROM series WHERE uid = ?", uid)
}

// Replies lists the newest answers of each member of a Pairing to each Series and
// Session, but for those that nobody has confirmed.
func (s *Store) Replies(ctx context.Context, pairingID program.ID) ([]program.Reply, error) {
	return many(ctx, s.read, scanReply, "SELECT "+replyColumns+" FROM reply WHERE series_id IN (SELECT id FROM series WHERE pairing_id = ?) AND confirmed = 1 ORDER BY received_at, id", pairingID)
}

// Reply returns one answer, or program.ErrNotFound.
func (s *Store) Reply(ctx context.Context, id program.ID) (program.Reply, error) {
	return one(ctx, s.read, scanReply, "SELECT "+replyColumns+" FROM reply WHERE id = ?", id)
}

// TakeReply stores a person's answer, and what follows from it, unless a newer one
// of theirs to the same thing is stored; it reports whether it did. The id of a
// Reply is made of who answered what. The same answer again, under a newer stamp,
// is stored without its effects, unless it is to a later SEQUENCE: to other hours.
func (s *Store) TakeReply(ctx context.Context, r program.Reply, e Effects) (taken bool, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		taken = false
		if err := s.lockSeries(ctx, tx, r.SeriesID); err != nil {
			return err
		}
		before, err := one(ctx, tx, scanReply, "SELECT "+replyColumns+" FROM reply WHERE id = ?", r.ID)
		found := err == nil
		if err != nil && !errors.Is(err, program.ErrNotFound) {
			return err
		}
		if found && !r.Follows(before) {
			return nil
		}
		if err := s.insertReply(ctx, tx, r); err != nil {
			return err
		}
		taken = true
		if found && before.Answer == r.Answer && before.Sequence == r.Sequence && before.Proposed.Equal(r.Proposed) {
			return nil
		}
		return s.writeEffects(ctx, tx, e)
	})
	return taken, err
}

// AskAbout stores an answer that waits for its person to confirm it, and the question
// to them, unless it waits already, or another one does of the same person to the same
// meetings that came on the same day (of UTC); it reports whether it did. What waits is
// never replaced.
func (s *Store) AskAbout(ctx context.Context, r program.Reply, e Effects) (asked bool, err error) {
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		asked = false
		if err := s.lockSeries(ctx, tx, r.SeriesID); err != nil {
			return err
		}
		waiting, err := one(ctx, tx, scanOf[int], `SELECT COUNT(*) FROM reply WHERE series_id = ? AND (id = ?
			OR confirmed = 0 AND session_id = ? AND participant_id = ? AND received_at >= ?)`,
			r.SeriesID, r.ID, r.SessionID, r.ParticipantID, stamp(r.At.Truncate(24*time.Hour)))
		if err != nil || waiting > 0 {
			return err
		}
		if err := s.insertReply(ctx, tx, r); err != nil {
			return err
		}
		asked = true
		return s.writeEffects(ctx, tx, e)
	})
	return asked, err
}

func (s *Store) insertReply(ctx context.Context, tx *sqlx.Tx, r program.Reply) error {
	return s.insert(ctx, tx, "reply", replyColumns, "id", []string{"answer", "source", "sequence", "stamp", "received_at", "proposed_at", "confirmed"},
		[][]any{{r.ID, r.SeriesID, r.SessionID, r.ParticipantID, r.Answer, r.Source, r.Sequence, stamp(r.Stamp), stamp(r.At), stamp(r.Proposed), boolInt(!r.Unconfirmed)}})
}

// lockSeries makes those who take answers to a Series, or change its meetings, wait for
// each other: where nobody has answered yet there is no row of an answer to lock.
func (s *Store) lockSeries(ctx context.Context, tx *sqlx.Tx, id program.ID) error {
	_, err := one(ctx, tx, scanOf[program.ID], "SELECT id FROM series WHERE id = ?"+s.dialect.forUpdate(), id)
	return err
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
