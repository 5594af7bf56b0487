package mail

import (
	"testing"

	"github.com/wneessen/go-mail/smtp"
)

func serverInfo(name string, secure bool, mechanisms ...string) *smtp.ServerInfo {
	return &smtp.ServerInfo{Name: name, TLS: secure, Auth: mechanisms}
}

func TestStrongestKnownMechanismIsChosen(t *testing.T) {
	for want, offered := range map[string][]string{
		"SCRAM-SHA-256": {"PLAIN", "LOGIN", "SCRAM-SHA-256"},
		"PLAIN":         {"LOGIN", "plain", "XOAUTH2"},
		"LOGIN":         {"XOAUTH2", "LOGIN"},
		"CRAM-MD5":      {"CRAM-MD5"},
		"":              {"XOAUTH2", "GSSAPI"},
	} {
		r, err := ParseSMTP("smtp://u:p@relay.example.org")
		if err != nil {
			t.Fatal(err)
		}
		l := &login{relay: r, dialing: &dialing{}}
		got, _, err := l.Start(serverInfo("relay.example.org", true, offered...))
		if got != want || (err == nil) != (want != "") {
			t.Errorf("of %v: %q (%v), want %q", offered, got, err, want)
		}
	}
}
