package dbtest

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// Now is when every Seed begins: a Monday morning of the first week of a cohort.
var Now = time.Date(2027, time.January, 25, 9, 0, 0, 0, time.UTC)

// Undo is the undo window of every approval of a Seed.
const Undo = 10 * time.Minute

// Seed is a Program with people in it.
type Seed struct {
	T       testing.TB
	Store   *db.Store
	IDs     *program.IDs
	Program db.Program
	Admin   program.Person
	People  []program.Participant // registered, in the order of their ids
}

// NewSeed stores a Program, its Administrator ada@example.org and n registered
// Participants named p1@example.org and so on.
func NewSeed(t testing.TB, s *db.Store, n int) *Seed {
	t.Helper()
	return NewSeedOf(t, s, "eng-peers", n)
}

// NewSeedOf is NewSeed for a Program with another slug and people of its own.
func NewSeedOf(t testing.TB, s *db.Store, slug string, n int) *Seed {
	t.Helper()
	seed := &Seed{T: t, Store: s, IDs: &program.IDs{Random: rand.Reader}}
	ctx := context.Background()
	p := db.Program{ID: seed.ID(), Source: "slug: " + slug, Program: Definition(slug)}
	var err error
	seed.Program, err = s.ApplyProgram(ctx, p, []program.Person{{ID: seed.ID(), Address: "ada@example.org", FirstName: "Ada"}}, Now,
		func([]program.Person) db.Effects { return db.Effects{} })
	seed.must(err)
	seed.Admin, err = s.PersonByAddress(ctx, "ada@example.org")
	seed.must(err)
	domain := "example.org"
	if slug != "eng-peers" {
		domain = slug + ".example.org"
	}
	people := make([]program.Participant, n)
	for i := range people {
		people[i] = seed.NewParticipant(program.Address(fmt.Sprintf("p%d@%s", i+1, domain)))
	}
	_, err = s.ImportPeople(ctx, p.ID, people, Now, NoEffects)
	seed.must(err)
	seed.People, err = s.Participants(ctx, p.ID)
	seed.must(err)
	return seed
}

// Definition is a cohort of peers for half a year.
func Definition(slug string) program.Program {
	date := func(month time.Month, day int) program.Date { return program.Date{Year: 2027, Month: month, Day: day} }
	return program.Program{
		Name: "Engineering peer mentoring", Slug: slug, Goal: program.Networking, Cycle: program.Cohort, Format: program.Peers,
		Roles: map[program.Role]string{program.Peer: "Peer"}, Admins: []program.Address{"ada@example.org"}, Support: "help@example.org",
		Language: "en", Zone: "Europe/Berlin",
		Registration: program.Window{Opens: date(time.January, 11), Closes: date(time.January, 22)},
		Matching:     program.Window{Opens: date(time.January, 25), Closes: date(time.February, 5)},
		Starts:       date(time.February, 8), Length: program.Length{N: 6, Unit: program.Months},
		Closures: []program.DateRange{{First: date(time.March, 26), Last: date(time.March, 29)}},
		Pairing: program.PairingRules{LedBy: "algorithm", Approval: "required", Undo: program.Length{N: 10, Unit: program.Minutes}, Odd: "trio",
			Requirements: []program.Rule{{Kind: program.RuleDifferent, Field: "manager"}}},
		Sessions: program.SessionRules{Every: program.Length{N: 2, Unit: program.Weeks}, Length: program.Length{N: 45, Unit: program.Minutes}},
		Questionnaire: []program.Question{{ID: "skills_wanted", Text: "Which skills do you want to build?", Type: program.MultipleChoice,
			Options: []string{"Leadership", "Organization"}, Many: true}},
	}
}

// NewParticipant makes a registered Participant; it stores nothing.
func (s *Seed) NewParticipant(a program.Address) program.Participant {
	return program.Participant{
		ID: s.ID(), ProgramID: s.Program.ID, Role: program.Peer, Capacity: 1, State: program.Registered,
		Person:  program.Person{ID: s.ID(), Address: a, Zone: "Europe/Berlin"},
		Answers: program.Answers{"skills_wanted": {"Leadership"}},
	}
}

// ID makes an id.
func (s *Seed) ID() program.ID { return s.IDs.New(Now) }

