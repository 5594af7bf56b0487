package main

import (
	"context"
	"net"
	"slices"
	"strings"

	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

func (d doctor) mail(ctx context.Context) []finding {
	transport, err := transportOf(d.Settings)
	if err != nil {
		return found(fail, "%v", err)
	}
	if err := transport.Probe(ctx); err != nil {
		return found(fail, "%v", err)
	}
	if dir, ok := strings.CutPrefix(d.SMTPURL, "maildir:"); ok {
		return found(warn, "it stays in %s and reaches nobody; set %sSMTP_URL when people should get it", dir, prefix)
	}
	return found(good, "the relay takes mail from %s", d.Sender.Address)
}

// inbox proves that answers can be read.
func (d doctor) inbox(ctx context.Context) []finding {
	if d.IMAPURL == "" {
		return found(good, "not set: answers come through peerpost receive, or not at all")
	}
	inbox, err := mail.ParseIMAP(d.IMAPURL)
	if err == nil {
		err = inbox.Probe(ctx)
	}
	if err != nil {
		return found(fail, "%v", err)
	}
	return found(good, "answers are read from %s", inbox)
}

func (d doctor) dkim(ctx context.Context) []finding {
	if d.DKIMKey == "" {
		return found(good, "no key: the relay signs, or nobody does")
	}
	signer, err := mail.ParseDKIM(program.Address(d.Sender.Address).Domain(), d.DKIMSelector, d.DKIMPEM)
	if err != nil {
		return found(fail, "%v; make a key with: openssl genrsa -out dkim.pem 2048", err)
	}
	name, value, err := signer.Record()
	if err != nil {
		return found(fail, "%v; make a key with: openssl genrsa -out dkim.pem 2048", err)
	}
	published, err := net.DefaultResolver.LookupTXT(ctx, name)
	if err == nil && slices.ContainsFunc(published, func(text string) bool { return publicKey(text) == publicKey(value) }) {
		return found(good, "the key signs, and %s has its other half", name)
	}
	return found(warn, "the key signs, but receivers do not find its other half; publish a TXT record at %s: %s", name, value)
}

// publicKey is the p= of a DKIM record (RFC 6376 section 3.6.1).
func publicKey(record string) string {
	for tag := range strings.SplitSeq(record, ";") {
		if key, ok := strings.CutPrefix(strings.Join(strings.Fields(tag), ""), "p="); ok {
			return key
		}
	}
	return ""
}
