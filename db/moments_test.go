package db_test

import (
	"errors"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

// schedule writes a Moment and returns it as stored.
func schedule(t *testing.T, s *db.Store, subject string, due time.Time) program.Moment {
	t.Helper()
	ok(t, s.Write(t.Context(), db.Effects{Moments: []program.Moment{{ID: program.DeriveID("", subject), Kind: "k", Subject: subject, Due: due}}}))
	m, err := s.Moment(t.Context(), "k", subject)
	ok(t, err)
	return m
}

func gone(t *testing.T, s *db.Store, subject string) bool {
	t.Helper()
	_, err := s.Moment(t.Context(), "k", subject)
	if err != nil && !errors.Is(err, program.ErrNotFound) {
		t.Fatal(err)
	}
	return err != nil
}

func TestMomentOfTheSameSubjectIsMoved(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		schedule(t, s, "a", now)
		m := schedule(t, s, "a", now.Add(time.Hour))
		same(t, "due", now.Add(time.Hour), m.Due)
		same(t, "moments", 1, count(t, s, "SELECT COUNT(*) FROM moment"))
	})
}

func TestMomentIsWokenUnderANewGenerationOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		schedule(t, s, "later", now.Add(time.Microsecond))
		schedule(t, s, "b", now)
		schedule(t, s, "a", now.Add(-time.Hour))
		due, err := s.DueMoments(t.Context(), now, now.Add(-time.Minute), 10)
		ok(t, err)
		same(t, "due, the longest first", []string{"a", "b"}, []string{due[0].Subject, due[1].Subject})
		same(t, "how many", 2, len(due))
		one, err := s.DueMoments(t.Context(), now, now, 1)
		ok(t, err)
		same(t, "limited", due[:1], one)
		woken, err := s.WakeMoments(t.Context(), due, now)
		ok(t, err)
		same(t, "generations", []int{1, 1}, []int{woken[0].Generation, woken[1].Generation})
		again, err := s.WakeMoments(t.Context(), due, now)
		ok(t, err)
		same(t, "woken by a second dispatcher", 0, len(again))
		for wokenBefore, want := range map[time.Duration]int{-time.Second: 0, 0: 2} {
			due, err := s.DueMoments(t.Context(), now.Add(time.Minute/2), now.Add(wokenBefore), 10)
			ok(t, err)
			n := 0
			for _, m := range due {
				if m.Subject != "later" {
					n++
				}
			}
			same(t, "woken, and not heard of since", want, n)
		}
	})
}

func TestMomentStartsOnceAndUnderItsGeneration(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		m := schedule(t, s, "a", now)
		start := func(generation int, at time.Time) error {
			_, err := s.StartMoment(t.Context(), m.ID, generation, at, lease)
			return err
		}
		for _, test := range []struct {
			name       string
			generation int
			at         time.Time
			want       error
		}{
			{"before it is due", 0, now.Add(-time.Microsecond), program.ErrConflict},
			{"under another generation", 1, now, program.ErrConflict},
			{"due", 0, now, nil},
			{"while somebody works on it", 0, now.Add(lease - time.Microsecond), program.ErrConflict},
			{"after the lease", 0, now.Add(lease), nil},
		} {
			if err := start(test.generation, test.at); !errors.Is(err, test.want) {
				t.Errorf("%s: got %v, want %v", test.name, err, test.want)
			}
		}
		due, err := s.DueMoments(t.Context(), now.Add(lease), now, 10)
		ok(t, err)
		same(t, "due while somebody works on it", 0, len(due))
		due, err = s.DueMoments(t.Context(), now.Add(2*lease), now, 10)
		ok(t, err)
		same(t, "due after the lease", 1, len(due))
		won, conflicts := race(t, 20, func(int) error { return start(0, now.Add(2*lease)) })
		same(t, "started and refused", []int{1, 19}, []int{won, conflicts})
	})
}