// RunningRound stores a Round that is running.
func (s *Seed) RunningRound(number int) program.Round {
	s.T.Helper()
	ctx := context.Background()
	round := program.Round{ID: s.ID(), ProgramID: s.Program.ID, Number: number, Seed: 7, CreatedAt: Now}
	s.must(s.Store.CreateRound(ctx, round, db.Effects{}))
	moved, err := s.Store.MoveRound(ctx, round.ID, program.RoundDue, program.RoundRunning, "", db.Effects{})
	s.must(err)
	s.mustBe(moved, "the round runs")
	return round
}

// ReadyDraft stores the first Draft of Round number 1: it pairs the people two by two.
func (s *Seed) ReadyDraft() program.Draft {
	s.T.Helper()
	return s.NextDraft(s.RunningRound(1), 1)
}

// NextDraft stores a revision of a Round's Draft, which is made of things as they are.
func (s *Seed) NextDraft(r program.Round, revision int) program.Draft {
	s.T.Helper()
	ctx := context.Background()
	digest, err := s.Store.InputDigest(ctx, s.Program.ID)
	s.must(err)
	d := program.Draft{
		ID: s.ID(), RoundID: r.ID, ProgramID: s.Program.ID, Revision: revision, Digest: digest, ProgramVersion: s.Program.Version,
		Summary: program.Summary{Paired: len(s.People), Pairs: len(s.People) / 2, Optimal: true}, CreatedAt: Now, ExpiresAt: Now.Add(program.DraftLives),
	}
	saved, err := s.Store.SaveDraft(ctx, d, s.proposals(d), Now, db.Effects{})
	s.must(err)
	s.mustBe(saved, "the draft is saved")
	return s.draft(d.ID)
}

func (s *Seed) proposals(d program.Draft) []program.Proposal {
	var proposals []program.Proposal
	for i := 0; i+1 < len(s.People); i += 2 {
		proposals = append(proposals, program.Proposal{ID: s.ID(), DraftID: d.ID, Ordinal: i/2 + 1, Score: 0.5, Members: []program.Member{
			{ParticipantID: s.People[i].ID, Role: program.Peer}, {ParticipantID: s.People[i+1].ID, Role: program.Peer}}})
	}
	return proposals
}

// Approval is the Administrator's approval of a Draft at Now.
func (s *Seed) Approval(d program.Draft) db.Decision {
	return db.Decision{DraftID: d.ID, By: s.Admin.ID, At: Now, UndoUntil: Now.Add(Undo)}
}

// ApprovedDraft stores a Draft and approves it at Now.
func (s *Seed) ApprovedDraft() program.Draft {
	s.T.Helper()
	d := s.ReadyDraft()
	s.must(s.Store.Approve(context.Background(), s.Approval(d), db.Effects{}))
	return s.draft(d.ID)
}

// Opened makes what OpenPairings stores of a Draft: its Pairings with a Series
// of two Sessions each, and an Introduction for each member, held.
func (s *Seed) Opened(d program.Draft) ([]db.OpenedPairing, db.Effects) {
	s.T.Helper()
	proposals, err := s.Store.Proposals(context.Background(), d.ID)
	s.must(err)
	var batch []db.OpenedPairing
	var e db.Effects
	for _, p := range proposals {
		o := s.openedPairing(d, p)
		batch = append(batch, o)
		for _, m := range p.Members {
			row := s.Message(program.Introduction, s.person(m.ParticipantID))
			row.ID = program.DeriveID(o.Pairing.ID, string(m.ParticipantID))
			row.DraftID, row.PairingID, row.State = d.ID, o.Pairing.ID, program.OutboxHeld
			e.Messages = append(e.Messages, row)
		}
	}
	return batch, e
}

