package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

const (
	prefix        = "PEERPOST_"
	defaultListen = "127.0.0.1:8025"
	defaultFrom   = "Peerpost <peerpost@example.org>"
)

// Settings are what the operator says in the environment, checked together and
// completed by the defaults of an installation on one machine.
type Settings struct {
	BaseURL        string `env:"BASE_URL"` // no trailing slash
	Secret         string `env:"SECRET"`   // empty until prepare has made one
	SecretOld      string `env:"SECRET_OLD"`
	Data           string `env:"DATA" envDefault:"./peerpost-data"`
	DatabaseURL    string `env:"DATABASE_URL"`
	RedisURL       string `env:"REDIS_URL"` // empty: in this process
	SMTPURL        string `env:"SMTP_URL"`  // or maildir:PATH
	DKIMKey        string `env:"DKIM_KEY"`  // SELECTOR:PATH
	PlusAddressing bool   `env:"PLUS_ADDRESSING"`
	AuthServer     string `env:"AUTHSERV_ID"` // what our mail server calls itself in Authentication-Results, above the first Received
	Listen         string `env:"LISTEN"`
	MetricsListen  string `env:"METRICS_LISTEN"` // empty: no metrics
	Clock          string `env:"CLOCK"`          // the path of a file with the time; empty: this machine's

	From              string `env:"FROM"`
	IMAPURL           string `env:"IMAP_URL"`
	GoogleCredentials string `env:"GOOGLE_CREDENTIALS"`
	GoogleEndpoint    string `env:"GOOGLE_ENDPOINT"`

	Sender       mail.Address `env:"-"` // From, read
	DKIMSelector string       `env:"-"`
	DKIMPEM      []byte       `env:"-"`
	Warnings     []string     `env:"-"` // what works, and may surprise
}

// secrets may come from a file: NAME_FILE holds its path. Their values are
// never shown.
var secrets = []string{"SECRET", "SECRET_OLD", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "IMAP_URL", "GOOGLE_CREDENTIALS"}

// badSettings holds one line a problem.
type badSettings []string

func (b badSettings) Error() string { return strings.Join(b, "\n") }

// ExitCode is that of wrong input.
func (b badSettings) ExitCode() int { return 2 }

// settingsCheck collects problems while settings are read.
type settingsCheck struct {
	given    map[string]string // name without prefix → value, only what is set
	readFile func(string) ([]byte, error)
	settings Settings
	problems badSettings
}

// readSettings makes Settings of an environment in the form of os.Environ. The
// error names every problem, each in one line. It changes nothing anywhere.
func readSettings(environ []string, readFile func(string) ([]byte, error)) (Settings, error) {
	c := settingsCheck{given: map[string]string{}, readFile: readFile}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		name, ours := strings.CutPrefix(name, prefix)
		// PEERPOST_TEST_… tells the tests where their servers are.
		if ours && value != "" && !strings.HasPrefix(name, "TEST_") {
			c.given[name] = value
		}
	}
	c.checkNames()
	c.readSecretFiles()
	c.parse()
	c.checkListen()
	c.checkBaseURL()
	c.checkSecret()
	c.checkDatabase()
	c.checkRedis()
	far := c.checkSMTP()
	c.checkDKIM()
	c.checkIMAP()
	c.checkGoogle()
	c.checkFrom()
	c.checkPlus()
	c.checkClock(far)
	if far {
		c.checkReachesPeople()
	}
	if len(c.problems) > 0 {
		return Settings{}, c.problems
	}
	return c.settings, nil
}

// prepare makes the data folder and, once, the secret in it.
func (s *Settings) prepare() error {
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	if s.Secret != "" {
		return nil
	}
	// Written aside and linked, so that of two processes one wins and none reads half a secret.
	draft, err := os.CreateTemp(s.Data, "secret-") // mode 0600
	if err != nil {
		return fmt.Errorf("make the secret: %w", err)
	}
	defer os.Remove(draft.Name())
	_, err = draft.WriteString(rand.Text() + rand.Text() + "\n")
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return fmt.Errorf("make the secret: %w", err)
	}
	if err := os.Link(draft.Name(), s.secretFile()); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the secret: %w", err)
	}
	text, err := os.ReadFile(s.secretFile())
	if err != nil {
		return fmt.Errorf("read the secret: %w", err)
	}
	s.Secret = strings.TrimSpace(string(text))
	return nil
}

func (s *Settings) secretFile() string { return filepath.Join(s.Data, "secret") }

func (c *settingsCheck) problem(name, format string, args ...any) {
	c.problems = append(c.problems, prefix+name+": "+fmt.Sprintf(format, args...))
}

func (c *settingsCheck) failed(name string) bool {
	return slices.ContainsFunc(c.problems, func(line string) bool {
		return strings.HasPrefix(line, prefix+name+":") || strings.HasPrefix(line, prefix+name+"_FILE:")
	})
}

func (c *settingsCheck) checkNames() {
	known := slices.Clone(secrets)
	for i := range known {
		known[i] += "_FILE"
	}
	fields, _ := env.GetFieldParams(&Settings{}) // its tags are right, or no test passes
	for _, field := range fields {
		if !field.Ignored {
			known = append(known, field.OwnKey)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.given)) {
		if slices.Contains(known, name) {
			continue
		}
		advice := "remove it"
		if near := nearest(name, known); near != "" {
			advice = "did you mean " + prefix + near + "?"
		}
		c.problem(name, "found a setting that does not exist, expected one of docs/production.md's; %s", advice)
		delete(c.given, name)
	}
}

func (c *settingsCheck) readSecretFiles() {
	for _, name := range secrets {
		path, ok := c.given[name+"_FILE"]
		if !ok {
			continue
		}
		delete(c.given, name+"_FILE")
		if _, both := c.given[name]; both {
			c.problem(name, "found both it and %s%s_FILE, expected one; remove the other", prefix, name)
			continue
		}
		text, err := c.readFile(path)
		if err != nil {
			c.problem(name+"_FILE", "found %q, which cannot be read (%v), expected the path of a file; make it readable to this user", path, reason(err))
			continue
		}
		if c.given[name] = strings.TrimSpace(string(text)); c.given[name] == "" {
			c.problem(name+"_FILE", "found %q, which is empty, expected the value in it; write it there", path)
		}
	}
}

func (c *settingsCheck) parse() {
	err := env.ParseWithOptions(&c.settings, env.Options{Environment: c.given})
	if err != nil { // the one setting that is not text
		c.problem("PLUS_ADDRESSING", "found %q, expected true or false; set one of them", c.given["PLUS_ADDRESSING"])
	}
}

// nearest returns the word that at most three changed letters make of name, or "".
func nearest(name string, words []string) string {
	best, least := "", 4
	for _, word := range words {
		if d := distance(name, word); d < least {
			best, least = word, d
		}
	}
	return best
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := diagonal
			if a[i] != b[j] {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
