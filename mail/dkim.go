package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// DKIM signs composed messages for one domain (RFC 6376). It is safe for
// concurrent use.
type DKIM struct {
	domain   string
	selector string
	key      crypto.Signer
}

// signed are the fields under the signature. Those that a message lacks are
// signed as absent, so nobody can add one. RFC 8058 section 4 wants both
// List-Unsubscribe fields here.
var signed = []string{"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
	"List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "From", "Subject"}

// ParseDKIM reads a private key: PEM of PKCS #8 (RSA or Ed25519) or PKCS #1.
// It signs once, so a key that cannot sign is an error here.
func ParseDKIM(domain, selector string, key []byte) (*DKIM, error) {
	private, err := gomail.PrivKeyFromPEM(key)
	if err != nil {
		return nil, fmt.Errorf("DKIM key: %w; expected PEM of an RSA or Ed25519 private key", err)
	}
	d := &DKIM{domain: domain, selector: selector, key: private}
	if _, err := d.Sign([]byte("From: a@example.org\r\n\r\n"), time.Unix(0, 0)); err != nil {
		return nil, fmt.Errorf("DKIM key: %w", err)
	}
	return d, nil
}

// Sign returns the message with a DKIM-Signature before it. Both algorithms
// are deterministic: the same message and time give the same bytes.
func (d *DKIM) Sign(msg []byte, at time.Time) ([]byte, error) {
	header, body, found := bytes.Cut(msg, []byte("\r\n\r\n"))
	if !found {
		return nil, errors.New("sign a message: it has no body")
	}
	signer := gomail.NewDKIMSigner(d.domain, d.selector, d.key) // a new one: it keeps state
	signer.NowFunc = func() time.Time { return at }
	signer.SignHeaders(signed...)
	raw, err := signer.Sign(append(bytes.Clone(header), "\r\n"...), body)
	if err != nil {
		return nil, fmt.Errorf("sign a message: %w", err)
	}
	return append([]byte(refold(raw)), msg...), nil
}

// refold moves the line breaks of a signature to where they are allowed.
// go-mail 0.8.1 signs the unfolded field and then breaks tags of more than 75
// octets anywhere: a list of header fields as long as ours would not verify.
func refold(raw string) string {
	value := strings.ReplaceAll(strings.TrimPrefix(raw, "DKIM-Signature: "), "\r\n ", "")
	tags, signature, _ := strings.Cut(strings.TrimSpace(value), "; b=")
	for i := 64; i < len(signature); i += 65 {
		signature = signature[:i] + " " + signature[i:] // ignored in b= (RFC 6376 section 3.5)
	}
	return field("DKIM-Signature", tags+"; b="+signature)
}

// Record returns the name and the value of the TXT record that verifiers look
// up (RFC 6376 section 3.6.1, RFC 8463 section 4).
func (d *DKIM) Record() (name, value string, err error) {
	name = d.selector + "._domainkey." + d.domain
	if public, ok := d.key.Public().(ed25519.PublicKey); ok {
		return name, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public), nil
	}
	public, err := x509.MarshalPKIXPublicKey(d.key.Public())
	if err != nil {
		return "", "", fmt.Errorf("DKIM record: %w", err)
	}
	return name, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(public), nil
}
