package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// longestLocal is how long the part of an address before the @ may be (RFC 5321
// section 4.5.3.1.1).
const longestLocal = 64

// macLetters is how much of the HMAC is in a tag: 16 letters of base32hex, 80 bits.
const macLetters = 16

// PlusAddress is base with a tag that proves to whom it was given: its id and an
// HMAC-SHA-256 of it under the secret, all lower case. What comes back to it comes
// from that person, or from somebody to whom they showed it. It fits bases of up to
// 21 characters before the @; ok is false for longer ones.
func PlusAddress(secret []byte, base program.Address, id program.ID) (tagged program.Address, ok bool) {
	local, domain, _ := strings.Cut(string(base), "@")
	tag := "+" + string(id) + tagMAC(secret, id)
	if len(local)+len(tag) > longestLocal {
		return base, false
	}
	return program.Address(local + tag + "@" + domain), true
}

// ReadPlus returns to whom an address with a tag was given under one of the
// secrets. Letters' case does not matter; ok is false for any other address.
func ReadPlus(secrets [][]byte, base, address program.Address) (id program.ID, ok bool) {
	local, domain, _ := strings.Cut(strings.ToLower(string(address)), "@")
	baseLocal, baseDomain, _ := strings.Cut(strings.ToLower(string(base)), "@")
	tag, tagged := strings.CutPrefix(local, baseLocal+"+")
	if !tagged || domain != baseDomain || len(tag) <= macLetters {
		return "", false
	}
	id = program.ID(tag[:len(tag)-macLetters])
	for _, secret := range secrets {
		if hmac.Equal([]byte(tagMAC(secret, id)), []byte(tag[len(tag)-macLetters:])) {
			return id, true
		}
	}
	return "", false
}

func tagMAC(secret []byte, id program.ID) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("plus-address\x00" + string(id)))
	return strings.ToLower(base32.HexEncoding.EncodeToString(mac.Sum(nil)))[:macLetters]
}
