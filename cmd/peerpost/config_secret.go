package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"unicode/utf8"
)

const (
	secretLength = 32 // characters, at least
	secretWealth = 8  // different characters, at least; of 32 random hexadecimal digits about 14 are different
)

func (c *settingsCheck) checkSecret() {
	s := &c.settings
	const advice = "make one with: openssl rand -hex 32"
	if weak := weakness(s.Secret); s.Secret != "" && weak != "" {
		c.problem("SECRET", "found %s; %s", weak, advice)
	}
	if n := utf8.RuneCountInString(s.SecretOld); s.SecretOld != "" && n < secretLength {
		c.problem("SECRET_OLD", "found %d characters, expected at least %d; set the secret before the present one, or unset it", n, secretLength)
	}
	if s.SecretOld != "" && !c.failed("SECRET") && (s.Secret == "" || s.Secret == s.SecretOld) {
		c.problem("SECRET_OLD", "found no other %sSECRET beside it, expected a new one that signs; %s", prefix, advice)
	}
	if s.Secret != "" || c.failed("SECRET") {
		return
	}
	text, err := c.readFile(s.secretFile())
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		c.problem("DATA", "found %q, which cannot be read (%v), expected the secret in it; make it readable to this user", s.secretFile(), reason(err))
	case weakness(string(bytes.TrimSpace(text))) != "":
		c.problem("DATA", "found %s, in %q; restore the secret there, or, where it is lost, remove it and run peerpost migrate --new-secret (links sent before stop working)", weakness(string(bytes.TrimSpace(text))), s.secretFile())
	default:
		s.Secret = string(bytes.TrimSpace(text))
	}
}

// weakness says what makes a secret easy to guess; "" is nothing.
func weakness(secret string) string {
	different := map[rune]bool{}
	for _, r := range secret {
		different[r] = true
	}
	switch n := utf8.RuneCountInString(secret); {
	case n < secretLength:
		return fmt.Sprintf("%d characters, expected at least %d", n, secretLength)
	case len(different) < secretWealth:
		return "the same few characters again and again, expected a random text"
	}
	return ""
}
