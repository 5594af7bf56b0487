package main

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/program"
)

// faults lets a site introduce people four times, each time from another
// program, while something breaks.
func faults(t *testing.T, binary string) {
	s := newSite(t, binary, 12)
	s.serveWeb()
	worker := s.serveWorker()
	programs := s.applyRegistered(40, "killed", "late", "ignored", "severed")
	s.playTo(programs[0].RoundDue().Add(time.Minute), func() bool { return false })

	worker = s.workerIsKilled(programs[0], worker)
	worker = s.lateResultCounts(programs[1], worker)
	worker = s.lateResultIsIgnored(programs[2], worker)
	s.databaseIsSevered(programs[3], worker)
	for _, p := range s.processes {
		if strings.HasPrefix(p.name, "serve") {
			if !p.gone {
				p.stops()
			}
			p.keepsSecrets()
		}
	}
}

// workerIsKilled kills the only worker and makes Redis forget everything.
func (s *site) workerIsKilled(p db.Program, worker *process) *process {
	s.Helper()
	s.introducing(p)
	worker.dies()
	s.flush(s.T)
	worker = s.serveWorker()
	s.everybodyIsIntroduced(p)
	return worker
}

// lateResultCounts stops a worker past its leases; what it then says of
// Messages of which nobody knew is the truth.
func (s *site) lateResultCounts(p db.Program, stopped *process) *process {
	s.Helper()
	s.introducing(p)
	stopped.signal(syscall.SIGSTOP)
	fresh := s.serveWorker()
	for _, lease := range leases[:2] {
		s.awaitQuiet(nil)
		s.pass(lease)
	}
	var unknown []program.OutboxRow
	s.await("messages of which nobody knows", func() bool {
		unknown = s.rows(program.OutboxUnknown)
		return len(unknown) > 0
	})
	stopped.signal(syscall.SIGCONT)
	s.await("a result that comes late", func() bool { return s.knownNow(unknown) > 0 })
	s.awaitQuiet(nil)
	s.Logf("%s: %d messages were unknown, of %d the truth came late", p.Slug, len(unknown), s.knownNow(unknown))
	s.everybodyIsIntroduced(p)
	stopped.stops()
	return fresh
}

// knownNow counts the rows that are done without having left again.
func (s *site) knownNow(unknown []program.OutboxRow) (n int) {
	s.Helper()
	for _, row := range unknown {
		row, err := s.in.store.OutboxRow(s.Context(), row.ID)
		if err != nil {
			s.Fatal(err)
		}
		if row.State == program.OutboxDone && row.Resends == 0 {
			n++
		}
	}
	return n
}

// lateResultIsIgnored stops a worker until its Messages have left again.
func (s *site) lateResultIsIgnored(p db.Program, stopped *process) *process {
	s.Helper()
	s.introducing(p)
	stopped.signal(syscall.SIGSTOP)
	fresh := s.serveWorker()
	s.passLeases(p)
	again := 0
	before := map[program.ID]program.OutboxRow{}
	for _, row := range s.gated(p) {
		before[row.ID] = row
		again += row.Resends
	}
	if again == 0 {
		s.Error("the worker was stopped, and nothing left again")
	}
	stopped.signal(syscall.SIGCONT)
	stopped.stops() // it tells first what became of its messages
	for _, row := range s.gated(p) {
		if was := before[row.ID]; row.State != was.State || row.Fence != was.Fence || !row.DoneAt.Equal(was.DoneAt) {
			s.Errorf("a %s was %s, and by a result that came too late it is %s", row.Kind, was.State, row.State)
		}
	}
	s.everybodyIsIntroduced(p)
	return fresh
}

// databaseIsSevered cuts every connection of the only worker to the database,
// and lets none through for some seconds.
func (s *site) databaseIsSevered(p db.Program, worker *process) {
	s.Helper()
	worker.stops()
	cable := newCable(s.T, s.in.DatabaseURL)
	direct := s.environ
	s.environ = append([]string{}, direct...)
	for i, setting := range s.environ {
		if strings.HasPrefix(setting, "PEERPOST_DATABASE_URL=") {
			s.environ[i] = "PEERPOST_DATABASE_URL=" + cable.url
		}
	}
	s.serveWorker()
	s.environ = direct
	s.introducing(p)
	cable.cut(3 * time.Second)
	s.sink.takes("0")
	s.await("the word of the worker when it has the database again", func() bool {
		return !cable.isCut() && len(s.rows(program.OutboxSending)) == 0
	})
	s.everybodyIsIntroduced(p)
	for _, row := range s.gated(p) {
		if row.Resends > 0 {
			s.Errorf("a %s left again, because the database was away for a moment", row.Kind)
		}
	}
}

