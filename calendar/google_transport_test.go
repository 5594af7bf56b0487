package calendar

import (
	"net/http"
	"testing"

	"golang.org/x/oauth2"
	gcal "google.golang.org/api/calendar/v3"
	"google.golang.org/api/option"

	"github.com/peerpost/peerpost/program"
)

// answering does something just before the first change leaves, or each.
type answering struct {
	base   http.RoundTripper
	before func()
	always bool
	done   bool
}

func (a *answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPatch && (a.always || !a.done) {
		a.done = true
		a.before()
	}
	return a.base.RoundTrip(r)
}

// swapTransport makes Ada's client send through another transport.
func swapTransport(t *testing.T, g *Google, base http.RoundTripper) {
	t.Helper()
	account := *g.account
	account.Subject = ada
	source := tokens{account.TokenSource(t.Context())}
	api, err := gcal.NewService(t.Context(), option.WithEndpoint(g.endpoint),
		option.WithHTTPClient(&http.Client{Transport: &oauth2.Transport{Source: source, Base: base}}))
	if err != nil {
		t.Fatal(err)
	}
	g.kept[program.Address(ada).Key()] = api
}
