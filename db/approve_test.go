package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

// race runs n callers at once and counts who won and who got ErrConflict.
func race(t *testing.T, n int, call func(i int) error) (won, conflicts int) {
	t.Helper()
	start := make(chan struct{})
	errs := make([]error, n)
	var callers sync.WaitGroup
	for i := range n {
		callers.Go(func() { <-start; errs[i] = call(i) })
	}
	close(start)
	callers.Wait()
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case errors.Is(err, program.ErrConflict):
			conflicts++
		default:
			t.Error(err)
		}
	}
	return won, conflicts
}

func decided(s *dbtest.Seed) db.Effects {
	return db.Effects{Audit: []program.Audit{{ID: s.ID(), ProgramID: s.Program.ID, At: now, Actor: string(s.Admin.ID), Action: "decided"}}}
}

func state(t *testing.T, s *db.Store, id program.ID) program.DraftState {
	t.Helper()
	d, err := s.Draft(t.Context(), id)
	ok(t, err)
	return d.State
}

func TestOneApproval(t *testing.T) {
	t.Parallel()
	const callers = 50
	t.Run("of one draft", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, s *db.Store) {
			seed := dbtest.NewSeed(t, s, 4)
			d := seed.ReadyDraft()
			won, conflicts := race(t, callers, func(int) error { return s.Approve(t.Context(), seed.Approval(d), decided(seed)) })
			same(t, "won and refused", []int{1, callers - 1}, []int{won, conflicts})
			same(t, "decisions in the audit", 1, count(t, s, "SELECT COUNT(*) FROM audit"))
			same(t, "state", program.DraftApproved, state(t, s, d.ID))
		})
	})
	t.Run("of two drafts of a round", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, s *db.Store) {
			seed := dbtest.NewSeed(t, s, 4)
			round := seed.RunningRound(1)
			drafts := []program.Draft{seed.NextDraft(round, 1), seed.NextDraft(round, 2)}
			// As if the first had not been superseded.
			exec(t, s, "UPDATE draft SET state = 'ready', decided_at = NULL")
			won, conflicts := race(t, callers, func(i int) error { return s.Approve(t.Context(), seed.Approval(drafts[i%2]), decided(seed)) })
			same(t, "won and refused", []int{1, callers - 1}, []int{won, conflicts})
			same(t, "approved drafts", 1, count(t, s, "SELECT COUNT(*) FROM draft WHERE state = 'approved'"))
			same(t, "decisions in the audit", 1, count(t, s, "SELECT COUNT(*) FROM audit"))
		})
	})
	t.Run("against a new revision", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, s *db.Store) {
			seed := dbtest.NewSeed(t, s, 4)
			round := seed.RunningRound(1)
			old := seed.NextDraft(round, 1)
			revised := old
			revised.ID, revised.Revision = seed.ID(), 2
			won, conflicts := race(t, 10, func(i int) error {
				if i%2 == 0 {
					return s.Approve(t.Context(), seed.Approval(old), decided(seed))
				}
				saved, err := s.SaveDraft(t.Context(), revised, nil, now, db.Effects{})
				if err == nil && !saved {
					return program.ErrConflict
				}
				return err
			})
			same(t, "won and refused", []int{1, 9}, []int{won, conflicts})
			same(t, "drafts that are approved or can be", 1, count(t, s, "SELECT COUNT(*) FROM draft WHERE state IN ('approved', 'ready')"))
		})
	})
	t.Run("against discarding", func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, s *db.Store) {
			seed := dbtest.NewSeed(t, s, 4)
			d := seed.ReadyDraft()
			won, conflicts := race(t, 20, func(i int) error {
				if i%2 == 0 {
					return s.Approve(t.Context(), seed.Approval(d), decided(seed))
				}
				closed, err := s.CloseDraft(t.Context(), db.Decision{DraftID: d.ID, By: seed.Admin.ID, At: now}, program.DraftDiscarded, decided(seed))
				if err == nil && !closed {
					return program.ErrConflict
				}
				return err
			})
			same(t, "won and refused", []int{1, 19}, []int{won, conflicts})
			same(t, "decisions in the audit", 1, count(t, s, "SELECT COUNT(*) FROM audit"))
			round, err := s.Round(t.Context(), d.RoundID)
			ok(t, err)
			same(t, "the round follows the draft", string(state(t, s, d.ID)), string(round.State))
		})
	})
}

