package db

import (
	"context"

	"github.com/peerpost/peerpost/program"
)

// ParticipantOf returns a Person's participation in a Program, or
// program.ErrNotFound.
func (s *Store) ParticipantOf(ctx context.Context, programID, personID program.ID) (program.Participant, error) {
	return one(ctx, s.read, scanParticipant, "SELECT "+participantColumns+fromParticipant+"WHERE participant.program_id = ? AND participant.person_id = ?", programID, personID)
}

// ParticipationsOf lists what a Person takes or took part in, oldest first.
func (s *Store) ParticipationsOf(ctx context.Context, personID program.ID) ([]program.Participant, error) {
	return many(ctx, s.read, scanParticipant, "SELECT "+participantColumns+fromParticipant+"WHERE participant.person_id = ? ORDER BY participant.id", personID)
}
