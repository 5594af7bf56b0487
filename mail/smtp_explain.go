package mail

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// How far a dial came.
const (
	connecting     = "connect"
	greeting       = "greet"
	authenticating = "authenticate"
)

// dialError is a failed dial and how far it came.
type dialError struct {
	stage string
	err   error
}

func (e *dialError) Error() string { return e.stage + ": " + e.err.Error() }
func (e *dialError) Unwrap() error { return e.err }

// explain turns a failed dial into one line: where, what, what to do.
func (s *SMTP) explain(err error) error {
	return fmt.Errorf("mail relay %s: %s; %s", s, clean(err.Error()), s.advice(err))
}

func (s *SMTP) advice(err error) string {
	var dial *dialError
	var certificate *tls.CertificateVerificationError
	var notTLS tls.RecordHeaderError
	var timeout net.Error
	stage := ""
	if errors.As(err, &dial) {
		stage = dial.stage
	}
	switch {
	case errors.Is(err, smtp.ErrUnencrypted):
		return "the password would cross the network in the clear: use tls=starttls or smtps://"
	case errors.As(err, &certificate):
		return "use the host name that the relay's certificate names, and see that this machine trusts its issuer"
	case errors.As(err, &notTLS):
		return "the port does not speak TLS from the first byte: use smtp:// with tls=starttls"
	case strings.Contains(err.Error(), "STARTTLS"):
		return "the relay offers no STARTTLS: use smtps://, or tls=none for a relay on this machine"
	case stage == connecting:
		return "check host, port and firewall"
	case stage == authenticating && errors.Is(err, errNoLogin):
		return "leave user and password out, or use the port for submission (587)"
	case stage == authenticating:
		return "check user and password"
	case stage == greeting && replyCode(err) != 0:
		return "ask the relay's operator whether this machine may send"
	case stage == greeting && errors.As(err, &timeout) && timeout.Timeout():
		return "nothing was said: check that the port speaks SMTP (465 needs smtps://)"
	}
	return "check that the port speaks SMTP, and the relay's log"
}
