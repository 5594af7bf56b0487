package db_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestLinkIsUsedFirstOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		want := program.Link{ID: seed.ID(), Purpose: program.ForApprove, ProgramID: seed.Program.ID, PersonID: seed.Admin.ID, Object: seed.ID(), Revision: 3, ExpiresAt: now.Add(time.Hour), CreatedAt: now}
		ok(t, s.Write(t.Context(), db.Effects{Links: []program.Link{want}}))
		won, conflicts := race(t, 10, func(int) error {
			first, err := s.UseLink(t.Context(), want.ID, now)
			if err == nil && !first {
				return program.ErrConflict
			}
			return err
		})
		same(t, "first uses and others", []int{1, 9}, []int{won, conflicts})
		got, err := s.Link(t.Context(), want.ID)
		ok(t, err)
		want.UsedAt = now
		same(t, "link", want, got)
		if _, err := s.Link(t.Context(), seed.ID()); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("no such link: got %v, want ErrNotFound", err)
		}
	})
}

func TestNewestLiveLinkIsFound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		object := seed.ID()
		links := map[string]program.Link{}
		for i, name := range []string{"old", "new", "expired", "revoked", "another purpose"} {
			links[name] = program.Link{ID: seed.ID(), Purpose: program.ForMet, PersonID: seed.Admin.ID, Object: object, CreatedAt: now.Add(time.Duration(i) * time.Second)}
		}
		expired, purpose := links["expired"], links["another purpose"]
		expired.ExpiresAt, purpose.Purpose = now, program.ForSurvey
		ok(t, s.Write(t.Context(), db.Effects{Links: []program.Link{links["new"], links["old"], expired, links["revoked"], purpose}}))
		exec(t, s, "UPDATE link SET revoked_at = created_at WHERE id = ?", links["revoked"].ID)
		got, err := s.LinkFor(t.Context(), program.ForMet, seed.Admin.ID, object, now)
		ok(t, err)
		same(t, "link", links["new"], got)
		if _, err := s.LinkFor(t.Context(), program.ForMet, seed.ID(), object, now); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("of another person: got %v, want ErrNotFound", err)
		}
	})
}

func TestHomeSessionEnds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		expires := now.Add(8 * time.Hour)
		ok(t, s.SaveHomeSession(t.Context(), "hash", seed.Admin.ID, expires))
		ok(t, s.SaveHomeSession(t.Context(), "other", seed.Admin.ID, expires.Add(time.Hour)))
		who, err := s.HomeSession(t.Context(), "hash", expires.Add(-time.Microsecond))
		ok(t, err)
		same(t, "whose", seed.Admin.ID, who)
		for hash, at := range map[string]time.Time{"hash": expires, "HASH": now, "": now} {
			if _, err := s.HomeSession(t.Context(), hash, at); !errors.Is(err, program.ErrNotFound) {
				t.Errorf("%q at %s: got %v, want ErrNotFound", hash, at, err)
			}
		}
		ok(t, s.EndHomeSession(t.Context(), "none", expires))
		same(t, "sessions left", 1, count(t, s, "SELECT COUNT(*) FROM home_session WHERE token_hash = 'other'"))
		ok(t, s.EndHomeSession(t.Context(), "other", now))
		same(t, "sessions left", 0, count(t, s, "SELECT COUNT(*) FROM home_session"))
	})
}

func TestSuppressedAddressGetsNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		for range 2 {
			ok(t, s.Suppress(t.Context(), "P1@example.ORG", "bounced", now, db.Effects{}))
		}
		ok(t, s.Suppress(t.Context(), "nobody@example.org", "bounced", now, db.Effects{}))
		control := seed.Message(program.RegistrationConfirmed, seed.People[0])
		seed.Write(control)
		rows := notices(seed, 2)
		same(t, "claimed", 1, len(claimAll(t, s, now)))
		for _, id := range []program.ID{control.ID, rows[0].ID} {
			got := row(t, s, id)
			same(t, "the suppressed", []any{program.OutboxCancelled, "the address must not be mailed"}, []any{got.State, got.Reason})
		}
		same(t, "addresses in the clear", 0, count(t, s, "SELECT COUNT(*) FROM suppression WHERE address_hash LIKE '%@%'"))
	})
}

