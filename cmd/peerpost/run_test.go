package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/mail"
)

// duringRegistration is inside the sample program's registration.
var duringRegistration = time.Date(2027, 1, 12, 9, 0, 0, 0, time.UTC)

// trial is an installation on the embedded default, in a folder of its own,
// whose clock the test holds.
type trial struct {
	*testing.T
	dir     string
	environ []string
}

// newTrial is a trial of a new installation; settings are further ones, like
// "LISTEN=127.0.0.1:8025".
func newTrial(t *testing.T, settings ...string) *trial {
	t.Helper()
	tr := &trial{T: t, dir: t.TempDir()}
	tr.environ = append(prefixed(settings), "PEERPOST_DATA="+filepath.Join(tr.dir, "data"), "PEERPOST_CLOCK=file:"+filepath.Join(tr.dir, "clock"))
	tr.setClock(duringRegistration)
	return tr
}

// migratedTrial is a trial whose database is there already, which is faster.
func migratedTrial(t *testing.T, settings ...string) *trial {
	t.Helper()
	return newTrial(t, append(settings, "DATABASE_URL="+dbtest.NewURL(t, "sqlite"))...)
}

func (tr *trial) setClock(now time.Time) {
	tr.Helper()
	tr.write("clock", now.Format(time.RFC3339))
}

// write makes a file in the trial's folder and returns its path.
func (tr *trial) write(name, text string) string {
	tr.Helper()
	path := filepath.Join(tr.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tr.Fatal(err)
	}
	return path
}

// run runs the program in this process.
func (tr *trial) run(args ...string) (code int, stdout, stderr string) {
	var out, errs output
	code = run(tr.Context(), args, &place{environ: tr.environ, stdout: &out, stderr: &errs})
	return code, out.String(), errs.String()
}

// done runs a command that must succeed in silence, and returns what it says.
func (tr *trial) done(args ...string) string {
	tr.Helper()
	code, stdout, stderr := tr.run(args...)
	if code != 0 || stderr != "" {
		tr.Fatalf("peerpost %s: exit code %d, on stderr:\n%s", strings.Join(args, " "), code, stderr)
	}
	return stdout
}

// warned runs a command that must succeed, and returns what it warns of.
func (tr *trial) warned(args ...string) string {
	tr.Helper()
	code, _, stderr := tr.run(args...)
	if code != 0 {
		tr.Errorf("peerpost %s: exit code %d, on stderr:\n%s", strings.Join(args, " "), code, stderr)
	}
	return stderr
}

// refused runs a command that must fail with this code and one line, which
// must begin so, and returns the line.
func (tr *trial) refused(code int, begins string, args ...string) string {
	tr.Helper()
	got, stdout, stderr := tr.run(args...)
	command := "peerpost " + strings.Join(args, " ")
	if got != code {
		tr.Errorf("%s: exit code %d, expected %d", command, got, code)
	}
	if stdout != "" {
		tr.Errorf("%s: failed, and said on stdout:\n%s", command, stdout)
	}
	if strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, begins) {
		tr.Errorf("%s: said on stderr:\n%sexpected one line that begins:\n%s", command, stderr, begins)
	}
	return stderr
}

// says reports each text that stdout lacks.
func (tr *trial) says(stdout string, texts ...string) {
	tr.Helper()
	for _, text := range texts {
		if !strings.Contains(stdout, text) {
			tr.Errorf("found no %q in:\n%s", text, stdout)
		}
	}
}

// sample applies the sample program.
func (tr *trial) sample() *trial {
	tr.Helper()
	tr.done("program", "apply", tr.write("program.yaml", string(examples.Program())))
	return tr
}

// anyone is the sample program, which keeps nobody apart by name.
func anyone() string {
	return strings.Replace(string(examples.Program()), "[[dwayne.carter@example.org, maya.rosen@example.org]]", "[]", 1)
}

// registering applies the sample program such that imported people register.
func (tr *trial) registering() *trial {
	tr.Helper()
	text := strings.Replace(anyone(), "people: invite", "people: register", 1)
	tr.done("program", "apply", tr.write("program.yaml", text))
	return tr
}

func (tr *trial) people() string {
	tr.Helper()
	return tr.write("people.csv", string(examples.SamplePeople()))
}

// open opens the installation beside the commands.
func (tr *trial) open() *installation {
	tr.Helper()
	in, err := (&place{environ: tr.environ}).open(context.Background())
	if err != nil {
		tr.Fatal(err)
	}
	tr.Cleanup(in.close)
	return in
}

// work does everything that is due.
func (tr *trial) work() {
	tr.Helper()
	in := tr.open()
	if err := in.work.Drain(tr.Context(), in.now()); err != nil {
		tr.Fatal(err)
	}
}

// mailbox is all mail that has left.
func mailbox(tr *trial) []mail.Received {
	tr.Helper()
	all, err := mail.Messages(filepath.Join(tr.dir, "data", "maildir"))
	if err != nil {
		tr.Fatal(err)
	}
	return all
}

// output is a stdout that may be read while a command runs.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// freeAddress is a port of loopback on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
