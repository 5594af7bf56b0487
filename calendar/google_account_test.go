package calendar

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
	"google.golang.org/api/googleapi"

	"github.com/peerpost/peerpost/calendar/googlefake"
)

func TestWhoCannotBeImpersonatedWaitsWithANextStep(t *testing.T) {
	server, g := workspace(t)
	_, err := g.Put(context.Background(), "nobody@example.org", pair(1))
	failed := googleError(t, err)
	if failed.Class != GoogleParked || failed.Reason != "unauthorized_client" || !strings.Contains(failed.Advice, GoogleScopes()[0]) {
		t.Errorf("found %v, expected the scopes to delegate", err)
	}
	if strings.Contains(fmt.Sprintf("approve: %v", err), "nobody") {
		t.Errorf("found an address in %q", err)
	}
	bare := googlefake.Start(t, googlefake.Options{Users: []string{ada}, Scopes: GoogleScopes()[:1]})
	if _, err := client(t, bare).Put(context.Background(), ada, pair(1)); googleError(t, err).Reason != "unauthorized_client" {
		t.Errorf("found %v, expected the missing scope refused", err)
	}
	foreign, err := server.ForeignCredentials()
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewGoogle(foreign, server.Endpoint(), func() float64 { return 0 })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Put(context.Background(), ada, pair(1)); !strings.Contains(googleError(t, err).Advice, "PEERPOST_GOOGLE_CREDENTIALS") {
		t.Errorf("found %v, expected the key to be made anew", err)
	}
}

func TestATokenThatIsLateOrRevokedIsAskedForAgain(t *testing.T) {
	server, g := workspace(t)
	server.Break(googlefake.Fault{Kind: googlefake.Unavailable, Path: "/token"}, googlefake.Fault{Kind: googlefake.LostAfterCommit, Path: "/token"})
	put(t, g, pair(1))
	server.RevokeTokens()
	put(t, g, pair(2))
	put(t, g, pair(3))
	tokens := 0
	for _, r := range server.Requests() {
		if r.Path == "/token" {
			tokens++
		}
	}
	if tokens != 4 {
		t.Errorf("found %d tokens asked for, expected 4", tokens)
	}
	g.Tries = 1
	server.RevokeTokens()
	g.forget(ada)
	server.Break(googlefake.Fault{Kind: googlefake.LostAfterCommit, Path: "/token"})
	_, err := g.Put(context.Background(), ada, pair(4))
	if failed := googleError(t, err); failed.Class != GoogleLater || failed.Maybe {
		t.Errorf("found %v, expected to try later without doubt", err)
	}
}

func TestGooglesWordsAboutTokensHaveANextStep(t *testing.T) {
	for body, want := range map[string]GoogleClass{
		`{"error":"invalid_grant","error_description":"Invalid email or User ID"}`:                                GoogleParked,
		`{"error":"invalid_grant","error_description":"Invalid JWT: Token must be a short-lived token (60 min)"}`: GoogleLater,
	} {
		err := &tokenError{&oauth2.RetrieveError{Response: &http.Response{StatusCode: 400}, Body: []byte(body)}}
		if got := judge("insert event", true, err); got.Class != want || got.Advice == "" || got.Maybe {
			t.Errorf("found %+v for %s, expected %s and advice", got, body, want)
		}
	}
}

func TestGooglesOwnDelayCounts(t *testing.T) {
	for seconds, want := range map[string]time.Duration{"600": 10 * time.Minute, "1": time.Minute, "soon": time.Minute} {
		err := &googleapi.Error{Code: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {seconds}}}
		if got := judge("read event", false, err); got.After != want {
			t.Errorf("found %s for %q, expected %s", got.After, seconds, want)
		}
	}
}

func TestCredentialsThatAreNoneAreRefusedAtOnce(t *testing.T) {
	server, _ := workspace(t)
	for why, c := range map[string]struct {
		credentials []byte
		endpoint    string
	}{
		"no JSON":                    {[]byte("key"), ""},
		"of a person":                {[]byte(`{"type":"authorized_user"}`), ""},
		"an endpoint without a path": {server.Credentials(), strings.TrimSuffix(server.Endpoint(), "/")},
	} {
		if _, err := NewGoogle(c.credentials, c.endpoint, nil); err == nil {
			t.Errorf("%s: found no error", why)
		}
	}
}
