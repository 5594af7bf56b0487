package googlefake

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const ada = "ada@example.org"

// ask sends an assertion with these claims and this algorithm's name.
func ask(t *testing.T, s *Server, alg string, claims map[string]any) (code int, body string) {
	t.Helper()
	encode := func(v any) string {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(data)
	}
	text := encode(map[string]string{"alg": alg, "typ": "JWT", "kid": keyID}) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.PostForm(s.URL+tokenPath, url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"},
		"assertion": {text + "." + base64.RawURLEncoding.EncodeToString(signature)}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

func TestATokenNeedsAnAssertionWithoutAFlaw(t *testing.T) {
	s := Start(t, Options{Users: []string{ada}, Scopes: []string{"events"}})
	now := time.Now().Unix()
	good := map[string]any{"iss": ServiceAccount, "aud": s.URL + tokenPath, "sub": ada, "scope": "events", "iat": now, "exp": now + 3600}
	if code, body := ask(t, s, "RS256", good); code != http.StatusOK || !strings.Contains(body, "access_token") {
		t.Fatalf("found %d %s, expected a token", code, body)
	}
	for why, c := range map[string]struct {
		claim string
		value any
		want  string
	}{
		"another issuer":     {"iss", "mallory", "invalid_grant"},
		"another audience":   {"aud", "https://oauth2.googleapis.com/token", "invalid_grant"},
		"an expired one":     {"exp", now - 1, "invalid_grant"},
		"one that lives on":  {"exp", now + 7200, "invalid_grant"},
		"one from tomorrow":  {"iat", now + 86400, "invalid_grant"},
		"a stranger":         {"sub", "mallory@example.org", "unauthorized_client"},
		"nobody":             {"sub", "", "unauthorized_client"},
		"no scope":           {"scope", "", "unauthorized_client"},
		"a scope not given":  {"scope", "events drive", "unauthorized_client"},
		"a claim of no kind": {"exp", "soon", "invalid_grant"},
	} {
		claims := maps.Clone(good)
		claims[c.claim] = c.value
		if code, body := ask(t, s, "RS256", claims); code < 400 || !strings.Contains(body, c.want) {
			t.Errorf("%s: found %d %s, expected %s", why, code, body, c.want)
		}
	}
	if code, body := ask(t, s, "none", good); code != http.StatusBadRequest {
		t.Errorf("found %d %s, expected an unsigned assertion refused", code, body)
	}
}
