package calendar

import (
	"net/http"
	"testing"

	"golang.org/x/oauth2"
	gcal "google.golang.org/api/calendar/v3"
	"google.golang.org/api/option"

	"github.com/peerpost/peerpost/program"
)

// hooked does something just before each request leaves.
type hooked func(*http.Request)

func (h hooked) RoundTrip(r *http.Request) (*http.Response, error) {
	h(r)
	return http.DefaultTransport.RoundTrip(r)
}

// beforeEach makes Ada's client do something before each of its requests.
func beforeEach(t *testing.T, g *Google, do func(*http.Request)) {
	t.Helper()
	account := *g.account
	account.Subject = ada
	source := tokens{account.TokenSource(t.Context())}
	api, err := gcal.NewService(t.Context(), option.WithEndpoint(g.endpoint),
		option.WithHTTPClient(&http.Client{Transport: &oauth2.Transport{Source: source, Base: hooked(do)}}))
	if err != nil {
		t.Fatal(err)
	}
	g.kept[program.Address(ada).Key()] = api
}
