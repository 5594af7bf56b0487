// Package link makes and verifies the tokens of Links. It is shared by the
// emails that carry them and the pages that take them, and knows nothing else.
package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
)

// Bound is what a token is bound to. A token for one Bound is worthless for
// any other.
type Bound struct {
	Purpose  string
	ID       string // of the Link's row
	Person   string
	Object   string
	Revision int
}

// Signer makes and checks tokens. The first secret signs; all are accepted.
type Signer struct {
	BaseURL string // without a trailing slash
	Secrets [][]byte
}

// Token returns the Link's id, a dot, and HMAC-SHA-256 (RFC 2104) over what it
// is bound to. The same Bound always gives the same token.
func (s Signer) Token(b Bound) string {
	return b.ID + "." + base64.RawURLEncoding.EncodeToString(mac(s.Secrets[0], b))
}

// URL is where the token's page is.
func (s Signer) URL(b Bound) string { return s.BaseURL + "/" + b.Purpose + "/" + s.Token(b) }

// ID returns the id of the Link that a token claims to be for; "" when it has
// not the form of a token.
func ID(token string) string {
	id, sum, found := strings.Cut(token, ".")
	if !found || len(id) != 26 || len(sum) != 43 {
		return ""
	}
	return id
}

// Verify reports whether token was made for b under one of the secrets. It
// takes as long for a wrong token as for a right one.
func (s Signer) Verify(token string, b Bound) bool {
	_, text, _ := strings.Cut(token, ".")
	sum, err := base64.RawURLEncoding.Strict().DecodeString(text)
	ok := false
	for _, secret := range s.Secrets {
		if hmac.Equal(mac(secret, b), sum) {
			ok = true
		}
	}
	return ok && err == nil && ID(token) == b.ID
}

func mac(secret []byte, b Bound) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("peerpost link\x00" + b.Purpose + "\x00" + b.ID + "\x00" + b.Person + "\x00" + b.Object + "\x00" + strconv.Itoa(b.Revision)))
	return h.Sum(nil)
}
