package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// MessageID returns the Message-ID of an Outbox row, without angle brackets:
// 32 characters and the domain. It is an HMAC-SHA-256 under the installation's
// secret, so it is the same whenever the row is rendered, and nobody can guess
// one to answer a message they have not seen.
func MessageID(secret []byte, id program.ID, generation int, domain string) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "message-id\x00%s\x00%d", id, generation)
	left := base32.HexEncoding.EncodeToString(mac.Sum(nil)[:20]) // 160 bits need no padding
	return strings.ToLower(left) + "@" + domain
}

// validMessageID accepts the dot-atoms of RFC 5322 section 3.6.4 with an @
// between them.
func validMessageID(s string) bool {
	left, right, found := strings.Cut(s, "@")
	if !found || left == "" || right == "" || len(s) > 250 {
		return false
	}
	for _, r := range left + right {
		if r <= ' ' || r > '~' || strings.ContainsRune(`()<>[]:;@\,"`, r) {
			return false
		}
	}
	return true
}
