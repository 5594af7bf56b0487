package db_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

func importAs(t *testing.T, s *db.Store, seed *dbtest.Seed, want int, people ...program.Participant) {
	t.Helper()
	imported, err := s.ImportPeople(t.Context(), seed.Program.ID, people, now.Add(time.Hour), dbtest.NoEffects)
	ok(t, err)
	same(t, "new participants", want, imported.New)
}

func person(t *testing.T, s *db.Store, a program.Address) program.Person {
	t.Helper()
	p, err := s.PersonByAddress(t.Context(), a)
	ok(t, err)
	return p
}

func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	s, _ := dbtest.NewMySQL(t) // where a value can be too long
	seed := dbtest.NewSeed(t, s, 1)
	bad := seed.NewParticipant("bad@example.org")
	bad.Headline = string(make([]byte, 501))
	known := seed.People[0]
	known.Person.Department = "Sales"
	if _, err := s.ImportPeople(t.Context(), seed.Program.ID, []program.Participant{known, seed.NewParticipant("good@example.org"), bad}, now, dbtest.NoEffects); err == nil {
		t.Fatal("an import with a value that is too long was taken")
	}
	same(t, "participants", 1, count(t, s, "SELECT COUNT(*) FROM participant"))
	same(t, "the department", "", person(t, s, "p1@example.org").Department)
	if _, err := s.PersonByAddress(t.Context(), "good@example.org"); !errors.Is(err, program.ErrNotFound) {
		t.Errorf("a person of the refused import: got %v, want ErrNotFound", err)
	}
}

func TestBlankCellsOfAnImportKeepWhatIsKnown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		full := seed.NewParticipant("Zoe@Example.org")
		full.State, full.Role, full.Capacity, full.Headline = program.Invited, program.Mentor, 3, "Builds bridges"
		full.Answers = program.Answers{"skills_wanted": {"Leadership"}, "confidence": {"3"}}
		full.Person = program.Person{ID: full.Person.ID, Address: full.Person.Address, FirstName: "Zoë", LastName: "Ö", Name: "Zoë Ö.", Zone: "Europe/Paris", Hours: "Mon 09:00-12:00",
			Department: "R&D", Level: "5", Location: "Lyon", Language: "fr", ManagerEmail: "m@example.org", EmployeeID: "007", Status: "active"}
		importAs(t, s, seed, 1, full)
		want := person(t, s, "zoe@example.org")
		importAs(t, s, seed, 0, program.Participant{ID: seed.ID(), Person: program.Person{ID: seed.ID(), Address: "zoe@EXAMPLE.org"}, State: program.Invited})
		same(t, "person after a blank row", want, person(t, s, "zoe@example.org"))
		some := program.Participant{ID: seed.ID(), Person: program.Person{ID: seed.ID(), Address: "zoe@example.org", Department: "Sales"}, State: program.Registered,
			Answers: program.Answers{"confidence": {"5"}}}
		importAs(t, s, seed, 0, some)
		want.Department = "Sales"
		same(t, "person after one cell", want, person(t, s, "zoe@example.org"))
		all, err := s.Participants(t.Context(), seed.Program.ID)
		ok(t, err)
		full.PersonID, full.Person, full.State, full.CreatedAt = want.ID, want, program.Registered, now.Add(time.Hour)
		full.Answers = program.Answers{"skills_wanted": {"Leadership"}, "confidence": {"5"}}
		same(t, "participant", []program.Participant{full}, all)
	})
}

// Else an export without a status would bring back everybody who has gone.
func TestImportWithoutStatusAndCapacityKeepsThem(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		const gone, fresh = program.Address("gone@example.org"), program.Address("new@example.org")
		importOne := func(a program.Address, status string, capacity, want int) {
			p := seed.NewParticipant(a)
			p.Person.Status, p.Capacity = status, capacity
			importAs(t, s, seed, want, p)
		}
		for _, step := range []struct {
			why              string
			address          program.Address
			status, isStatus string
			capacity, is     int
			added            int
		}{
			{"new, with both", gone, "terminated", "terminated", 3, 3, 1},
			{"known, with neither", gone, "", "terminated", 0, 3, 0},
			{"known, with both", gone, "leave", "leave", 2, 2, 0},
			{"new, with neither", fresh, "", "active", 0, 1, 1},
			{"known by its defaults, with neither", fresh, "", "active", 0, 1, 0},
		} {
			importOne(step.address, step.status, step.capacity, step.added)
			all, err := s.Participants(t.Context(), seed.Program.ID)
			ok(t, err)
			for _, p := range all {
				if p.Person.Address == step.address {
					same(t, step.why, []any{step.isStatus, step.is}, []any{p.Person.Status, p.Capacity})
				}
			}
		}
	})
}

