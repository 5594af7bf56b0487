package db_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestMeetingsChangeOnceFromWhatTheyWere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		_, pairings := seed.IntroducedPairings()
		series, err := dbtest.LastSeries(t.Context(), s, pairings[0].ID)
		ok(t, err)
		sessions, err := s.Sessions(t.Context(), pairings[0].ID)
		ok(t, err)
		was := sessions[0]
		agenda := seed.Message(program.SessionAgenda, seed.People[0])
		agenda.Object = was.ID
		seed.Write(agenda)
		change := db.MeetingChange{Pairing: pairings[0], Series: series, Sessions: []program.Session{was.Moved(was.StartsAt.Add(24 * time.Hour))}}
		change.Series.Sequence++
		change.Sessions[0].Sequence = change.Series.Sequence
		ok(t, s.ChangeMeetings(t.Context(), change, db.Effects{}))
		if err := s.ChangeMeetings(t.Context(), change, decided(seed)); !errors.Is(err, program.ErrConflict) {
			t.Errorf("once more: got %v, want ErrConflict", err)
		}
		same(t, "effects of who came late", 0, count(t, s, "SELECT COUNT(*) FROM audit"))
		got, err := s.Session(t.Context(), was.ID)
		ok(t, err)
		same(t, "session", change.Sessions[0], got)
		if err := s.WriteOf(t.Context(), was, db.Effects{Messages: []program.OutboxRow{agenda}}); !errors.Is(err, program.ErrConflict) {
			t.Errorf("an agenda of the old hour that comes late: got %v, want ErrConflict", err)
		}
		same(t, "agendas of the old hour", 0, count(t, s, "SELECT COUNT(*) FROM outbox WHERE kind = 'session_agenda'"))

		over := change
		over.Series.Sequence++
		exec(t, s, "UPDATE session SET state = 'met'")
		if err := s.ChangeMeetings(t.Context(), over, db.Effects{}); !errors.Is(err, program.ErrConflict) {
			t.Errorf("a meeting that has been: got %v, want ErrConflict", err)
		}
		now, err := dbtest.LastSeries(t.Context(), s, pairings[0].ID)
		ok(t, err)
		same(t, "sequence", change.Series.Sequence, now.Sequence)
	})
}

func TestTwoMeetingsOfOnePersonAreNotMovedToOneHour(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var pairings []program.Pairing
		here, there := dbtest.NewSeed(t, s, 2), dbtest.NewSeedOf(t, s, "second", 2)
		for _, seed := range []*dbtest.Seed{here, there} {
			_, opened := seed.IntroducedPairings()
			pairings = append(pairings, opened[0])
		}
		exec(t, s, "UPDATE participant SET person_id = ? WHERE id = ?", here.People[0].PersonID, there.People[0].ID)
		move := func(p program.Pairing, at time.Time) error {
			series, err := dbtest.LastSeries(t.Context(), s, p.ID)
			if err != nil {
				return err
			}
			sessions, err := s.Sessions(t.Context(), p.ID)
			if err != nil {
				return err
			}
			series.Sequence++
			moved := []program.Session{sessions[0].Moved(at)}
			return s.ChangeMeetings(t.Context(), db.MeetingChange{Pairing: p, Series: series, Sessions: moved, Free: moved}, db.Effects{})
		}
		for round := range 20 {
			at := now.AddDate(0, 1, round)
			var both sync.WaitGroup
			var failed [2]error
			for n, p := range pairings {
				both.Go(func() { failed[n] = move(p, at.Add(time.Duration(n)*time.Minute)) })
			}
			both.Wait()
			same(t, "of two at once one is refused", []bool{true, true}, []bool{
				(failed[0] == nil) != (failed[1] == nil), errors.Is(errors.Join(failed[:]...), program.ErrConflict)})
		}
		at := now.AddDate(0, 2, 0)
		ok(t, move(pairings[0], at))
		sessions, err := s.Sessions(t.Context(), pairings[0].ID)
		ok(t, err)
		ok(t, move(pairings[1], sessions[0].EndsAt))
		ok(t, move(pairings[1], sessions[0].StartsAt.AddDate(0, 0, 1)))
	})
}

func TestMomentThatAsksForAChangeOfMeetingsEndsWithIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		_, pairings := seed.IntroducedPairings()
		series, err := dbtest.LastSeries(t.Context(), s, pairings[0].ID)
		ok(t, err)
		asked := program.Moment{ID: program.DeriveID("", "asked"), Kind: "refit_series", Subject: "asked", Due: now}
		again := program.Moment{ID: program.DeriveID("", "again"), Kind: "refit_series", Subject: "again", Due: now}
		later := again
		later.Due = now.Add(time.Second)
		ok(t, s.Write(t.Context(), db.Effects{Moments: []program.Moment{asked, later}}))
		change := db.MeetingChange{Pairing: pairings[0], Series: series, Asked: []program.Moment{asked, again}}
		if err := s.ChangeMeetings(t.Context(), change, db.Effects{}); !errors.Is(err, program.ErrConflict) {
			t.Errorf("a change that comes late: got %v, want ErrConflict", err)
		}
		same(t, "Moments after nothing has changed", 2, count(t, s, "SELECT COUNT(*) FROM moment WHERE kind = 'refit_series'"))
		change.Series.Sequence++
		ok(t, s.ChangeMeetings(t.Context(), change, db.Effects{}))
		same(t, "Moments that are left: it was asked for again", 1, count(t, s, "SELECT COUNT(*) FROM moment WHERE kind = 'refit_series'"))
		_, err = s.Moment(t.Context(), later.Kind, later.Subject)
		ok(t, err)
	})
}

func TestNewestAnswerToAnInvitationIsKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		_, pairings := seed.IntroducedPairings()
		series, err := dbtest.LastSeries(t.Context(), s, pairings[0].ID)
		ok(t, err)
		found, err := s.SeriesByUID(t.Context(), series.UID)
		ok(t, err)
		same(t, "series by its UID", series.ID, found.ID)
		reply := program.Reply{ID: seed.ID(), SeriesID: series.ID, ParticipantID: seed.People[0].ID, Answer: program.Tentative, Source: "link", Stamp: now, At: now}
		take := func(r program.Reply) bool {
			t.Helper()
			taken, err := s.TakeReply(t.Context(), r, decided(seed))
			ok(t, err)
			return taken
		}
		later, older, next, again := reply, reply, reply, reply
		later.Stamp, later.Answer = now.Add(time.Hour), program.Declined
		older.Stamp = now.Add(-time.Hour)
		next.Sequence, next.Stamp, next.Answer, next.Source = 1, older.Stamp, program.Accepted, "imip"
		again = next
		again.Stamp = now.Add(time.Minute)
		same(t, "taken", []bool{true, false, true, false, true, false, true}, []bool{take(reply), take(reply), take(later), take(older), take(next), take(later), take(again)})
		same(t, "effects, none for the same answer again", 3, count(t, s, "SELECT COUNT(*) FROM audit"))
		again.Sequence = 2
		same(t, "the same answer, to other hours", true, take(again))
		same(t, "its effects", 4, count(t, s, "SELECT COUNT(*) FROM audit"))
		unsure := later
		unsure.ID, unsure.Unconfirmed = seed.ID(), true
		ask := func(r program.Reply) bool {
			t.Helper()
			asked, err := s.AskAbout(t.Context(), r, decided(seed))
			ok(t, err)
			return asked
		}
		other, tomorrow, dayAfter := unsure, unsure, unsure
		other.ID, other.Answer, other.Stamp = seed.ID(), program.Accepted, later.Stamp.Add(time.Hour) // of the same day
		tomorrow.At = now.Add(24 * time.Hour)
		dayAfter.ID, dayAfter.At, dayAfter.Stamp = seed.ID(), tomorrow.At, now // earlier, but nobody knows whose any is
		same(t, "asked about", []bool{true, false, false, false, true, false}, []bool{ask(unsure), ask(unsure), ask(other), ask(tomorrow), ask(dayAfter), ask(other)})
		same(t, "questions", 6, count(t, s, "SELECT COUNT(*) FROM audit"))
		replies, err := s.Replies(t.Context(), pairings[0].ID)
		ok(t, err)
		same(t, "what counts", []program.Reply{again}, replies)
		kept, err := s.Reply(t.Context(), unsure.ID)
		ok(t, err)
		same(t, "what waits for its person", unsure, kept)
	})
}

func TestNewestOfTwoAnswersThatComeAtOnceIsKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		_, pairings := seed.IntroducedPairings()
		series, err := dbtest.LastSeries(t.Context(), s, pairings[0].ID)
		ok(t, err)
		for round := range 60 {
			id := seed.ID()
			var both sync.WaitGroup
			for n, answer := range []program.PartStat{program.Accepted, program.Declined} {
				both.Go(func() {
					_, err := s.TakeReply(t.Context(), program.Reply{
						ID: id, SeriesID: series.ID, ParticipantID: seed.People[0].ID, Answer: answer, Source: "imip", Stamp: now.Add(time.Duration(n) * time.Minute), At: now,
					}, db.Effects{})
					if err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			kept, err := s.Reply(t.Context(), id)
			ok(t, err)
			if kept.Answer != program.Declined {
				t.Fatalf("in round %d the older answer is kept: %+v", round, kept)
			}
		}
	})
}

func TestPairingThatIsOpenedAgainKeepsItsHour(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		draft := seed.ApprovedDraft()
		batch, effects := seed.Opened(draft)
		for range 2 {
			_, err := s.OpenPairings(t.Context(), draft.ID, batch, effects)
			ok(t, err)
			for i, m := range batch[0].Sessions { // whoever opens it again finds another hour
				m.ID, m.StartsAt, m.EndsAt = program.DeriveID(m.ID, "later"), m.StartsAt.Add(time.Hour), m.EndsAt.Add(time.Hour)
				m.Number += 100
				batch[0].Sessions[i] = m
			}
		}
		same(t, "sessions", len(batch[0].Sessions), count(t, s, "SELECT COUNT(*) FROM session"))
		same(t, "sessions of the hour that came late", 0, count(t, s, "SELECT COUNT(*) FROM session WHERE number > 100"))
	})
}