func TestApprovalIsRecordedWithItsUndoDeadlineAndNothingElse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		want := seed.ReadyDraft()
		ok(t, s.Approve(t.Context(), seed.Approval(want), decided(seed)))
		got, err := s.LatestDraft(t.Context(), want.RoundID)
		ok(t, err)
		want.State, want.DecidedAt, want.DecidedBy, want.UndoUntil = program.DraftApproved, now, seed.Admin.ID, now.Add(dbtest.Undo)
		same(t, "draft", want, got)
		for _, table := range []string{"pairing", "series", "session", "outbox", "moment"} {
			same(t, "rows of "+table, 0, count(t, s, "SELECT COUNT(*) FROM "+table))
		}
		proposals, err := s.Proposals(t.Context(), want.ID)
		ok(t, err)
		same(t, "proposals", 2, len(proposals))
		same(t, "members", seed.People[0].ID, proposals[0].Members[0].ParticipantID)
	})
}

func TestStaleRefused(t *testing.T) {
	t.Parallel()
	until := program.Date{Year: 2027, Month: 5, Day: 1}
	changes := map[string]func(ctx context.Context, s *db.Store, seed *dbtest.Seed) error{
		"answers changed": func(ctx context.Context, s *db.Store, seed *dbtest.Seed) error {
			p := seed.People[0]
			return s.Register(ctx, db.Registration{ParticipantID: p.ID, Role: p.Role, Answers: program.Answers{"skills_wanted": {"Organization"}}}, now, revised(db.Effects{}))
		},
		"working hours changed": func(ctx context.Context, s *db.Store, seed *dbtest.Seed) error {
			p := seed.People[0]
			return s.Register(ctx, db.Registration{ParticipantID: p.ID, Role: p.Role, Hours: "Mon 09:00-12:00", Answers: p.Answers}, now, revised(db.Effects{}))
		},
		"someone left": func(ctx context.Context, s *db.Store, seed *dbtest.Seed) error {
			_, err := s.MoveParticipant(ctx, seed.People[1].ID, program.Registered, program.Left, program.Date{}, now, db.Effects{})
			return err
		},
		"someone paused": func(ctx context.Context, s *db.Store, seed *dbtest.Seed) error {
			_, err := s.MoveParticipant(ctx, seed.People[1].ID, program.Registered, program.Paused, until, now, db.Effects{})
			return err
		},
		"someone came": func(ctx context.Context, s *db.Store, seed *dbtest.Seed) error {
			_, err := s.ImportPeople(ctx, seed.Program.ID, []program.Participant{seed.NewParticipant("new@example.org")}, now, dbtest.NoEffects)
			return err
		},
		"a manager changed": func(ctx context.Context, s *db.Store, seed *dbtest.Seed) error {
			p := seed.People[0]
			p.Person.ManagerEmail = "boss@example.org"
			_, err := s.ImportPeople(ctx, seed.Program.ID, []program.Participant{p}, now, dbtest.NoEffects)
			return err
		},
		"the program changed": func(ctx context.Context, s *db.Store, seed *dbtest.Seed) error {
			p := seed.Program
			p.Source += "\ngoal: learning"
			_, err := s.ApplyProgram(ctx, p, []program.Person{seed.Admin}, now, always(db.Effects{}))
			return err
		},
	}
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		for name, change := range changes {
			t.Run(name, func(t *testing.T) {
				slug := "p" + string(program.DeriveID("", name)[10:])
				seed := dbtest.NewSeedOf(t, s, slug, 4)
				d := seed.ReadyDraft()
				ok(t, change(t.Context(), s, seed))
				err := s.Approve(t.Context(), seed.Approval(d), decided(seed))
				if !errors.Is(err, db.ErrStale) || !errors.Is(err, program.ErrConflict) {
					t.Errorf("got %v, want ErrStale, which is an ErrConflict", err)
				}
				got, err := s.Draft(t.Context(), d.ID)
				ok(t, err)
				d.State, d.DecidedAt = program.DraftStale, now
				same(t, "draft", d, got)
				same(t, "decisions in the audit", 0, count(t, s, "SELECT COUNT(*) FROM audit WHERE program_id = ?", seed.Program.ID))
				err = s.Approve(t.Context(), seed.Approval(d), decided(seed))
				if errors.Is(err, db.ErrStale) || !errors.Is(err, program.ErrConflict) {
					t.Errorf("once more: got %v, want ErrConflict", err)
				}
			})
		}
	})
}