func TestImportPassesOverWhoseAddressIsSuppressed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 1)
		ok(t, s.Suppress(t.Context(), "never@example.org", "erased", now, db.Effects{}))
		ok(t, s.Suppress(t.Context(), "p1@example.org", "erased", now, db.Effects{}))
		known := seed.People[0]
		known.Headline, known.Person.Department = "Changed", "Sales"
		people := []program.Participant{seed.NewParticipant("Never@example.org"), known, seed.NewParticipant("new@example.org")}
		importAs(t, s, seed, 1, people...)
		if _, err := s.PersonByAddress(t.Context(), "never@example.org"); !errors.Is(err, program.ErrNotFound) {
			t.Errorf("a suppressed address: got %v, want ErrNotFound", err)
		}
		got, err := s.Participant(t.Context(), known.ID)
		ok(t, err)
		same(t, "who is known", seed.People[0], got)
		suppressed, err := s.SuppressedAmong(t.Context(), []program.Address{"new@example.org", "p1@example.org", "NEVER@example.org"})
		ok(t, err)
		same(t, "suppressed", []program.Address{"p1@example.org", "NEVER@example.org"}, suppressed)
		suppressed, err = s.SuppressedAmong(t.Context(), nil)
		ok(t, err)
		same(t, "suppressed of none", nil, suppressed)
		importAs(t, s, seed, 0, people[:2]...)
	})
}

func TestErasedDuringAnImportStaysErased(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 10)
		var both sync.WaitGroup
		both.Go(func() {
			for _, p := range seed.People {
				if _, err := s.ErasePerson(t.Context(), p.PersonID, "A former participant", now, db.Effects{}, nil); err != nil {
					t.Error(err)
				}
			}
		})
		both.Go(func() {
			for range 10 {
				if _, err := s.ImportPeople(t.Context(), seed.Program.ID, seed.People, now, dbtest.NoEffects); err != nil {
					t.Error(err)
				}
			}
		})
		both.Wait()
		same(t, "addresses in the clear", 0, count(t, s, "SELECT COUNT(*) FROM person WHERE address LIKE 'p%@example.org'"))
	})
}

func TestImportLeavesWhoHasAnsweredOrLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 3)
		answered, left := seed.People[0], seed.People[1]
		own := program.Answers{"skills_wanted": {"Organization"}}
		ok(t, s.Register(t.Context(), db.Registration{ParticipantID: answered.ID, Role: program.Mentee, Headline: "Mine", Answers: own}, now, revised(db.Effects{})))
		_, err := s.MoveParticipant(t.Context(), left.ID, program.Registered, program.Left, program.Date{}, now, db.Effects{})
		ok(t, err)
		for i := range seed.People {
			p := seed.People[i]
			p.ID, p.Role, p.Headline, p.Capacity, p.Answers = seed.ID(), program.Mentor, "Imported", 4, program.Answers{"skills_wanted": {"Leadership"}}
			importAs(t, s, seed, 0, p)
		}
		got, err := s.Participant(t.Context(), answered.ID)
		ok(t, err)
		same(t, "who answered", []any{program.Mentee, "Mine", own, 4}, []any{got.Role, got.Headline, got.Answers, got.Capacity})
		got, err = s.Participant(t.Context(), left.ID)
		ok(t, err)
		same(t, "who left", []any{program.Left, ""}, []any{got.State, got.Headline})
		got, err = s.Participant(t.Context(), seed.People[2].ID)
		ok(t, err)
		same(t, "who did neither", "Imported", got.Headline)
	})
}

func TestImportTwiceIsImportOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 2)
		people := append(seed.People, seed.NewParticipant("new@example.org"), seed.NewParticipant("NEW@example.org"))
		importAs(t, s, seed, 1, people...)
		before, err := s.Participants(t.Context(), seed.Program.ID)
		ok(t, err)
		importAs(t, s, seed, 0, people...)
		after, err := s.Participants(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "participants", before, after)
		importAs(t, s, seed, 0)
		ids := []program.ID{after[0].ID, seed.ID(), after[2].ID}
		byID, err := s.ParticipantsByID(t.Context(), ids)
		ok(t, err)
		same(t, "by id", map[program.ID]program.Participant{after[0].ID: after[0], after[2].ID: after[2]}, byID)
		counts, err := s.ParticipantCounts(t.Context(), seed.Program.ID)
		ok(t, err)
		same(t, "counts", map[program.ParticipantState]int{program.Registered: 3}, counts)
	})
}

