package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"net"
	"net/mail"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	mailout "github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

// checkAbsent refuses what would be silently ignored.
func (c *settingsCheck) checkAbsent() {
	if c.settings.IMAPURL != "" {
		c.problem("IMAP_URL", "found a mailbox, expected none; this build reads no mail, neither replies nor bounces: unset it")
	}
	if c.settings.GoogleCredentials != "" {
		c.problem("GOOGLE_CREDENTIALS", "found credentials, expected none; this build has no Google Calendar yet: unset it, invitations go by email")
	}
	if c.settings.GoogleEndpoint != "" {
		c.problem("GOOGLE_ENDPOINT", "found an endpoint, expected none; this build has no Google Calendar yet: unset it")
	}
}

func (c *settingsCheck) checkListen() {
	s := &c.settings
	if s.Listen == "" {
		s.Listen = defaultListen
	}
	for _, name := range []string{"LISTEN", "METRICS_LISTEN"} {
		_, port, err := net.SplitHostPort(c.given[name])
		if c.given[name] != "" && (err != nil || !validPort(port)) {
			c.problem(name, "found %q, expected host:port; set it like %s", c.given[name], defaultListen)
		}
	}
	if s.Listen == s.MetricsListen {
		c.problem("METRICS_LISTEN", "found the address of %sLISTEN, expected another; choose another port", prefix)
	}
}

func (c *settingsCheck) checkBaseURL() {
	s := &c.settings
	if s.BaseURL == "" {
		_, port, _ := net.SplitHostPort(s.Listen)
		s.BaseURL = "http://" + net.JoinHostPort("127.0.0.1", port)
		return
	}
	const advice = "set the address people open, like https://peerpost.example.org"
	u, err := url.Parse(s.BaseURL)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		c.problem("BASE_URL", "found %q, expected an absolute URL; %s", s.BaseURL, advice)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.User != nil:
		c.problem("BASE_URL", "found %q, expected neither user, query nor fragment; %s", u.Redacted(), advice)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		c.problem("BASE_URL", "found %q, expected https outside this machine; %s", s.BaseURL, advice)
	}
	s.BaseURL = strings.TrimRight(s.BaseURL, "/")
}

func (c *settingsCheck) checkSecret() {
	s := &c.settings
	const advice = "make one with: openssl rand -hex 32"
	if s.Secret != "" && len(s.Secret) < secretBytes {
		c.problem("SECRET", "found %d bytes, expected at least %d; %s", len(s.Secret), secretBytes, advice)
	}
	if s.SecretOld != "" && len(s.SecretOld) < secretBytes {
		c.problem("SECRET_OLD", "found %d bytes, expected at least %d; set the secret before the present one, or unset it", len(s.SecretOld), secretBytes)
	}
	if s.SecretOld != "" && !c.failed("SECRET") && (s.Secret == "" || s.Secret == s.SecretOld) {
		c.problem("SECRET_OLD", "found no other %sSECRET beside it, expected a new one that signs; %s", prefix, advice)
	}
	if s.Secret != "" || c.failed("SECRET") {
		return
	}
	text, err := c.readFile(s.secretFile())
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		c.problem("DATA", "found %q, which cannot be read (%v), expected the secret in it; make it readable to this user", s.secretFile(), reason(err))
	case len(bytes.TrimSpace(text)) < secretBytes:
		c.problem("DATA", "found fewer than %d bytes in %q, expected the secret; restore it, or remove it to make a new one (links sent before stop working)", secretBytes, s.secretFile())
	default:
		s.Secret = string(bytes.TrimSpace(text))
	}
}

