package db_test

import (
	"testing"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestPeopleMeetInAllTheirProgramsUntilTheyLeave(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		first := dbtest.NewSeed(t, s, 4)
		first.IntroducedPairings()
		second := dbtest.NewSeedOf(t, s, "second", 2)
		second.HeldPairings()
		here, there := first.People[0], second.People[0]
		exec(t, s, "UPDATE participant SET person_id = ? WHERE id = ?", here.PersonID, there.ID) // the same person
		from, to := now, now.AddDate(1, 0, 0)
		meetings := func() map[program.ID]int {
			t.Helper()
			found, err := s.MeetingsOf(t.Context(), []program.ID{here.PersonID, first.People[1].PersonID}, from, to)
			ok(t, err)
			of := map[program.ID]int{}
			for i, m := range found {
				of[m.PersonID]++
				if i > 0 && m.StartsAt.Before(found[i-1].StartsAt) || !m.StartsAt.Before(m.EndsAt) {
					t.Errorf("found %v after %v", m, found[i-1])
				}
			}
			return of
		}
		partner := first.People[1].PersonID
		same(t, "planned and invited", map[program.ID]int{here.PersonID: 4, partner: 2}, meetings())
		sessions, err := s.Sessions(t.Context(), pairingOf(t, s, there))
		ok(t, err)
		from = sessions[0].EndsAt
		same(t, "once the first are over", map[program.ID]int{here.PersonID: 2, partner: 1}, meetings())
		from, to = now, sessions[1].StartsAt
		same(t, "before the second begin", map[program.ID]int{here.PersonID: 2, partner: 1}, meetings())
		exec(t, s, "UPDATE pairing_member SET left_at = ? WHERE participant_id = ?", "2027-01-25 09:00:00.000000", here.ID)
		same(t, "once one has left", map[program.ID]int{here.PersonID: 1, partner: 1}, meetings())
		exec(t, s, "UPDATE session SET state = 'skipped'")
		same(t, "skipped", map[program.ID]int{}, meetings())
		none, err := s.MeetingsOf(t.Context(), nil, from, to)
		if err != nil || len(none) != 0 {
			t.Errorf("nobody meets at %v: %v", none, err)
		}
	})
}

func pairingOf(t *testing.T, s *db.Store, p program.Participant) program.ID {
	t.Helper()
	pairings, err := s.PairingsOf(t.Context(), p.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatal(pairings, err)
	}
	return pairings[0].ID
}

func TestPairingThatIsThereIsLeftAloneWithWhatWasWrittenOfIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		d := seed.ApprovedDraft()
		batch, e := seed.Opened(d)
		for i := range batch {
			batch[i].Effects.Messages = e.Messages[2*i : 2*i+1]
		}
		opened, err := s.OpenPairings(t.Context(), d.ID, batch[:1], db.Effects{})
		ok(t, err)
		same(t, "opened", true, opened)
		batch[0].Effects.Messages = e.Messages[1:2] // found at another hour, it has another invitation
		_, err = s.OpenPairings(t.Context(), d.ID, batch, db.Effects{})
		ok(t, err)
		same(t, "messages", 2, count(t, s, "SELECT COUNT(*) FROM outbox WHERE id IN (?, ?)", e.Messages[0].ID, e.Messages[2].ID))
		same(t, "messages in all", 2, count(t, s, "SELECT COUNT(*) FROM outbox"))
	})
}