func (s *Seed) openedPairing(d program.Draft, p program.Proposal) db.OpenedPairing {
	id := program.DeriveID(p.ID, "pairing")
	series := program.Series{
		ID: program.DeriveID(id, "series"), PairingID: id, ProgramID: d.ProgramID, UID: string(id) + "@example.org", Organizer: "peerpost@example.org",
		Zone: "Europe/Berlin", FirstLocal: time.Date(2027, time.February, 9, 10, 0, 0, 0, time.UTC), Duration: 45 * time.Minute,
		Every: program.Length{N: 2, Unit: program.Weeks}, Count: 2, Number: 1, Of: 2, CreatedAt: Now,
	}
	o := db.OpenedPairing{Series: []program.Series{series}, Pairing: program.Pairing{ID: id, ProgramID: d.ProgramID, RoundID: d.RoundID, DraftID: d.ID, ProposalID: p.ID,
		Members: p.Members, Score: p.Score, CreatedAt: Now}}
	for n := range 2 {
		starts := time.Date(2027, time.February, 9+14*n, 9, 0, 0, 0, time.UTC)
		o.Sessions = append(o.Sessions, program.Session{ID: program.DeriveID(series.ID, fmt.Sprint(n+1)), SeriesID: series.ID, PairingID: id,
			ProgramID: d.ProgramID, Number: n + 1, StartsAt: starts, EndsAt: starts.Add(45 * time.Minute)})
	}
	return o
}

// HeldPairings approves a Draft at Now and opens its Pairings, which it returns
// in the order of the people.
func (s *Seed) HeldPairings() (program.Draft, []program.Pairing) {
	s.T.Helper()
	d := s.ApprovedDraft()
	ctx := context.Background()
	batch, e := s.Opened(d)
	opened, err := s.Store.OpenPairings(ctx, d.ID, batch, e)
	s.must(err)
	s.mustBe(opened, "the pairings are opened")
	return d, s.pairings()
}

// IntroducedPairings goes on from HeldPairings until the undo window is over,
// at Now + Undo: the Introductions wait to be sent.
func (s *Seed) IntroducedPairings() (program.Draft, []program.Pairing) {
	s.T.Helper()
	d, _ := s.HeldPairings()
	_, err := s.Store.Introduce(context.Background(), d.ID, Now.Add(Undo), db.Effects{})
	s.must(err)
	return d, s.pairings()
}

// NoEffects follow from an import.
func NoEffects(db.Imported, []program.Participant) db.Effects { return db.Effects{} }

// Message makes a pending Message of the Program to a Participant, due at Now;
// it stores nothing.
func (s *Seed) Message(kind program.Kind, p program.Participant) program.OutboxRow {
	return program.OutboxRow{
		ID: s.ID(), Kind: kind, ProgramID: s.Program.ID, ParticipantID: p.ID, PersonID: p.PersonID, To: p.Person.Address, Data: []byte("{}"),
		Date: Now, Shard: program.ShardOf(p.PersonID), State: program.OutboxPending, Due: Now, NextAt: Now, CreatedAt: Now,
	}
}

// Write stores Messages.
func (s *Seed) Write(messages ...program.OutboxRow) {
	s.T.Helper()
	s.must(s.Store.Write(context.Background(), db.Effects{Messages: messages}))
}

func (s *Seed) draft(id program.ID) program.Draft {
	s.T.Helper()
	d, err := s.Store.Draft(context.Background(), id)
	s.must(err)
	return d
}

func (s *Seed) pairings() []program.Pairing {
	s.T.Helper()
	pairings, err := s.Store.Pairings(context.Background(), s.Program.ID)
	s.must(err)
	slices.SortFunc(pairings, func(a, b program.Pairing) int {
		return cmp.Compare(a.Members[0].ParticipantID, b.Members[0].ParticipantID)
	})
	return pairings
}

func (s *Seed) person(id program.ID) program.Participant {
	s.T.Helper()
	for _, p := range s.People {
		if p.ID == id {
			return p
		}
	}
	s.T.Fatalf("participant %s is not of this seed", id)
	return program.Participant{}
}

func (s *Seed) must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

func (s *Seed) mustBe(ok bool, what string) {
	s.T.Helper()
	if !ok {
		s.T.Fatalf("not so: %s", what)
	}
}

// LastSeries is the last Series of a Pairing, or program.ErrNotFound.
func LastSeries(ctx context.Context, s *db.Store, pairing program.ID) (program.Series, error) {
	all, err := s.SeriesOf(ctx, pairing)
	if err == nil && len(all) == 0 {
		err = program.ErrNotFound
	}
	if err != nil {
		return program.Series{}, err
	}
	return all[len(all)-1], nil
}