func TestImportCountsWhatItHasChanged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 6)
		ok(t, s.Register(t.Context(), db.Registration{ParticipantID: seed.People[4].ID, Role: program.Peer, Headline: "Mine"}, now, revised(db.Effects{})))
		ok(t, s.Suppress(t.Context(), "p6@example.org", "erased", now, db.Effects{}))
		people := slices.Clone(seed.People)
		people[1].Person.Department = "Sales"
		people[2].Capacity++
		people[3].Answers = program.Answers{"skills_wanted": {"Saying no"}}
		people[4].Headline = "Of the file, and not stored"
		people[5].Headline = "Skipped"
		people = append(people, seed.NewParticipant("new@example.org"), seed.NewParticipant("NEW@example.org"))
		for _, want := range []db.Imported{{New: 1, Changed: 3, Unchanged: 2, Skipped: 1}, {Unchanged: 6, Skipped: 1}} {
			var told db.Imported
			got, err := s.ImportPeople(t.Context(), seed.Program.ID, people, now, func(i db.Imported, _ []program.Participant) db.Effects {
				told = i
				return db.Effects{}
			})
			ok(t, err)
			same(t, "imported", want, got)
			same(t, "what the effects are made of", want, told)
		}
	})
}

func TestImportsAtOnceMakeEachPersonOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 0)
		var importers sync.WaitGroup
		for i := range 4 {
			importers.Go(func() {
				var people []program.Participant
				for n := range 20 {
					if i%2 == 1 { // in another order
						n = 19 - n
					}
					people = append(people, seed.NewParticipant(program.Address(string(rune('a'+n))+"@example.org")))
				}
				if _, err := s.ImportPeople(t.Context(), seed.Program.ID, people, now, dbtest.NoEffects); err != nil {
					t.Error(err)
				}
			})
		}
		importers.Wait()
		same(t, "participants", 20, count(t, s, "SELECT COUNT(DISTINCT person_id) FROM participant"))
		same(t, "rows", 20, count(t, s, "SELECT COUNT(*) FROM participant"))
	})
}

func TestImportNamesWhoseHoursAreOthersInWhateverProgramTheyWereKnown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 3)
		other := dbtest.NewSeedOf(t, s, "other", 0)
		people := make([]program.Participant, 3)
		for i := range people {
			people[i] = other.NewParticipant(seed.People[i].Person.Address)
		}
		people[0].Person.Zone, people[1].Person.Hours = "Asia/Tokyo", "Mon 09:00-12:00"
		people = append(people, other.NewParticipant("new@example.org"))
		people[3].Person.Zone = "Asia/Tokyo"
		want := []program.ID{seed.People[0].PersonID, seed.People[1].PersonID}
		slices.Sort(want)
		for _, want := range [][]program.ID{want, nil} {
			got, err := s.ImportPeople(t.Context(), other.Program.ID, people, now, dbtest.NoEffects)
			ok(t, err)
			same(t, "moved", want, got.Moved)
		}
	})
}

func TestImportNamesWhoHasGoneForGoodInWhateverProgramTheyAre(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		seed := dbtest.NewSeed(t, s, 3)
		other := dbtest.NewSeedOf(t, s, "other", 1)
		importAs(t, s, other, 1, other.NewParticipant("p1@example.org"))
		exec(t, s, "UPDATE participant SET state = 'left' WHERE id = ?", seed.People[1].ID)
		people := make([]program.Participant, 3)
		for i := range people {
			people[i] = seed.NewParticipant(seed.People[i].Person.Address)
			people[i].Person.Status = []string{"terminated", "terminated", "leave"}[i]
		}
		var gone []program.Participant
		_, err := s.ImportPeople(t.Context(), seed.Program.ID, people, now, func(_ db.Imported, g []program.Participant) db.Effects {
			gone = g
			return db.Effects{}
		})
		ok(t, err)
		same(t, "gone", 2, len(gone))
		for _, p := range gone {
			same(t, "who", seed.People[0].PersonID, p.PersonID)
		}
	})
}
