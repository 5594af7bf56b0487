package mail

import (
	"errors"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// login chooses how to authenticate when the relay has said what it offers. A
// password crosses the network only under TLS, or to this machine.
type login struct {
	relay   *SMTP
	dialing *dialing
	smtp.Auth
}

var errNoLogin = errors.New("the relay offers no way to authenticate that Peerpost knows")

// Start implements smtp.Auth (RFC 4954 section 4).
func (l *login) Start(server *smtp.ServerInfo) (string, []byte, error) {
	l.dialing.stage = authenticating
	user, password, host := l.relay.user, l.relay.password, l.relay.host
	offers := func(mechanism string) bool {
		return slices.ContainsFunc(server.Auth, func(s string) bool { return strings.EqualFold(s, mechanism) })
	}
	switch {
	case offers("SCRAM-SHA-256"):
		l.Auth = smtp.ScramSHA256Auth(user, password)
	case offers("PLAIN"):
		l.Auth = smtp.PlainAuth("", user, password, host, false)
	case offers("LOGIN"):
		l.Auth = smtp.LoginAuth(user, password, host, false)
	case offers("CRAM-MD5"):
		l.Auth = smtp.CRAMMD5Auth(user, password)
	default:
		return "", nil, errNoLogin
	}
	return l.Auth.Start(server)
}