func TestFinishedMomentIsGoneUnlessItGotAnotherDueTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		schedule(t, s, "a", now)
		m, err := s.StartMoment(t.Context(), program.DeriveID("", "a"), 0, now, lease)
		ok(t, err)
		schedule(t, s, "a", now.Add(time.Hour))
		ok(t, s.FinishMoment(t.Context(), m))
		same(t, "gone after it was moved", false, gone(t, s, "a"))
		m, err = s.StartMoment(t.Context(), m.ID, 0, now.Add(time.Hour), lease)
		ok(t, err)
		late, err := s.StartMoment(t.Context(), m.ID, 0, now.Add(time.Hour+lease), lease)
		ok(t, err)
		ok(t, s.FinishMoment(t.Context(), m))
		same(t, "gone by a worker that lost its lease", false, gone(t, s, "a"))
		ok(t, s.FinishMoment(t.Context(), late))
		same(t, "gone", true, gone(t, s, "a"))
		if _, err := s.StartMoment(t.Context(), m.ID, 0, now.Add(2*time.Hour), lease); !errors.Is(err, program.ErrConflict) {
			t.Errorf("started again: got %v, want ErrConflict", err)
		}
	})
}

func TestFailedMomentIsTriedLaterUnlessItGotAnotherDueTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		schedule(t, s, "a", now)
		id := program.DeriveID("", "a")
		m, err := s.StartMoment(t.Context(), id, 0, now, lease)
		ok(t, err)
		ok(t, s.RetryMoment(t.Context(), m, now.Add(time.Minute), "no\xffdisk"))
		m, err = s.Moment(t.Context(), "k", "a")
		ok(t, err)
		same(t, "put back", []any{now.Add(time.Minute), 1, "no\ufffddisk"}, []any{m.Due, m.Attempts, m.Error})
		m, err = s.StartMoment(t.Context(), id, 0, now.Add(time.Minute), lease)
		ok(t, err)
		schedule(t, s, "a", now.Add(2*time.Minute))
		ok(t, s.RetryMoment(t.Context(), m, now.Add(time.Hour), "again"))
		m, err = s.Moment(t.Context(), "k", "a")
		ok(t, err)
		same(t, "keeps what it was given meanwhile", []any{now.Add(2 * time.Minute), 0}, []any{m.Due, m.Attempts})
		_, err = s.StartMoment(t.Context(), id, 0, now.Add(2*time.Minute), lease)
		ok(t, err)
	})
}

func TestNextDueIsTheEarliestThingAfterNow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		expect := func(what string, want time.Time) {
			t.Helper()
			got, err := s.NextDue(t.Context(), now)
			ok(t, err)
			same(t, what, want, got)
		}
		seed := dbtest.NewSeed(t, s, 1)
		expect("nothing", time.Time{})
		schedule(t, s, "overdue", now)
		expect("what is due already", time.Time{})
		schedule(t, s, "a", now.Add(3*time.Hour))
		expect("a moment", now.Add(3*time.Hour))
		m := seed.Message(program.SurveyInvitation, seed.People[0])
		m.NextAt = now.Add(2 * time.Hour)
		seed.Write(m, seed.Message(program.SurveyInvitation, seed.People[0]))
		expect("a message", now.Add(2*time.Hour))
		u := seed.Message(program.SurveyInvitation, seed.People[0])
		u.NextAt = now.Add(time.Hour)
		seed.Write(u)
		exec(t, s, "UPDATE outbox SET state = 'unknown' WHERE id = ?", u.ID)
		expect("a decision about an unknown one", now.Add(time.Hour))
		exec(t, s, "UPDATE outbox SET resends = 1 WHERE id = ?", u.ID)
		expect("an unknown one that waits for a person", now.Add(2*time.Hour))
	})
}

func TestMomentsOfAProgramAreItsFutureInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		var e db.Effects
		for i, due := range []time.Duration{2 * time.Hour, time.Hour, 0} {
			e.Moments = append(e.Moments, program.Moment{ID: seed.ID(), Kind: "k", Subject: string(rune('a' + i)), ProgramID: seed.Program.ID, Due: now.Add(due)})
		}
		e.Moments[2].Due = time.Time{} // never
		ok(t, s.Write(t.Context(), e))
		moments, err := s.Moments(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "moments", []program.Moment{e.Moments[1], e.Moments[0]}, moments)
	})
}