func TestUnsubscribedParticipantGetsWhatCannotBeDoneWithout(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		for _, want := range []bool{true, false} {
			did, err := s.Unsubscribe(t.Context(), seed.People[0].ID, now, decided(seed))
			ok(t, err)
			same(t, "unsubscribed", want, did)
		}
		p, err := s.ParticipantOf(t.Context(), seed.Program.ID, seed.People[0].PersonID)
		ok(t, err)
		same(t, "since", now, p.UnsubscribedAt)
		of, err := s.ParticipationsOf(t.Context(), p.PersonID)
		ok(t, err)
		same(t, "participations", []program.Participant{p}, of)
		survey, confirmation := seed.Message(program.SurveyInvitation, seed.People[0]), seed.Message(program.ParticipationConfirmed, seed.People[0])
		seed.Write(survey, confirmation)
		claimed := claimAll(t, s, now)
		same(t, "claimed", 1, len(claimed))
		same(t, "which", confirmation.ID, claimed[0].ID)
		same(t, "the survey", program.OutboxCancelled, row(t, s, survey.ID).State)
	})
}

func TestLeaseHasOneHolder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		for _, test := range []struct {
			holder string
			at     time.Duration
			want   bool
		}{
			{"a", 0, true},
			{"b", time.Second, false},
			{"a", 2 * time.Second, true}, // renews it
			{"b", 11 * time.Second, false},
			{"b", 12 * time.Second, true}, // it has run out
			{"a", 13 * time.Second, false},
		} {
			held, err := s.AcquireLease(t.Context(), "leader", test.holder, now.Add(test.at), 10*time.Second)
			ok(t, err)
			same(t, fmt.Sprintf("%s holds it after %s", test.holder, test.at), test.want, held)
		}
		ok(t, s.ReleaseLease(t.Context(), "leader", "a", now.Add(14*time.Second))) // not its own
		held, err := s.AcquireLease(t.Context(), "leader", "a", now.Add(14*time.Second), time.Minute)
		ok(t, err)
		same(t, "after a foreign release", false, held)
		ok(t, s.ReleaseLease(t.Context(), "leader", "b", now.Add(14*time.Second)))
		won, conflicts := race(t, 10, func(i int) error {
			held, err := s.AcquireLease(t.Context(), "leader", fmt.Sprint("c", i), now.Add(14*time.Second), time.Minute)
			if err == nil && !held {
				return program.ErrConflict
			}
			return err
		})
		same(t, "holders and others after a release", []int{1, 9}, []int{won, conflicts})
	})
}

func TestAuditIsInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		lines := []program.Audit{
			{ID: seed.ID(), ProgramID: seed.Program.ID, At: now, Actor: "operator", Action: "first", Object: seed.Program.ID, Detail: "x"},
			{ID: seed.ID(), ProgramID: seed.Program.ID, At: now, Actor: "peerpost", Action: "second"},
			{ID: seed.ID(), ProgramID: seed.Program.ID, At: now.Add(time.Second), Actor: string(seed.Admin.ID), Action: "third"},
		}
		ok(t, s.Write(t.Context(), db.Effects{Audit: []program.Audit{lines[2], lines[1], lines[0], {ID: seed.ID(), At: now}}}))
		got, err := s.Audit(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "audit", lines, got)
	})
}

func TestEnsuredMomentIsNotMoved(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		want := schedule(t, s, "a", now)
		other := program.Moment{ID: program.DeriveID("", "b"), Kind: "k", Subject: "b", Due: now}
		moved := want
		moved.Due = now.Add(time.Hour)
		ok(t, s.EnsureMoments(t.Context(), []program.Moment{moved, other}))
		got, err := s.Moment(t.Context(), "k", "a")
		ok(t, err)
		same(t, "the known one", want, got)
		got, err = s.Moment(t.Context(), "k", "b")
		ok(t, err)
		same(t, "the new one", other, got)
	})
}
