package calendar

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
	"golang.org/x/oauth2/jwt"
	gcal "google.golang.org/api/calendar/v3"
	"google.golang.org/api/option"

	"github.com/peerpost/peerpost/program"
)

// GoogleScopes are what the Workspace's administrator delegates to the service
// account, in the Admin console under Domain-wide delegation.
func GoogleScopes() []string {
	return []string{gcal.CalendarEventsScope, gcal.CalendarFreebusyScope}
}

// Google reads and writes the calendars of a Google Workspace domain: as a
// service account that may act for everyone in it. Each call acts for one
// organiser, on their own calendar. It is safe for concurrent use.
//
// Every write finds out first what is there, so that it can be repeated after
// any failure: no event exists twice, and no guest hears the same twice.
type Google struct {
	// CallTimeout bounds one call: 30 s.
	CallTimeout time.Duration

	// Tries is how often something is tried before its failure is the
	// caller's: 4.
	Tries int

	// FirstWait is the wait before the second try; it doubles: 0.5 s.
	FirstWait time.Duration

	account  *jwt.Config
	endpoint string
	random   func() float64

	mu   sync.Mutex
	kept map[string]*gcal.Service // by organiser
}

// NewGoogle reads the credentials of a service account, the JSON file that
// Google's console gives. The endpoint is "" for Google itself, and ends with
// a slash. Random is in [0, 1) and safe for concurrent use; it spreads
// repetitions.
func NewGoogle(credentials []byte, endpoint string, random func() float64) (*Google, error) {
	account, err := google.JWTConfigFromJSON(credentials, GoogleScopes()...)
	if err != nil {
		return nil, fmt.Errorf("read Google credentials: expected the JSON key of a service account: %w", err)
	}
	if endpoint != "" && endpoint[len(endpoint)-1] != '/' {
		return nil, fmt.Errorf("found the endpoint %q, expected a slash at its end", endpoint)
	}
	return &Google{CallTimeout: 30 * time.Second, Tries: 4, FirstWait: time.Second / 2,
		account: account, endpoint: endpoint, random: random, kept: map[string]*gcal.Service{}}, nil
}

// as returns the client that acts for an organiser, the same each time, so
// that its token is used for as long as it lives.
func (g *Google) as(organiser program.Address) (*gcal.Service, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if api, ok := g.kept[organiser.Key()]; ok {
		return api, nil
	}
	account := *g.account
	account.Scopes = slices.Clone(g.account.Scopes)
	account.Subject = string(organiser)
	// A token outlives the call that fetched it, and so does its context.
	outlives := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{Timeout: g.CallTimeout})
	client := &http.Client{
		Transport: &oauth2.Transport{Source: tokens{account.TokenSource(outlives)}},
		Timeout:   g.CallTimeout,
	}
	options := []option.ClientOption{option.WithHTTPClient(client)}
	if g.endpoint != "" {
		options = append(options, option.WithEndpoint(g.endpoint))
	}
	api, err := gcal.NewService(outlives, options...)
	if err != nil {
		return nil, fmt.Errorf("make a client of Google Calendar: %w", err)
	}
	g.kept[organiser.Key()] = api
	return api, nil
}

// forget drops an organiser's client, whose token was revoked.
func (g *Google) forget(organiser program.Address) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.kept, organiser.Key())
}

// tokens marks failures to get a token: the call itself never left.
type tokens struct{ source oauth2.TokenSource }

func (t tokens) Token() (*oauth2.Token, error) {
	token, err := t.source.Token()
	if err != nil {
		return nil, &tokenError{err}
	}
	return token, nil
}

type tokenError struct{ err error }

func (e *tokenError) Error() string { return "get a token: " + e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }
