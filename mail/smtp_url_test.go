package mail

import (
	"fmt"
	"strings"
	"testing"
)

func TestSettingNamesTheTransport(t *testing.T) {
	for raw, want := range map[string]string{
		"smtp://mail.example.org":                                "mail.example.org:587 '' '' TLSMandatory false ''",
		"smtp://user:pa%40ss@mail.example.org:2525?tls=none":     "mail.example.org:2525 'user' 'pa@ss' NoTLS false ''",
		"smtp://127.0.0.1:25?tls=opportunistic&helo=example.org": "127.0.0.1:25 '' '' TLSOpportunistic false 'example.org'",
		"smtps://u:p@[::1]":                                      "[::1]:465 'u' 'p' TLSMandatory true ''",
	} {
		s, err := ParseSMTP(raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
			continue
		}
		if got := fmt.Sprintf("%s '%s' '%s' %v %v '%s'", s, s.user, s.password, s.security, s.encrypted, s.helo); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
	transport, err := ParseURL("maildir:/var/mail")
	if m, ok := transport.(*Maildir); err != nil || !ok || m.Dir != "/var/mail" {
		t.Errorf("maildir: %v %v", transport, err)
	}
}

func TestBadSettingIsRefusedWithoutShowingThePassword(t *testing.T) {
	for _, raw := range []string{
		"", "mail.example.org", "http://mail.example.org", "smtp:mail.example.org", "smtp://", "maildir:",
		"smtp://u:secret@host:0", "smtp://u:secret@host:70000", "smtp://u:secret@host:port", "smtp://u:secret@host/path",
		"smtp://u:secret@host#x", "smtp://u:secret@host?tls=maybe", "smtps://u:secret@host?tls=none", "smtp://u:secret@host?debug=1",
		"smtp://u@host", "smtp://:secret@host", "smtp://u:secret%zz@host", "smtp://u:secret@ho st", "smtp://u:secret@host?helo=a%0Db",
	} {
		_, err := ParseURL(raw)
		if err == nil {
			t.Errorf("%q was accepted", raw)
		} else if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestPrintedRelayHidesThePassword(t *testing.T) {
	s, err := ParseSMTP("smtp://user:hunter2@mail.example.org")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%v %+v %s", s, s, s); strings.Contains(got, "hunter2") || strings.Contains(got, "user") {
		t.Error(got)
	}
}
