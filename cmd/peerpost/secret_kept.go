package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/peerpost/peerpost/db"
)

// secretFact is the name under which the store has the check value of the
// installation's secret.
const secretFact = "secret"

// keepSecret refuses a secret that is not the installation's: links that it
// signs are dead on other hosts, and theirs here. The first secret that comes is
// the installation's; one that comes with it as the one before takes its place.
func (s Settings) keepSecret(ctx context.Context, store *db.Store) error {
	mine := checkValue(s.Secret)
	has, err := store.Fact(ctx, secretFact)
	if err == nil && has != mine && s.knows(has) {
		has, err = store.ReplaceFact(ctx, secretFact, has, mine)
	}
	if err != nil {
		return fmt.Errorf("see whose secret this is: %w", err)
	}
	if !s.knows(has) {
		return badSettings{s.strangeSecret()}
	}
	return nil
}

// knows reports whether a check value is that of one of these secrets, or of
// none at all.
func (s Settings) knows(check string) bool {
	return check == "" || check == checkValue(s.Secret) || s.SecretOld != "" && check == checkValue(s.SecretOld)
}

func (s Settings) strangeSecret() string {
	return fmt.Sprintf("%[1]sSECRET: found another secret than the one of this installation, expected that, with which its links work; "+
		"set it as on the other hosts, or set it as %[1]sSECRET_OLD where this is its successor, or run peerpost migrate --new-secret where it is lost", prefix)
}

// checkValue tells secrets apart, and nothing of them.
func checkValue(secret string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte("the secret of this installation"))
	return hex.EncodeToString(h.Sum(nil))
}