func (c *settingsCheck) checkDatabase() {
	s := &c.settings
	if s.DatabaseURL == "" {
		s.DatabaseURL = "sqlite:" + filepath.Join(s.Data, "peerpost.db")
		return
	}
	const advice = "set sqlite:PATH or mysql://user:password@host:3306/name, with special characters of the password percent-encoded"
	scheme, rest, _ := strings.Cut(s.DatabaseURL, ":")
	u, err := url.Parse(s.DatabaseURL)
	switch {
	case scheme == "sqlite" && (rest == "" || rest == ":memory:" || strings.HasPrefix(rest, "//")):
		c.problem("DATABASE_URL", "found sqlite: without a path behind it, expected the path of a file; %s", advice)
	case scheme == "sqlite":
	case scheme != "mysql":
		c.problem("DATABASE_URL", "found another scheme, expected sqlite: or mysql:; %s", advice)
	case err != nil || u.Hostname() == "" || u.Port() != "" && !validPort(u.Port()) || u.Fragment != "":
		c.problem("DATABASE_URL", "found a URL that cannot be read, expected mysql://user:password@host:3306/name; %s", advice)
	case u.User.Username() == "":
		c.problem("DATABASE_URL", "found no user, expected mysql://user:password@host:3306/name; %s", advice)
	case strings.Trim(u.Path, "/") == "" || strings.Contains(strings.Trim(u.Path, "/"), "/"):
		c.problem("DATABASE_URL", "found no name of a database, expected mysql://user:password@host:3306/name; %s", advice)
	default:
		c.checkManyHosts()
	}
}

// checkManyHosts runs where the database can be shared.
func (c *settingsCheck) checkManyHosts() {
	if c.given["SECRET"] == "" && !c.failed("SECRET") {
		c.problem("SECRET", "found none beside a MySQL database, expected the same one on every host; make one with: openssl rand -hex 32")
	}
	if c.settings.RedisURL == "" {
		c.settings.Warnings = append(c.settings.Warnings, prefix+"REDIS_URL: found none beside a MySQL database; "+
			"one process works so, several wake each other only through Redis: set it before you start a second")
	}
}

func (c *settingsCheck) checkRedis() {
	raw := c.settings.RedisURL
	if raw == "" {
		return
	}
	const advice = "set redis://, rediss://, redis-sentinel://host:26379,host:26379?master=NAME or redis-cluster://host:6379,host:6379"
	scheme, _, _ := strings.Cut(raw, ":")
	if !slices.Contains([]string{"redis", "rediss", "redis-sentinel", "redis-cluster"}, scheme) {
		c.problem("REDIS_URL", "found another scheme, expected one of Redis's; %s", advice)
		return
	}
	u, hosts, ok := splitHosts(raw)
	switch {
	case !ok:
		c.problem("REDIS_URL", "found a URL that cannot be read, expected host:port; %s", advice)
	case hosts > 1 && (scheme == "redis" || scheme == "rediss"):
		c.problem("REDIS_URL", "found several hosts, expected one; %s", advice)
	case scheme == "redis-sentinel" && u.Query().Get("master") == "":
		c.problem("REDIS_URL", "found no master, expected its name; %s", advice)
	}
}

// checkSMTP reports whether mail leaves this machine.
func (c *settingsCheck) checkSMTP() (far bool) {
	s := &c.settings
	if s.SMTPURL == "" {
		s.SMTPURL = "maildir:" + filepath.Join(s.Data, "maildir")
		return false
	}
	const advice = "set smtp://user:password@host:587, smtps://user:password@host:465 or maildir:PATH, with special characters of the password percent-encoded"
	scheme, rest, _ := strings.Cut(s.SMTPURL, ":")
	u, err := url.Parse(s.SMTPURL)
	switch {
	case scheme == "maildir" && (rest == "" || strings.HasPrefix(rest, "//")):
		c.problem("SMTP_URL", "found maildir: without a path behind it, expected the path of a folder; %s", advice)
	case scheme == "maildir":
	case scheme != "smtp" && scheme != "smtps":
		c.problem("SMTP_URL", "found another scheme, expected smtp:, smtps: or maildir:; %s", advice)
	case err != nil || u.Hostname() == "" || u.Port() != "" && !validPort(u.Port()) || strings.Trim(u.Path, "/") != "" || u.Fragment != "":
		c.problem("SMTP_URL", "found a URL that cannot be read, expected only user, password, host and port; %s", advice)
	default:
		if _, err := mailout.ParseSMTP(s.SMTPURL); err != nil {
			c.problem("SMTP_URL", "%v; %s", err, advice)
		}
		far = !loopback(u.Hostname())
		if far && u.Query().Get("tls") == "none" {
			s.Warnings = append(s.Warnings, prefix+"SMTP_URL: mail and password go to "+u.Hostname()+" unencrypted; leave out tls=none where the relay knows STARTTLS")
		}
	}
	return far
}

