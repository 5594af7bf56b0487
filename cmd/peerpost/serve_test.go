package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
)

// serving is a serve command that runs.
type serving struct {
	stdout, stderr output
	stop           context.CancelFunc
	code           chan int
}

func (tr *trial) serve(args ...string) *serving {
	tr.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(tr.Context()))
	s := &serving{stop: stop, code: make(chan int, 1)}
	go func() {
		s.code <- run(ctx, append([]string{"serve"}, args...), &place{environ: tr.environ, stdout: &s.stdout, stderr: &s.stderr})
	}()
	tr.Cleanup(stop)
	return s
}

// stopped stops the command, which must end well, and soon.
func (s *serving) stopped(t *testing.T) {
	t.Helper()
	s.stop()
	select {
	case code := <-s.code:
		if code != 0 || !strings.HasSuffix(s.stdout.String(), "Stopped.\n") {
			t.Errorf("exit code %d, said:\n%s%s", code, s.stdout.String(), s.stderr.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it did not stop")
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}

// get asks for a page, and returns its status and beginning.
func get(url string) (status int, body string) {
	response, err := http.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<16))
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(text)
}

func (tr *trial) answers(url string) {
	tr.Helper()
	eventually(tr.T, url, func() bool { status, _ := get(url); return status == http.StatusOK })
}

func TestServeMigratesAnswersSendsAndStops(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	tr := newTrial(t, "LISTEN="+address)
	s := tr.serve()
	tr.answers("http://" + address + "/healthz")
	tr.says(s.stdout.String(), "Pages: http://"+address)
	eventually(t, "the release of the zone data", func() bool { return strings.Contains(s.stderr.String(), "time zone data") })
	tr.sample()
	eventually(t, "the administrators' mail", func() bool { return len(mailbox(tr)) == 2 })
	_, page := get("http://" + address + "/mailbox/?to=ada@example.org")
	tr.says(page, "Engineering peer mentoring is set up")
	s.stopped(t)
	if status, body := get("http://" + address + "/healthz"); status != 0 {
		t.Errorf("after the stop it answers %d: %s", status, body)
	}
}

func TestServeRunsOnlyTheRolesThatAreNamed(t *testing.T) {
	t.Parallel()
	address, metrics := freeAddress(t), freeAddress(t)
	tr := migratedTrial(t, "LISTEN="+address, "METRICS_LISTEN="+metrics).sample()
	web := tr.serve("--web")
	tr.answers("http://" + address + "/healthz")
	tr.answers("http://" + metrics + "/metrics")
	_, counts := get("http://" + metrics + "/metrics")
	tr.says(counts, "peerpost_outbox_messages{state=\"pending\"} 2\n", "peerpost_outbox_waiting_for_a_person 0\n", "peerpost_backlog_messages 2\n", "peerpost_moments_due 1\n")
	web.stopped(t)
	if strings.Contains(web.stdout.String(), "Jobs run.") || len(mailbox(tr)) != 0 {
		t.Errorf("the pages did jobs: %s", web.stdout.String())
	}
	worker := tr.serve("--worker")
	eventually(t, "the administrators' mail", func() bool { return len(mailbox(tr)) == 2 })
	if status, _ := get("http://" + address + "/healthz"); status != 0 {
		t.Error("the worker serves pages")
	}
	worker.stopped(t)
}

func TestServeSaysWhyItCannotStart(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	line := migratedTrial(t, "LISTEN="+taken.Addr().String()).refused(exitFailed, "peerpost serve: listen tcp ", "serve")
	if !strings.HasSuffix(line, "; free the port, or set PEERPOST_LISTEN to another\n") {
		t.Errorf("the line does not say what to do: %s", line)
	}
	newTrial(t, "DATABASE_URL=sqlite:/nowhere/peerpost.db").refused(exitFailed, "peerpost serve: open the store: open /nowhere/peerpost.db: no such file or directory; check PEERPOST_DATABASE_URL", "serve")
}

func TestAServerDoesNotWaitForClientsThatDrip(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	s := migratedTrial(t, "LISTEN="+address)
	running := s.serve("--web")
	s.answers("http://" + address + "/healthz")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET /healthz HTTP/1.1\r\nHost: ")
	if err := conn.SetReadDeadline(time.Now().Add(15 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(conn); err != nil {
		t.Errorf("a header that never ends keeps its connection: %v", err)
	}
	running.stopped(t)
}

func TestProductionRefusesAnOldSchemaUntilItIsMigrated(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	tr := newTrial(t, "LISTEN="+address, "SECRET="+goodSecret, "DATABASE_URL="+dbtest.EmptyURL(t, "mysql"))
	for _, command := range []string{"serve", "program list"} {
		tr.refused(exitFailed, "peerpost "+command+": the database has an older schema; run peerpost migrate", strings.Fields(command)...)
	}
	if code, stdout, _ := tr.run("doctor"); code != exitFailed || !strings.Contains(stdout, "FAIL  database    the database has an older schema; run peerpost migrate") {
		t.Errorf("doctor: exit code %d, said:\n%s", code, stdout)
	}
	tr.says(tr.done("migrate"), "The database has this build's schema now.")
	tr.says(tr.done("migrate"), "The database has this build's schema already.")
	s := tr.serve()
	tr.answers("http://" + address + "/healthz")
	tr.says(tr.done("doctor"), "ok    database    ", "answers, has this build's schema and can be written")
	s.stopped(t)
	tr.says(s.stderr.String(), "PEERPOST_REDIS_URL: found none beside a MySQL database")
}
