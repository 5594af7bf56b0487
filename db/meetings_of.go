package db

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

// Meeting is when a Person meets the others of a Pairing.
type Meeting struct {
	PersonID  program.ID
	PairingID program.ID
	StartsAt  time.Time
	EndsAt    time.Time
}

// MeetingsOf lists the Sessions of People, in all Programs, that are planned or
// invited and not over at from, and begin before to; soonest first.
func (s *Store) MeetingsOf(ctx context.Context, people []program.ID, from, to time.Time) ([]Meeting, error) {
	return meetingsOf(ctx, s.read, people, from, to)
}

func meetingsOf(ctx context.Context, q sqlx.QueryerContext, people []program.ID, from, to time.Time) ([]Meeting, error) {
	if len(people) == 0 {
		return nil, nil
	}
	query, args, err := expand(`SELECT participant.person_id, session.pairing_id, session.starts_at, session.ends_at FROM participant
		JOIN pairing_member ON pairing_member.participant_id = participant.id AND pairing_member.left_at IS NULL
		JOIN session ON session.pairing_id = pairing_member.pairing_id
		WHERE participant.person_id IN (?) AND session.state IN ('planned', 'invited') AND session.ends_at > ? AND session.starts_at < ?
		ORDER BY session.starts_at, session.id, participant.person_id`, people, stamp(from), stamp(to))
	if err != nil {
		return nil, err
	}
	return many(ctx, q, func(row scanner) (m Meeting, err error) {
		err = row.Scan(&m.PersonID, &m.PairingID, timeOf{&m.StartsAt}, timeOf{&m.EndsAt})
		return m, err
	}, query, args...)
}
