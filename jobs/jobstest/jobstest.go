// Package jobstest builds the whole of jobs over a store and a Maildir, with
// the clock in the test's hand.
package jobstest

import (
	"bytes"
	"context"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
	"github.com/peerpost/peerpost/web/link"
)

// World is an installation under test.
type World struct {
	*jobs.Work
	Now     time.Time
	Maildir string
	Program db.Program

	t     testing.TB
	clock atomic.Int64
}

// New is an installation over s, at the eve of the sample program. Its ids are
// the same in every test.
func New(t testing.TB, s *db.Store) *World {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "mail")
	secret := []byte("a secret of a test, long enough for one")
	return &World{
		t: t, Maildir: dir, Now: time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC),
		Work: &jobs.Work{
			Store: s, IDs: &program.IDs{Random: rand.NewChaCha8([32]byte{1})}, Secret: secret, From: "peerpost@example.org", FromName: "Peerpost",
			Links: link.Signer{BaseURL: "http://127.0.0.1:8025", Secrets: [][]byte{secret}}, Mail: &mail.Maildir{Dir: dir, NoSync: true},
			Log: slog.New(slog.NewTextHandler(logTo{t}, &slog.HandlerOptions{Level: slog.LevelWarn})),
		},
	}
}

// logTo writes a log to a test.
type logTo struct{ t testing.TB }

func (l logTo) Write(p []byte) (int, error) {
	l.t.Log(string(bytes.TrimSpace(p)))
	return len(p), nil
}

// ApplySample stores the sample program and imports its people; change may
// alter the program first.
func (w *World) ApplySample(change func(*program.Program)) {
	w.t.Helper()
	w.Apply("eng-peers", examples.Program(), examples.SamplePeople(), change)
}

// ApplySmall stores the sample program with n made-up people.
func (w *World) ApplySmall(n int) {
	w.t.Helper()
	w.Apply("eng-peers", examples.Program(), examples.People(n, 1), nil)
}

// Apply stores a program and imports its people.
func (w *World) Apply(name string, definition, people []byte, change func(*program.Program)) {
	w.t.Helper()
	p, err := file.ReadProgram(name+".yaml", definition)
	if err != nil {
		w.t.Fatal(err)
	}
	if change != nil {
		change(p)
	}
	rows, err := file.ReadPeople(name+".csv", people, p)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Program, err = w.ApplyProgram(context.Background(), *p, string(definition), w.Now)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.ImportPeople(context.Background(), w.Program, rows, w.Now); err != nil {
		w.t.Fatal(err)
	}
}

// Clock is what time it was in RunTo last, for servers that run beside the test.
func (w *World) Clock() time.Time { return time.Unix(0, w.clock.Load()).UTC() }

// RunTo plays the future until t, one due time after another.
func (w *World) RunTo(t time.Time) {
	w.t.Helper()
	for {
		w.clock.Store(w.Now.UnixNano())
		if err := w.Drain(context.Background(), w.Now); err != nil {
			w.t.Fatalf("at %s: %v", w.Now, err)
		}
		next, err := w.Store.NextDue(context.Background(), w.Now)
		if err != nil {
			w.t.Fatal(err)
		}
		if next.IsZero() || next.After(t) {
			w.Now = t
			w.clock.Store(t.UnixNano())
			return
		}
		w.Now = next
	}
}

// RegisterAll registers everyone who was invited with the answers that are known.
func (w *World) RegisterAll() {
	w.t.Helper()
	for _, p := range w.People() {
		if p.State == program.Invited {
			w.register(p)
		}
	}
}

// RegisterOne registers one person with the answers that are known.
func (w *World) RegisterOne(a program.Address) {
	w.t.Helper()
	w.register(w.Person(a))
}

func (w *World) register(p program.Participant) {
	w.t.Helper()
	if err := w.Register(context.Background(), p, w.AnswersOf(p), w.Now); err != nil {
		w.t.Fatal(err)
	}
}

// AnswersOf is what a Participant would say: what is known.
func (w *World) AnswersOf(p program.Participant) db.Registration {
	return db.Registration{ParticipantID: p.ID, Role: p.Role, Headline: p.Headline, Answers: p.Answers}
}

// People are the Program's Participants, oldest first.
func (w *World) People() []program.Participant {
	w.t.Helper()
	people, err := w.Store.Participants(context.Background(), w.Program.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return people
}

// Person is the Participant with this address.
func (w *World) Person(a program.Address) program.Participant {
	w.t.Helper()
	for _, p := range w.People() {
		if p.Person.Address == a {
			return p
		}
	}
	w.t.Fatalf("nobody is called %s", a)
	return program.Participant{}
}

// Draft is the newest Draft of the Program's newest Round.
func (w *World) Draft() program.Draft {
	w.t.Helper()
	rounds, err := w.Store.Rounds(context.Background(), w.Program.ID)
	if err != nil || len(rounds) == 0 {
		w.t.Fatalf("rounds: %v, %v", rounds, err)
	}
	d, err := w.Store.LatestDraft(context.Background(), rounds[len(rounds)-1].ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// Admin is the Program's first Administrator.
func (w *World) Admin() program.Person {
	w.t.Helper()
	admins, err := w.Store.Administrators(context.Background(), w.Program.ID)
	if err != nil || len(admins) == 0 {
		w.t.Fatalf("administrators: %v, %v", admins, err)
	}
	return admins[0]
}

// ApproveDraft approves the newest Draft as the first Administrator.
func (w *World) ApproveDraft() {
	w.t.Helper()
	d := w.Draft()
	if err := w.Approve(context.Background(), d, w.Admin(), d.Number(), w.Now); err != nil {
		w.t.Fatal(err)
	}
}

// Delivered is every message that has left, oldest first.
func (w *World) Delivered() []mail.Received {
	w.t.Helper()
	all, err := mail.Messages(w.Maildir)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// Sent counts the rows of the Outbox that are done, by kind.
func (w *World) Sent() map[program.Kind]int {
	w.t.Helper()
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, States: []program.OutboxState{program.OutboxDone}, Limit: 100_000})
	if err != nil {
		w.t.Fatal(err)
	}
	sent := make(map[program.Kind]int)
	for _, r := range rows {
		sent[r.Kind]++
	}
	return sent
}
