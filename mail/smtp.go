package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// SMTP sends through a relay (RFC 5321, RFC 6409).
type SMTP struct {
	// CommandTimeout bounds every command and each 32 KiB of a message: 30 s.
	CommandTimeout time.Duration

	// AnswerTimeout bounds the wait for the answer to the final dot: 10 min
	// (RFC 5321 section 4.5.3.2.6).
	AnswerTimeout time.Duration

	// TLSConfig overrides which certificates are trusted, for tests.
	TLSConfig *tls.Config

	host      string
	port      int
	user      string
	password  string
	helo      string
	security  gomail.TLSPolicy
	encrypted bool // TLS from the first byte: smtps
}

// ParseSMTP reads smtp://user:password@host:587?tls=starttls|none|opportunistic
// and smtps://user:password@host:465. The ports shown and starttls are the
// defaults. helo=NAME is the name given to the relay; the host's unless set.
func ParseSMTP(raw string) (*SMTP, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("expected a URL like smtp://user:password@host:587; write special characters of the password as %40 or the like")
	}
	s := &SMTP{
		CommandTimeout: 30 * time.Second, AnswerTimeout: 10 * time.Minute,
		host: u.Hostname(), port: 587, user: u.User.Username(), security: gomail.TLSMandatory,
	}
	if u.Scheme == "smtps" {
		s.port, s.encrypted = 465, true
	}
	if s.host == "" || u.Opaque != "" || u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return nil, fmt.Errorf("expected only a host and a port, like %s://mail.example.org:%d", u.Scheme, s.port)
	}
	if u.Port() != "" {
		if s.port, err = strconv.Atoi(u.Port()); err != nil || s.port < 1 || s.port > 65535 {
			return nil, fmt.Errorf("found port %q, expected 1 to 65535", u.Port())
		}
	}
	var given bool
	if s.password, given = u.User.Password(); u.User != nil && (!given || s.user == "") {
		return nil, errors.New("expected both a user and a password before the @, or neither")
	}
	return s, s.options(u)
}

func (s *SMTP) options(u *url.URL) error {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return errors.New("expected options like ?tls=starttls after the port")
	}
	for name, values := range query {
		switch {
		case name == "helo" && values[0] != "" && checkLine(values[0]) == nil:
			s.helo = values[0]
		case name == "tls" && !s.encrypted:
			policy, known := map[string]gomail.TLSPolicy{"starttls": gomail.TLSMandatory,
				"none": gomail.NoTLS, "opportunistic": gomail.TLSOpportunistic}[values[0]]
			if !known {
				return fmt.Errorf("found tls=%s, expected starttls, none or opportunistic", values[0])
			}
			s.security = policy
		default:
			return fmt.Errorf("found option %q, expected tls (with smtp://) or helo", name)
		}
	}
	return nil
}

// String names the relay without user and password.
func (s *SMTP) String() string { return net.JoinHostPort(s.host, strconv.Itoa(s.port)) }

// Host returns the relay's name or IP address.
func (s *SMTP) Host() string { return s.host }

// Open connects, secures the connection and authenticates.
func (s *SMTP) Open(ctx context.Context) (Conn, error) {
	c := &smtpConn{relay: s}
	if err := c.connect(ctx); err != nil {
		return nil, s.explain(err)
	}
	return c, nil
}
