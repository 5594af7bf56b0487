package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// buildBinary makes the program as it is shipped, but with the race detector.
func buildBinary(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "peerpost")
	if output, err := exec.Command("go", "build", "-race", "-o", path, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return path
}

// process runs the program.
type process struct {
	*testing.T
	name           string
	cmd            *exec.Cmd
	stdout, stderr output
	ended          chan error
	gone           bool
}

// start starts the program in a process of its own.
func (s *site) start(args ...string) *process {
	s.Helper()
	p := &process{T: s.T, name: strings.Join(args, " "), cmd: exec.Command(s.binary, args...), ended: make(chan error, 1)}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = s.dir, &p.stdout, &p.stderr
	p.cmd.Env = append([]string{"GORACE=atexit_sleep_ms=0"}, s.environ...) // else the race detector lets each end a second later
	if err := p.cmd.Start(); err != nil {
		s.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	s.processes = append(s.processes, p)
	return p
}

// command runs a command to its end, which must be a good and silent one, and
// returns what it says.
func (s *site) command(args ...string) string {
	s.Helper()
	p := s.start(args...)
	p.ends()
	if said := p.stderr.String(); said != "" {
		s.Errorf("%s: said on stderr:\n%s", p.name, said)
	}
	return p.stdout.String()
}

// ends waits for the end, which must be a good one, and soon.
func (p *process) ends() {
	p.Helper()
	begun := time.Now()
	select {
	case err := <-p.ended:
		p.gone = true
		if err != nil {
			p.Errorf("%s: %v, on stderr:\n%s", p.name, err, p.stderr.String())
		}
	case <-time.After(30 * time.Second):
		p.Fatalf("%s: has not ended within 30 s", p.name)
	}
	if took := time.Since(begun); took > 10*time.Second {
		p.Errorf("%s: took %s to end", p.name, took)
	}
}

// stops ends a process as an operator does.
func (p *process) stops() {
	p.Helper()
	p.signal(syscall.SIGTERM)
	p.ends()
	if !strings.HasSuffix(p.stdout.String(), "Stopped.\n") {
		p.Errorf("%s: said at its end:\n%s", p.name, p.stdout.String())
	}
}

// dies ends a process with no chance to do anything.
func (p *process) dies() {
	p.Helper()
	p.signal(syscall.SIGKILL)
	<-p.ended
	p.gone = true
}

func (p *process) signal(what syscall.Signal) {
	p.Helper()
	if err := p.cmd.Process.Signal(what); err != nil {
		p.Fatalf("%s: %v", p.name, err)
	}
}

// end leaves nothing running, also after a failure, and then shows the log.
func (p *process) end() {
	if !p.gone {
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
	for line := range strings.Lines(p.stderr.String()) {
		if p.Failed() && !strings.Contains(line, "level=INFO") {
			p.Logf("%s: logs %s", p.name, line)
		}
	}
}

var aLinkToken = regexp.MustCompile(`[0-9a-v]{26}\.[A-Za-z0-9_-]{43}`)

// keepsSecrets reports addresses and links in a log, and what should not be in
// any.
func (p *process) keepsSecrets() {
	p.Helper()
	for line := range strings.Lines(p.stdout.String() + p.stderr.String()) {
		if strings.Contains(line, "@") || aLinkToken.MatchString(line) {
			p.Errorf("%s: logs an address or a link: %s", p.name, line)
		}
		if strings.Contains(line, "DATA RACE") || strings.Contains(line, "panic") {
			p.Errorf("%s: logs %s", p.name, line)
		}
	}
}

// ranWell reports errors in a log of a process that had no reason for any, but that
// the machine's zone data may be old.
func (p *process) ranWell() {
	p.Helper()
	for line := range strings.Lines(p.stderr.String()) {
		if strings.Contains(line, "the time zone data is old") {
			continue
		}
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "level=WARN") {
			p.Errorf("%s: logs %s", p.name, line)
		}
	}
}
