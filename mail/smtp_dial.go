package mail

import (
	"context"
	"crypto/tls"
	"net"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// dialing is one attempt to get a session: go-mail dials, greets, secures and
// authenticates, and its hooks tell how far it came.
type dialing struct {
	relay  *SMTP
	ctx    context.Context
	config *tls.Config
	stage  string
	socket net.Conn // of TCP, below TLS
	stop   func() bool
}

// dial returns a session that is ready for MAIL, and the socket below it, by
// which deadlines are set: go-mail's own setter waits for a lock that a
// pending answer holds. An error is a dialError.
func (s *SMTP) dial(ctx context.Context) (*smtp.Client, net.Conn, error) {
	d := &dialing{relay: s, ctx: ctx, stage: connecting, config: &tls.Config{}, stop: func() bool { return true }}
	if s.TLSConfig != nil {
		d.config = s.TLSConfig.Clone()
	}
	d.config.ServerName, d.config.MinVersion = s.host, tls.VersionTLS12
	session, err := d.run()
	if !d.stop() {
		err = context.Cause(ctx)
	}
	if err != nil {
		if d.socket != nil {
			d.socket.Close() // go-mail leaves it open
		}
		return nil, nil, &dialError{d.stage, err}
	}
	return session, d.socket, nil
}

func (d *dialing) run() (*smtp.Client, error) {
	s := d.relay
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTimeout(s.CommandTimeout), gomail.WithTLSPolicy(s.security),
		gomail.WithTLSConfig(d.config), gomail.WithoutSMTPUTF8(), gomail.WithDialContextFunc(d.connect),
	}
	if s.encrypted {
		options = append(options, gomail.WithSSL())
	}
	if s.helo != "" {
		options = append(options, gomail.WithHELO(s.helo))
	}
	if s.user != "" {
		options = append(options, gomail.WithSMTPAuthCustom(&login{relay: s, dialing: d}))
	}
	client, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(d.ctx)
}

// connect is go-mail's hook for the connection. go-mail looks at the context
// for no longer than this takes; the end of d.ctx closes the socket after.
func (d *dialing) connect(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	d.socket, d.stage = conn, greeting
	d.stop = context.AfterFunc(d.ctx, func() { conn.Close() })
	if !d.relay.encrypted {
		return conn, nil
	}
	secure := tls.Client(conn, d.config)
	return secure, secure.HandshakeContext(ctx)
}