func (c *settingsCheck) checkDKIM() {
	s := &c.settings
	if s.DKIMKey == "" {
		return
	}
	const advice = "make one with: openssl genrsa -out dkim.pem 2048"
	selector, path, ok := strings.Cut(s.DKIMKey, ":")
	if !ok || selector == "" || path == "" || strings.ContainsAny(selector, "/ @;=") {
		c.problem("DKIM_KEY", "found %q, expected SELECTOR:PATH; set it like peerpost:/etc/peerpost/dkim.pem", s.DKIMKey)
		return
	}
	text, err := c.readFile(path)
	if err != nil {
		c.problem("DKIM_KEY", "found %q, which cannot be read (%v), expected a private key in PEM; make it readable to this user", path, reason(err))
	} else if !signs(text) {
		c.problem("DKIM_KEY", "found something else in %q, expected a private key in PEM, RSA of 1024 bits or more, or Ed25519; %s", path, advice)
	}
	s.DKIMSelector, s.DKIMPEM = selector, text
}

func (c *settingsCheck) checkFrom() {
	s := &c.settings
	if s.From == "" {
		s.From = defaultFrom
	}
	parsed, err := mail.ParseAddress(s.From)
	if err != nil || strings.ContainsFunc(parsed.Name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		c.problem("FROM", "found %q, expected one address; set it like %s", s.From, defaultFrom)
	} else if _, err := program.ParseAddress(parsed.Address); err != nil {
		c.problem("FROM", "%v; set it like %s", err, defaultFrom)
	} else {
		s.Sender = *parsed
	}
}

func (c *settingsCheck) checkClock(far bool) {
	s := &c.settings
	if s.Clock == "" {
		return
	}
	path, ok := strings.CutPrefix(s.Clock, "file:")
	if !ok || path == "" {
		c.problem("CLOCK", "found %q, expected file:PATH; unset it, it is for tests", s.Clock)
	} else if far {
		c.problem("CLOCK", "found a made-up time with an SMTP host outside this machine, expected only one of them; unset it, it is for tests")
	}
	s.Clock = path
}

// checkReachesPeople runs where mail goes to a relay: what was good enough for
// a trial would reach people as dead links or a sender nobody owns.
func (c *settingsCheck) checkReachesPeople() {
	if u, err := url.Parse(c.settings.BaseURL); err == nil && loopback(u.Hostname()) {
		c.problem("BASE_URL", "found this machine's own address with an SMTP host outside it, expected one that people can open; set it like https://peerpost.example.org")
	}
	if c.given["FROM"] == "" {
		c.problem("FROM", "found none with an SMTP host outside this machine, expected the sender people see; set it like Mentoring <mentoring@your.domain>")
	}
}

// splitHosts reads a URL whose authority may list several hosts, which url.Parse
// refuses, and returns it with the first alone.
func splitHosts(raw string) (first *url.URL, hosts int, ok bool) {
	scheme, rest, found := strings.Cut(raw, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	user := authority[:strings.LastIndexByte(authority, '@')+1]
	list := strings.Split(authority[len(user):], ",")
	for _, host := range list {
		u, err := url.Parse("redis://" + host)
		if err != nil || u.Hostname() == "" || u.Port() != "" && !validPort(u.Port()) {
			return nil, 0, false
		}
	}
	first, err := url.Parse(scheme + "://" + user + list[0] + tail)
	return first, len(list), found && err == nil && first.Fragment == ""
}

func validPort(text string) bool {
	port, err := strconv.Atoi(text)
	return err == nil && port >= 1 && port <= 65535
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

func signs(text []byte) bool {
	block, _ := pem.Decode(text)
	if block == nil {
		return false
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key.N.BitLen() >= 1024
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return false
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return key.N.BitLen() >= 1024
	case ed25519.PrivateKey:
		return true
	}
	return false
}

// reason leaves out the path, which the line names already.
func reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
