package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"regexp"
	"strings"
	"testing"
	"time"
)

func dkim(t *testing.T, key any) *DKIM {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	d, err := ParseDKIM("example.org", "s2027", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func keys(t *testing.T) map[string]crypto.Signer {
	t.Helper()
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rivest, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]crypto.Signer{"ed25519": edwards, "rsa": rivest}
}

func TestSignatureVerifiesAndIsDeterministic(t *testing.T) {
	for name, key := range keys(t) {
		t.Run(name, func(t *testing.T) {
			d, msg := dkim(t, key), compose(t, sampleInvitation())
			at := time.Unix(1800000000, 0)
			got, err := d.Sign(msg, at)
			if err != nil {
				t.Fatal(err)
			}
			verify(t, got, key.Public())
			if again, _ := d.Sign(msg, at); !bytes.Equal(got, again) {
				t.Error("signed again, it differs")
			}
			if !bytes.HasSuffix(got, msg) {
				t.Error("signing changed the message")
			}
			for line := range strings.Lines(string(got)) {
				if len(line) > 1000 {
					t.Errorf("a line of %d octets", len(line))
				}
			}
		})
	}
}

// verify is RFC 6376 section 6.1 for relaxed/relaxed, written from the RFC and
// not from what signs.
func verify(t *testing.T, msg []byte, key crypto.PublicKey) {
	t.Helper()
	header, body, _ := strings.Cut(string(msg), "\r\n\r\n")
	fields := strings.Split(regexp.MustCompile(`\r\n([ \t])`).ReplaceAllString(header, "$1"), "\r\n")
	relaxed := func(field string) string {
		name, value, _ := strings.Cut(field, ":")
		return strings.ToLower(name) + ":" + strings.Join(strings.Fields(value), " ")
	}
	tags := map[string]string{}
	for tag := range strings.SplitSeq(strings.TrimPrefix(fields[0], "DKIM-Signature:"), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(tag), "=")
		tags[name] = value
	}
	hash := sha256.Sum256([]byte(relaxedBody(body)))
	if got := base64.StdEncoding.EncodeToString(hash[:]); got != tags["bh"] {
		t.Fatalf("body hash %s, signed %s", got, tags["bh"])
	}
	rest, signedNames := fields[1:], strings.Split(tags["h"], ":")
	var data strings.Builder
	for _, name := range signedNames {
		for i := len(rest) - 1; i >= 0; i-- {
			if strings.HasPrefix(strings.ToLower(rest[i]), strings.ToLower(name)+":") {
				data.WriteString(relaxed(rest[i]) + "\r\n")
				rest = append(rest[:i:i], rest[i+1:]...)
				break
			}
		}
	}
	for _, name := range []string{"From", "From", "List-Unsubscribe", "List-Unsubscribe-Post"} {
		if !strings.Contains(":"+tags["h"]+":", ":"+name+":") {
			t.Errorf("%s is not signed", name)
		}
	}
	data.WriteString(regexp.MustCompile(`b=[^;]*$`).ReplaceAllString(relaxed(fields[0]), "b="))
	sum := sha256.Sum256([]byte(data.String()))
	signature, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(tags["b"]), ""))
	if err != nil {
		t.Fatal(err)
	}
	switch key := key.(type) {
	case ed25519.PublicKey:
		if !ed25519.Verify(key, sum[:], signature) {
			t.Error("the signature does not verify")
		}
	case *rsa.PublicKey:
		if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature); err != nil {
			t.Error(err)
		}
	}
}

func relaxedBody(body string) string {
	lines := strings.Split(body, "\r\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(regexp.MustCompile(`[ \t]+`).ReplaceAllString(line, " "), " ")
	}
	return strings.TrimRight(strings.Join(lines, "\r\n"), "\r\n") + "\r\n"
}

func TestKeyThatCannotSignIsRefused(t *testing.T) {
	short := `-----BEGIN PRIVATE KEY-----` // cut off
	for name, key := range map[string]string{"nothing": "", "cut off": short, "a certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		if _, err := ParseDKIM("example.org", "s", []byte(key)); err == nil {
			t.Errorf("%s was taken for a key", name)
		}
	}
	if _, err := ParseDKIM("", "s", pemOf(t)); err == nil {
		t.Error("no domain was accepted")
	}
}

func pemOf(t *testing.T) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func TestRecordIsWhatVerifiersLookUp(t *testing.T) {
	d, err := ParseDKIM("example.org", "s2027", pemOf(t))
	if err != nil {
		t.Fatal(err)
	}
	name, value, err := d.Record()
	const want = "v=DKIM1; k=ed25519; p=O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik="
	if err != nil || name != "s2027._domainkey.example.org" || value != want {
		t.Errorf("Record() = %s %s %v, want %s", name, value, err, want)
	}
}
