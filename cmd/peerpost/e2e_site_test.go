package main

import (
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
)

// site is an installation of real processes on a MariaDB, a Redis and a mail
// server, whose clock the test moves.
type site struct {
	*trial
	binary    string
	address   string // of the pages
	redis     *redis.Client
	sink      *sink
	in        *installation // beside the processes, to look
	processes []*process
}

// newSite is a migrated site with no process yet. The number is of the Redis
// database that is its own.
func newSite(t *testing.T, binary string, number int) *site {
	t.Helper()
	s := &site{binary: binary, address: freeAddress(t), sink: startSink(t)}
	redisURL := s.ownRedis(t, number)
	s.trial = newTrial(t, "LISTEN="+s.address, "SECRET="+goodSecret, "DATABASE_URL="+dbtest.EmptyURL(t, "mysql"), "REDIS_URL="+redisURL, "SMTP_URL="+s.sink.url())
	t.Cleanup(func() {
		for _, p := range s.processes {
			p.end()
		}
	})
	s.setClock(beforeRegistration)
	both := []*process{s.start("migrate"), s.start("migrate")}
	for _, p := range both {
		p.ends()
	}
	s.in = s.open()
	return s
}

// beforeRegistration is some days before the sample program's registration.
var beforeRegistration = time.Date(2027, 1, 6, 9, 0, 0, 0, time.UTC)

func (s *site) ownRedis(t *testing.T, number int) (url string) {
	t.Helper()
	base := os.Getenv("PEERPOST_TEST_REDIS_URL")
	if base == "" {
		t.Fatal("PEERPOST_TEST_REDIS_URL is not set: run make test, which starts a Redis")
	}
	url = fmt.Sprintf("%s/%d", base, number)
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	s.redis = redis.NewClient(options)
	t.Cleanup(func() { s.redis.Close() })
	s.flush(t)
	return url
}

// flush makes Redis forget everything.
func (s *site) flush(t *testing.T) {
	t.Helper()
	if err := s.redis.FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
}

// serveWeb starts the pages and waits for them.
func (s *site) serveWeb() *process {
	s.Helper()
	p := s.start("serve", "--web")
	s.await("the pages", func() bool { status, _ := get("http://" + s.address + "/healthz"); return status == http.StatusOK })
	return p
}

func (s *site) serveWorker() *process { return s.start("serve", "--worker") }

// playTo moves the clock from one due time to the next, when everything that
// was due is done, until it shows t: nothing is late by the clock, however slow
// the machine. After each move it calls then, which reports whether anybody did
// anything.
func (s *site) playTo(t time.Time, then func() bool) {
	s.Helper()
	t = t.Truncate(time.Second).Add(time.Second) // the file tells seconds
	for {
		s.awaitIdle()
		for then() {
			s.awaitIdle()
		}
		now := s.in.now()
		if !now.Before(t) {
			return
		}
		next, err := s.in.store.NextDue(s.Context(), now)
		if err != nil {
			s.Fatal(err)
		}
		if next = next.Add(time.Second); next.After(t) || next.Before(now) {
			next = t
		}
		s.setClock(next)
	}
}

// awaitIdle waits until nothing is due and nothing under way.
func (s *site) awaitIdle() {
	s.Helper()
	s.await("an end of work", func() bool { return s.busy() == "" })
}

// await waits for what takes long on a machine that is busy with other tests.
func (s *site) await(what string, holds func() bool) {
	s.Helper()
	for deadline := time.Now().Add(3 * time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatalf("%s: not within three minutes; at %s the Outbox is %s, busy with: %s", what, s.in.now(), s.movement(), s.busy())
		}
	}
}

// busy says what is due or under way; "" when nothing is. It looks in the
// order in which work moves on: from Moments to Messages that are due, to those
// on their way.
func (s *site) busy() string {
	s.Helper()
	now, store := s.in.now(), s.in.store
	for _, p := range append(s.programs(), db.Program{}) { // the last: what belongs to none
		moments, err := store.Moments(s.Context(), p.ID)
		if err != nil {
			s.Fatal(err)
		}
		if len(moments) > 0 && !moments[0].Due.After(now) {
			return moments[0].Kind + " " + moments[0].Error
		}
	}
	shards, err := store.DueShards(s.Context(), now)
	if err != nil {
		s.Fatal(err)
	}
	if len(shards) > 0 {
		return fmt.Sprintf("messages in shards %v", shards)
	}
	if n := len(s.rows(program.OutboxClaimed, program.OutboxSending)); n > 0 {
		return fmt.Sprintf("%d messages on their way", n)
	}
	return ""
}

func (s *site) programs() []db.Program {
	s.Helper()
	programs, err := s.in.store.Programs(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	return programs
}

// rows are those of the Outbox that are in these states; in any, if none is
// named.
func (s *site) rows(states ...program.OutboxState) []program.OutboxRow {
	s.Helper()
	rows, err := s.in.store.Outbox(s.Context(), db.OutboxFilter{States: states, Limit: 100_000})
	if err != nil {
		s.Fatal(err)
	}
	return rows
}
