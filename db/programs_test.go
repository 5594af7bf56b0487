package db_test

import (
	"errors"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func TestProgramComesBackAsItWasApplied(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		p := db.Program{ID: seed.ID(), Program: dbtest.Definition("other"), Source: "slug: other # ü 😀"}
		p.Program.Pairing.DoNotPair = [][2]program.Address{{"a@example.org", "b@example.org"}}
		p.Program.Pairing.Recommendations = []program.Rule{{Kind: program.RuleMeets, Field: "a", Meets: "b", Weight: 2.5}}
		p.Program.Import.Columns = map[string]program.Column{"Email Address": {Field: "email"}, "Wünsche": {Question: "a", Split: ","}}
		p.Program.SendHours = program.Span{From: 8 * 60, To: 18 * 60}
		want, err := s.ApplyProgram(t.Context(), p, nil, now, always(db.Effects{}))
		ok(t, err)
		p.Version, p.Switch, p.CreatedAt = 1, program.SwitchOn, now
		same(t, "applied", p, want)
		byID, err := s.Program(t.Context(), p.ID)
		ok(t, err)
		same(t, "by id", want, byID)
		all, err := s.Programs(t.Context())
		ok(t, err)
		same(t, "all, by slug", []string{"eng-peers", "other"}, []string{all[0].Slug, all[1].Slug})
		if _, err := s.ProgramBySlug(t.Context(), "Other"); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("another slug: got %v, want ErrNotFound", err)
		}
	})
}

// always are effects that no Administrator makes others.
func always(e db.Effects) func([]program.Person) db.Effects {
	return func([]program.Person) db.Effects { return e }
}

func TestWelcomeOfAnAdministratorIsWrittenWithTheRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		p := seed.Program
		grace := program.Person{ID: seed.ID(), Address: "grace@example.org"}
		for _, test := range []struct {
			source string
			admins []program.Person
			want   []program.Address
		}{
			{"b", []program.Person{seed.Admin, grace}, []program.Address{"grace@example.org"}},
			{"c", []program.Person{seed.Admin, grace}, nil},
			{"d", []program.Person{grace}, nil},
			{"e", []program.Person{seed.Admin, grace}, []program.Address{"ada@example.org"}},
		} {
			var welcome []program.Address
			p.Source = test.source
			_, err := s.ApplyProgram(t.Context(), p, test.admins, now, func(all []program.Person) db.Effects {
				for _, a := range all {
					welcome = append(welcome, a.Address)
				}
				return decided(seed)
			})
			ok(t, err)
			same(t, "who is welcomed by "+test.source, test.want, welcome)
		}
		same(t, "effects", 4, count(t, s, "SELECT COUNT(*) FROM audit"))
	})
}

func TestVersionRisesWithEachAppliedChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		p := seed.Program
		grace := program.Person{ID: seed.ID(), Address: "grace@example.org"}
		for _, test := range []struct {
			source  string
			admins  []program.Person
			version int
			audit   int
			want    []program.Address
		}{
			{p.Source, []program.Person{seed.Admin}, 1, 0, []program.Address{"ada@example.org"}},
			{"b", []program.Person{seed.Admin, grace}, 2, 1, []program.Address{"ada@example.org", "grace@example.org"}},
			{"b", []program.Person{seed.Admin, grace}, 2, 1, []program.Address{"ada@example.org", "grace@example.org"}},
			{"c", []program.Person{grace}, 3, 2, []program.Address{"grace@example.org"}},
			{"b", []program.Person{seed.Admin}, 4, 3, []program.Address{"ada@example.org"}},
		} {
			p.Source = test.source
			stored, err := s.ApplyProgram(t.Context(), p, test.admins, now.Add(time.Hour), always(decided(seed)))
			ok(t, err)
			same(t, "version", test.version, stored.Version)
			same(t, "effects", test.audit, count(t, s, "SELECT COUNT(*) FROM audit"))
			admins, err := s.Administrators(t.Context(), p.ID)
			ok(t, err)
			var got []program.Address
			for _, a := range admins {
				got = append(got, a.Address)
			}
			same(t, "administrators", test.want, got)
		}
		same(t, "known already, the name stays", "Ada", person(t, s, "ada@example.org").FirstName)
		for who, want := range map[program.Address]bool{"ada@example.org": true, "grace@example.org": false} {
			is, err := s.IsAdministrator(t.Context(), person(t, s, who).ID)
			ok(t, err)
			same(t, string(who)+" runs programs", want, is)
			of, err := s.ProgramsOf(t.Context(), person(t, s, who).ID)
			ok(t, err)
			same(t, "which", want, len(of) == 1)
		}
	})
}

func TestSlugOfAnotherProgramIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		other := seed.Program
		other.ID, other.Source = seed.ID(), "other"
		if _, err := s.ApplyProgram(t.Context(), other, []program.Person{seed.Admin}, now, always(decided(seed))); !errors.Is(err, program.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
		got, err := s.ProgramBySlug(t.Context(), "eng-peers")
		ok(t, err)
		same(t, "the program", seed.Program, got)
		same(t, "administrators", 1, count(t, s, "SELECT COUNT(*) FROM administrator"))
		// Of many that apply a new slug at once, one has it.
		won, conflicts := race(t, 8, func(i int) error {
			_, err := s.ApplyProgram(t.Context(), db.Program{ID: seed.ID(), Program: dbtest.Definition("new"), Source: "x"}, nil, now, always(db.Effects{}))
			return err
		})
		same(t, "won and refused", []int{1, 7}, []int{won, conflicts})
	})
}

func TestSwitchMovesOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		for _, test := range []struct {
			to   program.Switch
			want bool
		}{{program.SwitchOn, false}, {program.SwitchOff, true}, {program.SwitchOff, false}, {program.SwitchAllOff, true}, {program.SwitchOn, true}} {
			moved, err := s.SetSwitch(t.Context(), seed.Program.ID, test.to, now, decided(seed))
			ok(t, err)
			same(t, "moved to "+string(test.to), test.want, moved)
			p, err := s.Program(t.Context(), seed.Program.ID)
			ok(t, err)
			same(t, "switch", test.to, p.Switch)
		}
		same(t, "effects", 3, count(t, s, "SELECT COUNT(*) FROM audit"))
	})
}

func TestRoundIsCreatedOnceAndMovesFromTheStateThatWasSeen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		round := program.Round{ID: seed.ID(), ProgramID: seed.Program.ID, Number: 1, Seed: -1 << 63, CreatedAt: now}
		ok(t, s.CreateRound(t.Context(), round, decided(seed)))
		other := round
		other.ID = seed.ID()
		ok(t, s.CreateRound(t.Context(), other, decided(seed)))
		same(t, "effects", 1, count(t, s, "SELECT COUNT(*) FROM audit"))
		for _, test := range []struct {
			from, to program.RoundState
			want     bool
		}{{program.RoundRunning, program.RoundDrafted, false}, {program.RoundDue, program.RoundRunning, true}, {program.RoundDue, program.RoundRunning, false}, {program.RoundRunning, program.RoundFailed, true}} {
			moved, err := s.MoveRound(t.Context(), round.ID, test.from, test.to, "why", db.Effects{})
			ok(t, err)
			same(t, "moved", test.want, moved)
		}
		round.State, round.Reason = program.RoundFailed, "why"
		rounds, err := s.Rounds(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "rounds", []program.Round{round}, rounds)
	})
}

func TestDraftIsSavedOnceAndSupersedesTheEarlierOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		round := seed.RunningRound(1)
		save := func(revision int) bool {
			t.Helper()
			d := program.Draft{ID: seed.ID(), RoundID: round.ID, ProgramID: seed.Program.ID, Revision: revision, CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
			saved, err := s.SaveDraft(t.Context(), d, nil, now, decided(seed))
			ok(t, err)
			return saved
		}
		same(t, "a revision too early", false, save(2))
		got, err := s.Round(t.Context(), round.ID)
		ok(t, err)
		same(t, "the round after a refused draft", program.RoundRunning, got.State)
		for revision, want := range map[int]bool{1: true} {
			same(t, "the first", want, save(revision))
		}
		same(t, "the first again", false, save(1))
		same(t, "the second", true, save(2))
		same(t, "ready drafts", 1, count(t, s, "SELECT COUNT(*) FROM draft WHERE state = 'ready' AND revision = 2"))
		same(t, "superseded drafts", 1, count(t, s, "SELECT COUNT(*) FROM draft WHERE state = 'superseded' AND revision = 1"))
		for _, state := range []program.RoundState{program.RoundApproved, program.RoundDiscarded, program.RoundFailed, program.RoundDue} {
			exec(t, s, "UPDATE round SET state = ?", state)
			same(t, "of a round that is "+string(state), false, save(3))
		}
		same(t, "effects", 2, count(t, s, "SELECT COUNT(*) FROM audit"))
		if _, err := s.LatestDraft(t.Context(), seed.ID()); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("no such round: got %v, want ErrNotFound", err)
		}
	})
}
