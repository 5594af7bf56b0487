package program

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/mail"
	"strings"
	"unicode"
)

// Address is one mailbox, as it was given and in the form by which people are
// told apart.
type Address string

// ParseAddress returns the address in s, or says what is wrong with it. It is
// stricter than RFC 5322, because net/mail lets through what no relay should
// see: a domain needs a dot and letters, the local part at most 64 octets, and
// neither quotes, control characters, direction marks nor a leading hyphen.
func ParseAddress(s string) (Address, error) {
	refuse := func(want string) (Address, error) {
		return "", fmt.Errorf("found %q, expected %s", s, want)
	}
	text := strings.TrimSpace(s)
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text {
		return refuse("one email address like ada@example.org")
	}
	at := strings.LastIndexByte(text, '@')
	local, domain := text[:at], text[at+1:]
	if len(local) > 64 || len(text) > 254 {
		return refuse("at most 64 characters before the @ and 254 in all")
	}
	for _, r := range text {
		if r > unicode.MaxASCII || unicode.IsControl(r) || strings.ContainsRune("\"|;,<>()[]\\`$", r) {
			return refuse("letters, digits and . _ + - only")
		}
	}
	if strings.HasPrefix(local, "-") {
		return refuse("an address that does not begin with a hyphen")
	}
	if !validDomain(domain) {
		return refuse("a domain like example.org after the @")
	}
	return Address(text), nil
}

func validDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 || net.ParseIP(domain) != nil {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' {
				return false
			}
		}
	}
	return !digits(labels[len(labels)-1])
}

// Key is the normalised address by which a Person is unique: lower case.
func (a Address) Key() string { return strings.ToLower(string(a)) }

// Domain returns the part after the @, lower case.
func (a Address) Domain() string {
	return strings.ToLower(string(a[strings.LastIndexByte(string(a), '@')+1:]))
}

// Hash is the address as a Suppression keeps it: a fingerprint that stays when
// the address is erased.
func (a Address) Hash() string {
	sum := sha256.Sum256([]byte(a.Key()))
	return hex.EncodeToString(sum[:])
}
