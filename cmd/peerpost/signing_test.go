package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/mail/mailtest"
)

func TestWhatLeavesIsSignedByTheKeyOfTheSettings(t *testing.T) {
	t.Parallel()
	relay := mailtest.Start(t, mailtest.Options{})
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	tr := migratedTrial(t, "SMTP_URL=smtp://"+relay.Address+"?tls=none")
	path := tr.write("dkim.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	tr.environ = append(tr.environ, "PEERPOST_DKIM_KEY=spring:"+path)
	tr.sample().work()
	sent := relay.Messages()
	if len(sent) != 2 {
		t.Fatalf("%d messages were sent, expected two", len(sent))
	}
	for _, m := range sent {
		head, _, _ := strings.Cut(string(m.Data), "\r\n\r\n")
		if !strings.HasPrefix(head, "DKIM-Signature: ") || !strings.Contains(head, "s=spring;") || !strings.Contains(head, "d=example.org;") {
			t.Errorf("a message is not signed:\n%s", head)
		}
	}
}
