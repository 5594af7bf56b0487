package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	goodSecret  = "0123456789abcdef0123456789abcdef"
	otherSecret = "fedcba9876543210fedcba9876543210"
)

// readFrom stands for a disk that holds these files.
func readFrom(files map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		text, ok := files[path]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		if text == "unreadable" {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
		}
		return []byte(text), nil
	}
}

func TestSettingsOfAnEmptyEnvironmentAreTheEmbeddedDefault(t *testing.T) {
	got, err := readSettings([]string{"HOME=/root", "PEERPOST_SMTP_URL=", "PEERPOST_TEST_MYSQL_URL=mysql://x"}, readFrom(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := Settings{
		BaseURL:     "http://127.0.0.1:8025",
		Data:        "./peerpost-data",
		DatabaseURL: "sqlite:peerpost-data/peerpost.db",
		SMTPURL:     "maildir:peerpost-data/maildir",
		Listen:      "127.0.0.1:8025",
		From:        "Peerpost <peerpost@example.org>",
		Sender:      mail.Address{Name: "Peerpost", Address: "peerpost@example.org"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

func TestSettingsOfProductionAreReadWithSecretsFromFiles(t *testing.T) {
	pem := dkimKey(t)
	got, err := readSettings([]string{
		"PEERPOST_BASE_URL=https://peerpost.example.com/mentoring/",
		"PEERPOST_SECRET_FILE=/run/secrets/secret",
		"PEERPOST_SECRET_OLD=" + otherSecret,
		"PEERPOST_DATA=/var/lib/peerpost",
		"PEERPOST_DATABASE_URL_FILE=/run/secrets/database",
		"PEERPOST_REDIS_URL=redis-sentinel://:pw@one:26379,two:26379,[::1]:26379?master=main",
		"PEERPOST_SMTP_URL=smtps://user:p%40ss@relay.example.com",
		"PEERPOST_DKIM_KEY=2027a:/etc/peerpost/dkim.pem",
		"PEERPOST_FROM=mentoring@example.com",
		"PEERPOST_PLUS_ADDRESSING=false",
		"PEERPOST_LISTEN=:8080",
		"PEERPOST_METRICS_LISTEN=127.0.0.1:9090",
	}, readFrom(map[string]string{
		"/run/secrets/secret":      goodSecret + "\n",
		"/run/secrets/database":    "mysql://peerpost:pw@db/peerpost?tls=true\n",
		"/etc/peerpost/dkim.pem":   pem,
		"/var/lib/peerpost/secret": "unreadable", // not looked at
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := Settings{
		BaseURL:       "https://peerpost.example.com/mentoring",
		Secret:        goodSecret,
		SecretOld:     otherSecret,
		Data:          "/var/lib/peerpost",
		DatabaseURL:   "mysql://peerpost:pw@db/peerpost?tls=true",
		RedisURL:      "redis-sentinel://:pw@one:26379,two:26379,[::1]:26379?master=main",
		SMTPURL:       "smtps://user:p%40ss@relay.example.com",
		DKIMKey:       "2027a:/etc/peerpost/dkim.pem",
		DKIMSelector:  "2027a",
		DKIMPEM:       []byte(pem),
		From:          "mentoring@example.com",
		Sender:        mail.Address{Address: "mentoring@example.com"},
		Listen:        ":8080",
		MetricsListen: "127.0.0.1:9090",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}

func TestSettingsAcceptWhatWorks(t *testing.T) {
	tests := map[string][]string{
		"another port of this machine": {"LISTEN=127.0.0.1:9000"},
		"http on this machine":         {"BASE_URL=http://[::1]:8025"},
		"http on localhost":            {"BASE_URL=http://localhost:8025"},
		"a base URL with a path":       {"BASE_URL=https://Peer-1.example.org:8443/people/mentoring_2/"},
		"a base URL of one word":       {"BASE_URL=https://mentoring"},
		"an address as base URL":       {"BASE_URL=https://10.0.0.1"},
		"a sender with a group's name": {"FROM=\"g: a@example.org;\" <a@example.org>"},
		"one Redis":                    {"REDIS_URL=redis://localhost:6379/2"},
		"Redis with TLS":               {"REDIS_URL=rediss://user:pw@cache.example.com"},
		"Redis Cluster":                {"REDIS_URL=redis-cluster://one:6379,two:6379"},
		"Redis Cluster with TLS":       {"REDIS_URL=redis-cluster://one:6379,two:6379/0?tls=true"},
		"every address of a machine":   {"LISTEN=:80", "METRICS_LISTEN=[::]:9090"},
		"a relay on this machine":      {"SMTP_URL=smtp://127.0.0.1:2525"},
		"a relay without encryption":   {"SMTP_URL=smtp://127.0.0.1:25?tls=none"},
		"a clock and a near relay":     {"SMTP_URL=smtp://127.0.0.1:2525", "CLOCK=file:/tmp/clock"},
		"a clock and a Maildir":        {"SMTP_URL=maildir:/tmp/mail", "CLOCK=file:/tmp/clock"},
		"an absolute SQLite path":      {"DATABASE_URL=sqlite:/var/lib/peerpost/peerpost.db"},
	}
	for name, pairs := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := readSettings(prefixed(pairs), readFrom(nil)); err != nil {
				t.Errorf("refused:\n%v", err)
			}
		})
	}
}

func TestSettingsRefuseWhatCannotWork(t *testing.T) {
	const far, mysql = "SMTP_URL=smtp://relay.example.com", "DATABASE_URL=mysql://u:p@db/peerpost"
	tests := []struct {
		name  string
		pairs []string
		want  []string // each the beginning of a line
	}{
		{"a relative base URL", []string{"BASE_URL=peerpost"}, []string{`BASE_URL: found "peerpost", expected an absolute URL; `}},
		{"another scheme", []string{"BASE_URL=ftp://example.org"}, []string{`BASE_URL: found "ftp://example.org", expected an absolute URL; `}},
		{"a base URL with a query", []string{"BASE_URL=https://example.org/?a"}, []string{`BASE_URL: found "https://example.org/?a", expected neither `}},
		{"a base URL with a password", []string{"BASE_URL=https://u:p@example.org"}, []string{`BASE_URL: found "https://u:xxxxx@example.org", expected neither `}},
		{"http in the open", []string{"BASE_URL=http://example.org"}, []string{`BASE_URL: found "http://example.org", expected https `}},
		{"http on a host that looks near", []string{"BASE_URL=http://localhost.example.org"}, []string{`BASE_URL: found "http://localhost.example.org", expected https `}},
		{"a port that no URL has", []string{"BASE_URL=https://example.org:99999"}, []string{"BASE_URL: found the port 99999, expected one from 1 to 65535; "}},
		{"a base URL with a quotation mark", []string{`BASE_URL=https://a"b.org`}, []string{`BASE_URL: found "https://a\"b.org", expected a host name of letters, digits, hyphens and dots; `}},
		{"a base URL with a bracket", []string{"BASE_URL=https://a<b.org"}, []string{`BASE_URL: found "https://a<b.org", expected a host name `}},
		{"a base URL of two dots", []string{"BASE_URL=https://example..org"}, []string{`BASE_URL: found "https://example..org", expected a host name `}},
		{"a base URL that goes up", []string{"BASE_URL=https://x.org/../y"}, []string{`BASE_URL: found "https://x.org/../y", expected a path of letters, digits and - . _ ~, without // and ..; `}},
		{"a base URL with empty folders", []string{"BASE_URL=https://x.org//y//"}, []string{`BASE_URL: found "https://x.org//y//", expected a path `}},
		{"a base URL with a blank", []string{"BASE_URL=https://x.org/a%20b"}, []string{`BASE_URL: found "https://x.org/a%20b", expected a path `}},
		{"a short secret", []string{"SECRET=short"}, []string{"SECRET: found 5 characters, expected at least 32; "}},
		{"a short secret in a file", []string{"SECRET_FILE=/short"}, []string{"SECRET: found 5 characters, expected at least 32; "}},
		{"a secret of 30 letters of two bytes", []string{"SECRET=" + strings.Repeat("äöüßéèêëñç", 3)}, []string{"SECRET: found 30 characters, expected at least 32; "}},
		{"a secret of spaces", []string{"SECRET=" + strings.Repeat(" ", 40)}, []string{"SECRET: found the same few characters again and again, expected a random text; make one with: "}},
		{"a secret of one word", []string{"SECRET=" + strings.Repeat("secret", 8)}, []string{"SECRET: found the same few characters again and again, "}},
		{"a secret and its file", []string{"SECRET=" + goodSecret, "SECRET_FILE=/secret"}, []string{"SECRET: found both it and PEERPOST_SECRET_FILE, expected one; "}},
		{"a file that is not there", []string{"SECRET_FILE=/nowhere"}, []string{`SECRET_FILE: found "/nowhere", which cannot be read (file does not exist), expected `}},
		{"an empty file", []string{"SMTP_URL_FILE=/empty"}, []string{`SMTP_URL_FILE: found "/empty", which is empty, expected `}},
		{"only an old secret", []string{"SECRET_OLD=" + goodSecret}, []string{"SECRET_OLD: found no other PEERPOST_SECRET beside it, "}},
		{"the old secret still signs", []string{"SECRET=" + goodSecret, "SECRET_OLD=" + goodSecret}, []string{"SECRET_OLD: found no other "}},
		{"a secret on disk that was cut", []string{"DATA=/cut"}, []string{`DATA: found 5 characters, expected at least 32, in "/cut/secret"; restore `}},
		{"a secret on disk of another user", []string{"DATA=/theirs"}, []string{`DATA: found "/theirs/secret", which cannot be read (permission denied), `}},
		{"another database", []string{"DATABASE_URL=postgres://u:p@db/peerpost"}, []string{"DATABASE_URL: found another scheme, expected sqlite: or mysql:; "}},
		{"SQLite without a path", []string{"DATABASE_URL=sqlite:"}, []string{"DATABASE_URL: found sqlite: without a path behind it, "}},
		{"SQLite as a host", []string{"DATABASE_URL=sqlite://peerpost.db"}, []string{"DATABASE_URL: found sqlite: without a path behind it, "}},
		{"MySQL without a database", []string{"DATABASE_URL=mysql://u:p@db"}, []string{"DATABASE_URL: found no name of a database, "}},
		{"MySQL without a user", []string{"DATABASE_URL=mysql://db/peerpost"}, []string{"DATABASE_URL: found no user, "}},
		{"MySQL with an unencoded password", []string{"DATABASE_URL=mysql://u:p#w@db/peerpost"}, []string{"DATABASE_URL: found a URL that cannot be read, "}},
		{"MySQL with an unknown option", []string{"DATABASE_URL=mysql://u:p@db/peerpost?charset=latin1"}, []string{"DATABASE_URL: found an option that does not exist, expected none but tls=true, "}},
		{"MySQL with another encryption", []string{"DATABASE_URL=mysql://u:p@db/peerpost?tls=yes"}, []string{"DATABASE_URL: found an option that does not exist, "}},
		{"SQLite with an option", []string{"DATABASE_URL=sqlite:/tmp/x.db?cache=shared"}, []string{"DATABASE_URL: found an option that does not exist, expected none; "}},
		{"MySQL and a secret of one host", []string{mysql}, []string{"SECRET: found none beside a MySQL database, expected the same one on every host; "}},
		{"another queue", []string{"REDIS_URL=amqp://mq"}, []string{"REDIS_URL: found another scheme, "}},
		{"Redis with a bad port", []string{"REDIS_URL=redis-cluster://one:6379,two:99999"}, []string{"REDIS_URL: found a URL that cannot be read, "}},
		{"Redis with a database that is no number", []string{"REDIS_URL=redis://h/abc"}, []string{"REDIS_URL: found a path that is no number, expected that of a database, like /0; "}},
		{"a database of a Redis Cluster", []string{"REDIS_URL=redis-cluster://h/3"}, []string{"REDIS_URL: found the number of a database behind a Redis Cluster, expected none: "}},
		{"Redis with an unknown option", []string{"REDIS_URL=redis://h/0?timeout=5s"}, []string{"REDIS_URL: found an option that does not exist, expected none but tls=true and, of Sentinel, master=NAME; "}},
		{"a master without Sentinel", []string{"REDIS_URL=redis://h?master=main"}, []string{"REDIS_URL: found an option that does not exist, "}},
		{"Redis without a host", []string{"REDIS_URL=redis:localhost"}, []string{"REDIS_URL: found a URL that cannot be read, "}},
		{"one Redis of several hosts", []string{"REDIS_URL=redis://one,two"}, []string{"REDIS_URL: found several hosts, "}},
		{"Sentinel without a master", []string{"REDIS_URL=redis-sentinel://one"}, []string{"REDIS_URL: found no master, "}},
		{"a way to send that is none", []string{"SMTP_URL=sendmail:/usr/sbin/sendmail"}, []string{"SMTP_URL: found another scheme, "}},
		{"a relay with a path", []string{"SMTP_URL=smtp://127.0.0.1/x"}, []string{"SMTP_URL: found a URL that cannot be read, "}},
		{"a relay with an option of another", []string{"SMTP_URL=smtp://127.0.0.1?ssl=1"}, []string{`SMTP_URL: found option "ssl", expected tls `}},
		{"a user without a password", []string{"SMTP_URL=smtp://user@127.0.0.1"}, []string{"SMTP_URL: expected both a user and a password "}},
		{"a Maildir as a host", []string{"SMTP_URL=maildir://var/mail"}, []string{"SMTP_URL: found maildir: without a path behind it, "}},
		{"a relay that reaches people, from nobody", []string{far}, []string{"BASE_URL: found this machine's own address with an SMTP host outside it, ", "FROM: found none with an SMTP host outside "}},
		{"a made-up time with a real relay", []string{far, "BASE_URL=https://example.com", "FROM=a@example.com", "CLOCK=file:/clock"}, []string{"CLOCK: found a made-up time with an SMTP host outside "}},
		{"a clock that is no file", []string{"CLOCK=2027-01-01"}, []string{`CLOCK: found "2027-01-01", expected file:PATH; `}},
		{"a DKIM key without a selector", []string{"DKIM_KEY=/etc/dkim.pem"}, []string{`DKIM_KEY: found "/etc/dkim.pem", expected SELECTOR:PATH; `}},
		{"a DKIM key that is none", []string{"DKIM_KEY=s:/short"}, []string{`DKIM_KEY: found something else in "/short", `}},
		{"a sender that is no address", []string{"FROM=Peerpost"}, []string{`FROM: found "Peerpost", expected one address; `}},
		{"a sender that is a group", []string{"FROM=g: a@example.org;"}, []string{`FROM: found "g: a@example.org;", expected one address; `}},
		{"a sender no relay takes", []string{"FROM=Peerpost <peerpost@localhost>"}, []string{`FROM: found "peerpost@localhost", expected a domain `}},
		{"a sender whose name turns around", []string{"FROM=\"a\u202eb\" <a@example.org>"}, []string{"FROM: found "}},
		{"a port without a host", []string{"LISTEN=8025"}, []string{`LISTEN: found "8025", expected host:port; `}},
		{"a port that is none", []string{"METRICS_LISTEN=localhost:http"}, []string{`METRICS_LISTEN: found "localhost:http", expected host:port; `}},
		{"an address that is none", []string{"LISTEN=300.1.1.1:80"}, []string{`LISTEN: found "300.1.1.1:80", expected host:port; `}},
		{"metrics on the web's port", []string{"METRICS_LISTEN=127.0.0.1:8025"}, []string{"METRICS_LISTEN: found the address of PEERPOST_LISTEN, "}},
		{"neither yes nor no", []string{"PLUS_ADDRESSING=maybe"}, []string{`PLUS_ADDRESSING: found "maybe", expected true or false; `}},
		{"a slip of the finger", []string{"BASEURL=x"}, []string{"BASEURL: found a setting that does not exist, expected one of docs/production.md's; did you mean PEERPOST_BASE_URL?"}},
		{"a file where there is no secret", []string{"FROM_FILE=/from"}, []string{"FROM_FILE: found a setting that does not exist, "}},
		{"a setting from elsewhere", []string{"COLOUR_OF_THE_BUTTONS=red"}, []string{"COLOUR_OF_THE_BUTTONS: found a setting that does not exist, expected one of docs/production.md's; remove it"}},
		{"Google", []string{"GOOGLE_CREDENTIALS={}", "FROM=p@example.com"}, []string{"GOOGLE_CREDENTIALS: found something else, expected the JSON key of a service account"}},
		{"a Google endpoint", []string{"GOOGLE_ENDPOINT=http://127.0.0.1"}, []string{"GOOGLE_ENDPOINT: found an endpoint without PEERPOST_GOOGLE_CREDENTIALS, expected both or neither; "}},
		{"a far Google endpoint", []string{"GOOGLE_ENDPOINT=https://example.com/"}, []string{`GOOGLE_ENDPOINT: found "https://example.com/", expected a URL on this machine`}},
		{"IMAP", []string{"IMAP_URL=imaps://imap.example.com"}, []string{"IMAP_URL: expected a user and a password before the @; set imaps://user:password@host:993/INBOX, "}},
		{"addresses with tags", []string{"PLUS_ADDRESSING=true", "FROM=the-mentoring-program-of-us@example.com"}, []string{"PLUS_ADDRESSING: found true beside a sender with 27 characters before the @, expected at most 21, so that a tag fits; "}},
		{"everything at once", []string{"BASEURL=x", "SECRET=short", mysql, "LISTEN=8025", "FROM=@"},
			[]string{"BASEURL: ", "LISTEN: ", "SECRET: ", "FROM: "}},
	}
	files := readFrom(map[string]string{"/short": "short\n", "/empty": " \n", "/secret": otherSecret, "/cut/secret": "short", "/theirs/secret": "unreadable"})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readSettings(prefixed(test.pairs), files)
			var problems badSettings
			if !errors.As(err, &problems) {
				t.Fatalf("accepted as %+v", got)
			}
			if problems.ExitCode() != 2 {
				t.Errorf("exit code %d, want 2", problems.ExitCode())
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(test.want) {
				t.Fatalf("got %d lines, want %d:\n%v", len(lines), len(test.want), err)
			}
			for i, want := range test.want {
				if !strings.HasPrefix(lines[i], "PEERPOST_"+want) {
					t.Errorf("line %d:\ngot  %s\nwant PEERPOST_%s…", i, lines[i], want)
				}
			}
		})
	}
}

func TestSettingsNeverShowASecret(t *testing.T) {
	const word = "xyzzy"
	for _, name := range secrets {
		for _, value := range []string{word, word + ":" + word, "mysql://" + word + ":" + word + "%zz@" + word, "redis://" + word + "@,:x",
			"smtp://" + word + ":" + word + "@host:" + word, "mysql://u:" + word + "#@h/x", "sqlite://" + word} {
			for _, pair := range []string{name + "=" + value, name + "_FILE=/file"} {
				_, err := readSettings(prefixed([]string{pair}), readFrom(map[string]string{"/file": value}))
				if err == nil {
					t.Errorf("%s=%s was accepted", name, value)
				} else if strings.Contains(err.Error(), word) {
					t.Errorf("a secret is shown: %v", err)
				}
			}
		}
	}
}

func TestSettingsWarnOfMySQLWithoutRedis(t *testing.T) {
	pairs := []string{"DATABASE_URL=mysql://u:p@db/peerpost", "SECRET=" + goodSecret}
	alone, err := readSettings(prefixed(pairs), readFrom(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(alone.Warnings) != 1 || !strings.HasPrefix(alone.Warnings[0], "PEERPOST_REDIS_URL: found none") {
		t.Errorf("warnings without Redis: %q", alone.Warnings)
	}
	both, err := readSettings(prefixed(append(pairs, "REDIS_URL=redis://cache")), readFrom(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(both.Warnings) != 0 {
		t.Errorf("warnings with Redis: %q", both.Warnings)
	}
}

func TestSecretIsMadeOnceAndKept(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	environ := []string{"PEERPOST_DATA=" + data}
	var made [8]string
	var wait sync.WaitGroup
	for i := range made {
		wait.Go(func() {
			s, err := readSettings(environ, os.ReadFile)
			if err == nil {
				err = s.prepare()
			}
			if err != nil {
				t.Error(err)
			}
			made[i] = s.Secret
		})
	}
	wait.Wait()
	again, err := readSettings(environ, os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Secret) < secretLength {
		t.Errorf("the secret has %d bytes, want at least %d", len(again.Secret), secretLength)
	}
	for _, secret := range made {
		if secret != again.Secret {
			t.Error("two processes have different secrets")
		}
	}
	entries, err := os.ReadDir(data)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("the data folder holds %v, want only the secret", entries)
	}
	info, err := entries[0].Info()
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("the secret's mode is %v, want 0600", info.Mode())
	}
}

func TestGivenSecretIsNotWrittenDown(t *testing.T) {
	data := t.TempDir()
	s, err := readSettings([]string{"PEERPOST_DATA=" + data, "PEERPOST_SECRET=" + goodSecret}, os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.prepare(); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(data); len(entries) != 0 || s.Secret != goodSecret {
		t.Errorf("the data folder holds %v", entries)
	}
}

func prefixed(pairs []string) []string {
	var environ []string
	for _, pair := range pairs {
		environ = append(environ, prefix+pair)
	}
	return environ
}

func dkimKey(t *testing.T) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed([]byte(goodSecret)))
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}
