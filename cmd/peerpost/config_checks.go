package main

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/mail"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/peerpost/peerpost/calendar"
	mailout "github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

// checkIMAP looks at where answers come in.
func (c *settingsCheck) checkIMAP() {
	s := &c.settings
	if s.IMAPURL == "" {
		return
	}
	inbox, err := mailout.ParseIMAP(s.IMAPURL)
	if err != nil {
		c.problem("IMAP_URL", "%v; set imaps://user:password@host:993/INBOX, with special characters of the password percent-encoded", err)
		return
	}
	if strings.Contains(s.IMAPURL, "tls=none") && !loopback(inbox.Host()) {
		s.Warnings = append(s.Warnings, prefix+"IMAP_URL: mail and password go to "+inbox.Host()+" unencrypted; leave out tls=none where the server knows STARTTLS")
	}
	if s.AuthServer == "" && !s.PlusAddressing {
		s.Warnings = append(s.Warnings, prefix+"AUTHSERV_ID: without it, and without "+prefix+"PLUS_ADDRESSING, everybody is asked by email whether an answer was theirs; set what your mail server calls itself in Authentication-Results")
	}
}

// checkPlus looks whether a tag fits behind the sender.
func (c *settingsCheck) checkPlus() {
	sender := program.Address(c.settings.Sender.Address)
	if !c.settings.PlusAddressing || sender == "" {
		return
	}
	if _, fits := mailout.PlusAddress(nil, sender, program.ID(strings.Repeat("0", 26))); !fits {
		local, _, _ := strings.Cut(string(sender), "@")
		c.problem("PLUS_ADDRESSING", "found true beside a sender with %d characters before the @, expected at most 21, so that a tag fits; choose a shorter %sFROM, or unset it", len(local), prefix)
	}
}

// checkGoogle looks at the credentials of a service account. That Google takes them
// is for doctor to prove.
func (c *settingsCheck) checkGoogle() {
	s := &c.settings
	if s.GoogleEndpoint != "" {
		u, err := url.Parse(s.GoogleEndpoint)
		switch {
		case err != nil || u.Hostname() == "" || !loopback(u.Hostname()):
			c.problem("GOOGLE_ENDPOINT", "found %q, expected a URL on this machine: it is for tests; unset it", s.GoogleEndpoint)
		case s.GoogleCredentials == "":
			c.problem("GOOGLE_ENDPOINT", "found an endpoint without %sGOOGLE_CREDENTIALS, expected both or neither; unset it", prefix)
		}
	}
	if s.GoogleCredentials == "" {
		return
	}
	if _, err := calendar.NewGoogle([]byte(s.GoogleCredentials), s.GoogleEndpoint, rand.Float64); err != nil {
		c.problem("GOOGLE_CREDENTIALS", "found something else, expected the JSON key of a service account with domain-wide delegation; set %sGOOGLE_CREDENTIALS_FILE to the path of the file that Google gave you", prefix)
	}
	if s.From == defaultFrom || s.From == "" {
		c.problem("FROM", "found none, expected a mailbox of your Google Workspace: meetings live on its calendar; set it like Peerpost <peerpost@yourdomain.com>")
	}
}

func (c *settingsCheck) checkListen() {
	s := &c.settings
	if s.Listen == "" {
		s.Listen = defaultListen
	}
	for _, name := range []string{"LISTEN", "METRICS_LISTEN"} {
		host, port, err := net.SplitHostPort(c.given[name])
		if c.given[name] != "" && (err != nil || !validPort(port) || !listens(host)) {
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
	case err == nil && u.Port() != "" && !validPort(u.Port()):
		c.problem("BASE_URL", "found the port %s, expected one from 1 to 65535; %s", u.Port(), advice)
	case err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https":
		c.problem("BASE_URL", "found %q, expected an absolute URL; %s", s.BaseURL, advice)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.User != nil:
		c.problem("BASE_URL", "found %q, expected neither user, query nor fragment; %s", u.Redacted(), advice)
	case !validHost(u.Hostname()):
		c.problem("BASE_URL", "found %q, expected a host name of letters, digits, hyphens and dots; %s", s.BaseURL, advice)
	case !cleanPath(strings.TrimSuffix(u.EscapedPath(), "/")):
		c.problem("BASE_URL", "found %q, expected a path of letters, digits and - . _ ~, without // and ..; %s", s.BaseURL, advice)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		c.problem("BASE_URL", "found %q, expected https outside this machine; %s", s.BaseURL, advice)
	}
	s.BaseURL = strings.TrimRight(s.BaseURL, "/")
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
	_, single := mail.ParseAddress("group: " + s.From + ";") // a group cannot be in a group (RFC 5322 section 3.4)
	if err != nil || single != nil || strings.ContainsFunc(parsed.Name, func(r rune) bool { return !unicode.IsPrint(r) }) {
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

func validPort(text string) bool {
	port, err := strconv.Atoi(text)
	return err == nil && port >= 1 && port <= 65535
}

// validHost reports whether host is an address or a name of letters, digits and
// hyphens between dots (RFC 1123 section 2.1).
func validHost(host string) bool {
	return net.ParseIP(host) != nil || hostForm.MatchString(host)
}

var hostForm = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$`)

// cleanPath reports whether links below p arrive as they were written: it has
// only characters that nothing encodes (RFC 3986 section 2.3), and nothing that
// browsers or proxies resolve.
func cleanPath(p string) bool { return p == "" || pathForm.MatchString(p) && path.Clean(p) == p }

var pathForm = regexp.MustCompile(`^[A-Za-z0-9/._~-]*$`)

// listens reports whether host may be one of this machine: nothing, an address,
// or a name, whose last part is no number (RFC 3696 section 2).
func listens(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	_, err := strconv.Atoi(last)
	return host == "" || net.ParseIP(host) != nil || last != "" && err != nil && !strings.ContainsAny(host, " :/[]%")
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