// applyRegistered applies programs of the same n people, who register by the
// file, and whose mail may leave at any hour.
func (s *site) applyRegistered(n int, slugs ...string) []db.Program {
	s.Helper()
	path := s.write("people.csv", string(examples.People(n, 2)))
	var programs []db.Program
	for _, slug := range slugs {
		text := strings.NewReplacer("slug: eng-peers", "slug: "+slug, "people: invite", "people: register", "send_hours: 08:00-18:00", "send_hours: 00:00-24:00")
		s.command("program", "apply", s.write(slug+".yaml", text.Replace(anyone())))
		s.command("people", "import", slug, path)
		programs = append(programs, s.programBySlug(slug))
	}
	return programs
}

// introducing approves a program's Draft, waits for the end of its undo window
// and for the first introductions to leave, each of them slowly.
func (s *site) introducing(p db.Program) {
	s.Helper()
	if n := len(s.gated(p)); n > 0 {
		s.Fatalf("%s: found %d messages that only an approval can make", p.Slug, n)
	}
	f, name, number := s.approval(p)
	s.sends(f, map[string][]string{name: {number}})
	s.awaitIdle()
	if n := s.arrived(p); n > 0 {
		s.Errorf("%s: %d messages have arrived inside the undo window", p.Slug, n)
	}
	s.sink.takes("0.5")
	s.setClock(s.in.now().Add(11 * time.Minute))
	s.await("the first introductions", func() bool { return s.arrived(p) >= 12 })
}

// gated are the Messages that a program's Draft has decided.
func (s *site) gated(p db.Program) []program.OutboxRow {
	s.Helper()
	var gated []program.OutboxRow
	for _, row := range s.rows() {
		if rule, _ := row.Kind.Rule(); rule.Class == program.Gated && row.ProgramID == p.ID {
			gated = append(gated, row)
		}
	}
	return gated
}

// arrived counts what has arrived of them, each copy.
func (s *site) arrived(p db.Program) int {
	s.Helper()
	n := 0
	copies := s.sink.copies()
	for _, row := range s.gated(p) {
		n += copies[s.messageID(row)]
	}
	return n
}

// leases are what must pass before everything that was interrupted has left:
// of what was claimed, of what was sending, and the time to decide about what
// is unknown.
var leases = []time.Duration{3 * time.Minute, 26 * time.Minute, 3 * time.Minute}

// passLeases lets one lease run out after the other until all that a program's
// Draft has decided is done. On a slow machine it may begin again.
func (s *site) passLeases(p db.Program) {
	s.Helper()
	for n := 0; ; n++ {
		s.awaitQuiet(func() bool { return s.isDone(p) })
		if s.isDone(p) {
			return
		}
		if n == 4*len(leases) {
			s.Fatalf("%s: not everybody is introduced; the Outbox is %s", p.Slug, s.movement())
		}
		s.pass(leases[n%len(leases)])
	}
}

// pass moves the clock, and lets what leaves from now on leave fast.
func (s *site) pass(d time.Duration) {
	s.Helper()
	s.sink.takes("0")
	s.setClock(s.in.now().Add(d))
}

// awaitQuiet waits until for a while nothing has arrived and no row of the
// Outbox has moved, or until enough, if given, holds. Rows whose worker is gone
// may be on their way.
func (s *site) awaitQuiet(enough func() bool) {
	s.Helper()
	const quiet = 1200 * time.Millisecond // twice as long as the mail server takes, and then some
	var last string
	since := time.Now()
	for deadline := since.Add(3 * time.Minute); time.Since(since) < quiet; time.Sleep(50 * time.Millisecond) {
		if enough != nil && enough() {
			return
		}
		if now := s.movement(); now != last {
			last, since = now, time.Now()
		}
		if time.Now().After(deadline) {
			s.Fatalf("no quiet within three minutes: %s", last)
		}
	}
}

// isDone reports whether all that a program's Draft has decided is done, and
// nothing else under way.
func (s *site) isDone(p db.Program) bool {
	s.Helper()
	for _, row := range s.gated(p) {
		if row.State != program.OutboxDone {
			return false
		}
	}
	return s.busy() == ""
}

// everybodyIsIntroduced checks that each member of a program's pairings has
// one introduction and one invitation, however often they arrived.
func (s *site) everybodyIsIntroduced(p db.Program) {
	s.Helper()
	s.passLeases(p)
	copies, kinds := s.sink.copies(), map[program.Kind]int{}
	twice, resent := 0, 0
	for _, row := range s.gated(p) {
		kinds[row.Kind]++
		resent += row.Resends
		n := copies[s.messageID(row)]
		if row.State != program.OutboxDone || n == 0 || n > 1+row.Resends {
			s.Errorf("%s: a %s is %s (%s) and has arrived %d times", p.Slug, row.Kind, row.State, row.Reason, n)
		}
		if n > 1 {
			twice++
		}
	}
	if kinds[program.Introduction] < 38 || kinds[program.Introduction] != kinds[program.Invitation] {
		s.Errorf("%s: found %v of 40 people", p.Slug, kinds)
	}
	s.Logf("%s: %d messages, of which %d left again and %d arrived twice, under the same Message-ID", p.Slug, len(s.gated(p)), resent, twice)
	s.sinkHasNothingElse()
}
