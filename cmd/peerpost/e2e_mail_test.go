package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/mail"
)

// sink is a mail server in a process of its own.
type sink struct {
	*testing.T
	folder string
	port   string
	ids    map[string]string // name of a delivery → its Message-ID
}

// delivery is a message that the server took responsibility for, as often as
// it did.
type delivery struct {
	mail.Received
	envelope []string // the sender, then the recipients
	raw      []byte
}

func startSink(t *testing.T) *sink {
	t.Helper()
	s := &sink{T: t, folder: filepath.Join(t.TempDir(), "delivered"), ids: map[string]string{}}
	cmd := exec.Command(python(t), filepath.Join("testdata", "smtp_sink.py"), s.folder)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the mail server: %v", err)
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the mail server did not start (%v): run make test, which installs python3-aiosmtpd", err)
	}
	s.port = strings.TrimSpace(line)
	return s
}

// python is the system's Python, which has the system's modules.
func python(t *testing.T) string {
	t.Helper()
	const system = "/usr/bin/python3"
	if _, err := os.Stat(system); err == nil {
		return system
	}
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Fatalf("%v: run make test, which installs it", err)
	}
	return path
}

func (s *sink) url() string { return "smtp://127.0.0.1:" + s.port + "?tls=none" }

// takes makes the server take so many seconds over each message.
func (s *sink) takes(seconds string) {
	s.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, "delay"), []byte(seconds), 0o600); err != nil {
		s.Fatal(err)
	}
}

// names lists what was delivered.
func (s *sink) names() []string {
	s.Helper()
	entries, err := os.ReadDir(filepath.Join(s.folder, "new"))
	if err != nil {
		s.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

func (s *sink) delivery(name string) delivery {
	s.Helper()
	received, err := mail.Read(s.folder, name)
	if err != nil {
		s.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(s.folder, "new", name))
	if err != nil {
		s.Fatal(err)
	}
	envelope, err := os.ReadFile(filepath.Join(s.folder, "envelope", name))
	if err != nil {
		s.Fatal(err)
	}
	return delivery{received, strings.Fields(string(envelope)), raw}
}

// all is everything that was delivered.
func (s *sink) all() []delivery {
	s.Helper()
	var all []delivery
	for _, name := range s.names() {
		all = append(all, s.delivery(name))
	}
	return all
}

// copies counts how often each Message-ID was delivered.
func (s *sink) copies() map[string]int {
	s.Helper()
	copies := map[string]int{}
	for _, name := range s.names() {
		if _, read := s.ids[name]; !read {
			s.ids[name] = s.delivery(name).MessageID
		}
		copies[s.ids[name]]++
	}
	return copies
}
