package googlefake

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

const tokenPath = "/token"

// grant is what a bearer token stands for.
type grant struct{ user string }

// claims are those of an assertion (RFC 7523 section 3).
type claims struct {
	Iss   string `json:"iss"`
	Aud   string `json:"aud"`
	Sub   string `json:"sub"`
	Scope string `json:"scope"`
	Iat   int64  `json:"iat"`
	Exp   int64  `json:"exp"`
}

// RevokeTokens makes every token worthless, as a changed password does.
func (s *Server) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// token grants a bearer token for the user whom the service account asks to be
// (RFC 7523). A user outside the domain or a scope that was not delegated is
// an unauthorized_client; any other flaw of the assertion an invalid_grant.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	refuse := func(code int, kind, why string) {
		writeJSON(w, code, map[string]string{"error": kind, "error_description": why})
	}
	if r.FormValue("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
		refuse(http.StatusBadRequest, "unsupported_grant_type", "Invalid grant_type")
		return
	}
	asked, flaw := s.verify(r.FormValue("assertion"))
	if flaw != "" {
		refuse(http.StatusBadRequest, "invalid_grant", flaw)
		return
	}
	if !slices.Contains(s.options.Users, asked.Sub) || !s.delegated(asked.Scope) {
		refuse(http.StatusUnauthorized, "unauthorized_client", "Client is unauthorized to retrieve access tokens using this method, "+
			"or client not authorized for any of the scopes requested.")
		return
	}
	token := fmt.Sprintf("ya29.%d-%d", len(s.requests), len(s.tokens))
	s.tokens[token] = grant{user: asked.Sub}
	writeJSON(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": 3600})
}

// verify checks signature, issuer, audience and times of an assertion, and
// says in Google's words what is wrong with it.
func (s *Server) verify(assertion string) (asked claims, flaw string) {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return claims{}, "Bad Request"
	}
	var header struct{ Alg, Kid string }
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err := errors.Join(err, decodePart(parts[0], &header), decodePart(parts[1], &asked)); err != nil {
		return claims{}, "Bad Request"
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if header.Alg != "RS256" || header.Kid != keyID || rsa.VerifyPKCS1v15(&s.key.PublicKey, crypto.SHA256, sum[:], signature) != nil {
		return claims{}, "Invalid JWT Signature."
	}
	// An assertion is of this machine's clock, whatever the time is.
	now := time.Now().Unix()
	switch {
	case asked.Iss != ServiceAccount:
		return claims{}, "Invalid grant: account not found"
	case asked.Aud != s.URL+tokenPath:
		return claims{}, "Invalid JWT: Failed audience check."
	case asked.Exp < now || asked.Iat > now+60 || asked.Exp > asked.Iat+3600:
		return claims{}, "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
	}
	return asked, ""
}

func decodePart(part string, into any) error {
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

func (s *Server) delegated(scopes string) bool {
	asked := strings.Fields(scopes)
	return len(asked) > 0 && !slices.ContainsFunc(asked, func(scope string) bool {
		return s.options.Scopes != nil && !slices.Contains(s.options.Scopes, scope)
	})
}

func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}
