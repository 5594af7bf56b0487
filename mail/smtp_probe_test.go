package mail

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/mail/mailtest"
)

func TestProbeUsesTheRelayWithoutSending(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{StartTLS: true, User: "u", Password: "p"})
	if err := relay(t, s).Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"EHLO", "STARTTLS", "EHLO", "AUTH", "NOOP", "QUIT"}
	if got := s.Commands(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestProbeSaysWhatToDo(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for name, c := range map[string]struct {
		options mailtest.Options
		fault   mailtest.Fault
		change  func(*SMTP)
		want    string
	}{
		"nobody listens":       {change: func(r *SMTP) { r.port = closed.Addr().(*net.TCPAddr).Port }, want: "check host, port and firewall"},
		"no such host":         {change: func(r *SMTP) { r.host = "relay.invalid" }, want: "check host, port and firewall"},
		"wrong password":       {options: mailtest.Options{User: "u", Password: "p"}, change: func(r *SMTP) { r.password = "x" }, want: "check user and password"},
		"no AUTH":              {change: func(r *SMTP) { r.user, r.password = "u", "p" }, want: "leave user and password out"},
		"no STARTTLS":          {change: func(r *SMTP) { s, _ := ParseSMTP("smtp://x"); r.security = s.security }, want: "use smtps://, or tls=none"},
		"unknown issuer":       {options: mailtest.Options{StartTLS: true}, change: func(r *SMTP) { r.TLSConfig = nil }, want: "trusts its issuer"},
		"unknown issuer smtps": {options: mailtest.Options{Implicit: true}, change: func(r *SMTP) { r.TLSConfig = nil }, want: "trusts its issuer"},
		"not TLS":              {change: func(r *SMTP) { r.encrypted = true }, want: "use smtp:// with tls=starttls"},
		"blocked":              {fault: mailtest.Fault{At: mailtest.Banner, Reply: "554 5.7.1 blocked"}, want: "whether this machine may send"},
		"TLS spoken to plain":  {options: mailtest.Options{Implicit: true}, change: func(r *SMTP) { r.encrypted, r.CommandTimeout = false, 500*time.Millisecond }, want: "465 needs smtps://"},
		"NOOP":                 {fault: mailtest.Fault{At: mailtest.Noop, Drop: true}, want: "relay's log"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, c.options)
			r := relay(t, s)
			if c.change != nil {
				c.change(r)
			}
			if c.fault.At != "" {
				s.Break(c.fault)
			}
			err := r.Probe(context.Background())
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n@") {
				t.Errorf("%v, want one line with %q", err, c.want)
			}
		})
	}
}

func TestPasswordNeverCrossesTheNetworkInTheClear(t *testing.T) {
	r, err := ParseSMTP("smtp://u:p@relay.example.org?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	l := &login{relay: r, dialing: &dialing{}}
	_, _, err = l.Start(serverInfo("relay.example.org", false, "PLAIN", "LOGIN"))
	if err == nil {
		t.Fatal("it was sent")
	}
	if got := r.advice(&dialError{authenticating, err}); !strings.Contains(got, "in the clear") {
		t.Error(got)
	}
}