func TestWhatDoesNotTouchADraftDoesNotMakeItStale(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		other := dbtest.NewSeedOf(t, s, "other", 2)
		d := seed.ReadyDraft()
		_, err := s.SetSwitch(t.Context(), seed.Program.ID, program.SwitchOff, now, db.Effects{})
		ok(t, err)
		_, err = s.ImportPeople(t.Context(), seed.Program.ID, seed.People, now.Add(time.Hour), dbtest.NoEffects)
		ok(t, err)
		_, err = s.ApplyProgram(t.Context(), seed.Program, []program.Person{seed.Admin}, now, always(db.Effects{}))
		ok(t, err)
		_, err = s.MoveParticipant(t.Context(), other.People[0].ID, program.Registered, program.Left, program.Date{}, now, db.Effects{})
		ok(t, err)
		ok(t, s.Approve(t.Context(), seed.Approval(d), db.Effects{}))
	})
}

func TestApprovalComesTooLate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 4)
		round := seed.RunningRound(1)
		first := seed.NextDraft(round, 1)
		d := seed.NextDraft(round, 2)
		same(t, "the first draft", program.DraftSuperseded, state(t, s, first.ID))
		for _, test := range []struct {
			name string
			of   program.Draft
			at   time.Time
			want error
		}{
			{"superseded", first, now, program.ErrConflict},
			{"at its expiry", d, d.ExpiresAt, program.ErrConflict},
			{"after its expiry", d, d.ExpiresAt.Add(time.Hour), program.ErrConflict},
			{"no such draft", program.Draft{ID: seed.ID()}, now, program.ErrNotFound},
			{"a microsecond before its expiry", d, d.ExpiresAt.Add(-time.Microsecond), nil},
			{"approved", d, now, program.ErrConflict},
		} {
			decision := seed.Approval(test.of)
			decision.At = test.at
			if err := s.Approve(t.Context(), decision, db.Effects{}); !errors.Is(err, test.want) {
				t.Errorf("%s: got %v, want %v", test.name, err, test.want)
			}
		}
	})
}

func TestDraftClosesOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		for _, to := range []program.DraftState{program.DraftDiscarded, program.DraftExpired, program.DraftStale} {
			seed := dbtest.NewSeedOf(t, s, string(to), 2)
			d := seed.ReadyDraft()
			for _, want := range []bool{true, false} {
				closed, err := s.CloseDraft(t.Context(), db.Decision{DraftID: d.ID, At: now}, to, decided(seed))
				ok(t, err)
				same(t, "closed", want, closed)
			}
			same(t, "state", to, state(t, s, d.ID))
			same(t, "decisions in the audit", 1, count(t, s, "SELECT COUNT(*) FROM audit WHERE program_id = ?", seed.Program.ID))
		}
	})
}
