package calendar

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/calendar/googlefake"
)

func TestEachFailureHasItsClass(t *testing.T) {
	for _, c := range []struct {
		kind  googlefake.Kind
		class GoogleClass
		after time.Duration
		maybe bool
		sent  int // mails, although the call failed
	}{
		{googlefake.RateLimited, GoogleLater, time.Minute, false, 0},
		{googlefake.UserRateLimited, GoogleLater, time.Minute, false, 0},
		{googlefake.TooManyRequests, GoogleLater, time.Minute, false, 0},
		{googlefake.InternalError, GoogleLater, 30 * time.Second, true, 0},
		{googlefake.InternalAfterCommit, GoogleLater, 30 * time.Second, true, 1},
		{googlefake.Unavailable, GoogleLater, 30 * time.Second, true, 0},
		{googlefake.QuotaExceeded, GoogleParked, 4 * time.Hour, false, 0},
		{googlefake.Forbidden, GoogleParked, 10 * time.Minute, false, 0},
		{googlefake.Invalid, GoogleRefused, 0, false, 0},
		{googlefake.LostAfterCommit, GoogleUnknown, 30 * time.Second, true, 1},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			server, g := workspace(t)
			g.Tries = 1
			server.Break(googlefake.Fault{Kind: c.kind, Method: http.MethodPost})
			_, err := g.Put(context.Background(), ada, pair(1))
			failed := googleError(t, err)
			if failed.Class != c.class || failed.After != c.after || failed.Maybe != c.maybe {
				t.Errorf("found %s after %s, maybe %t, expected %+v", failed.Class, failed.After, failed.Maybe, c)
			}
			needsAPerson := c.class == GoogleParked
			if needsAPerson != (failed.Advice != "") || failed.Again() != (c.class != GoogleRefused) {
				t.Errorf("found the advice %q of %s", failed.Advice, failed.Class)
			}
			mailed(t, server, map[string]int{kofi: c.sent})
			put(t, g, pair(1))
			mailed(t, server, map[string]int{kofi: 1})
		})
	}
}

func TestWhatPassesIsTriedAgainWithinTheCall(t *testing.T) {
	for _, kind := range []googlefake.Kind{googlefake.RateLimited, googlefake.UserRateLimited, googlefake.TooManyRequests,
		googlefake.InternalError, googlefake.InternalAfterCommit, googlefake.Unavailable, googlefake.LostAfterCommit} {
		t.Run(string(kind), func(t *testing.T) {
			server, g := workspace(t)
			fail := func(method string) {
				server.Break(googlefake.Fault{Kind: kind, Method: method}, googlefake.Fault{Kind: kind, Method: http.MethodGet})
			}
			fail(http.MethodPost)
			put(t, g, pair(1))
			e := pair(1)
			e.Revision, e.Summary = 1, "Changed"
			server.Mend()
			fail(http.MethodPatch)
			put(t, g, e)
			server.Mend()
			fail(http.MethodDelete)
			if err := g.CancelEvent(context.Background(), ada, e.ID); err != nil {
				t.Fatal(err)
			}
			mailed(t, server, map[string]int{kofi: 3, guest: 3})
		})
	}
}

func TestTriesAreBoundedAndDoubtIsKept(t *testing.T) {
	server, g := workspace(t)
	g.Tries = 3
	lost := googlefake.Fault{Kind: googlefake.LostAfterCommit, Method: http.MethodPost}
	later := googlefake.Fault{Kind: googlefake.RateLimited, Method: http.MethodGet}
	server.Break(lost, later, later)
	_, err := g.Put(context.Background(), ada, pair(1))
	if failed := googleError(t, err); failed.Class != GoogleUnknown || !failed.Maybe || failed.Reason != "rateLimitExceeded" {
		t.Errorf("found %v, expected it unknown whether the event was made", err)
	}
	if n := len(server.Requests()); n != 4 { // the token and three tries
		t.Errorf("found %d requests, expected 4", n)
	}
}

func TestInvitationsThatGoogleTakesForSpamAreNotTriedAgainAtOnce(t *testing.T) {
	server, g := workspace(t)
	server.Break(googlefake.Fault{Kind: googlefake.QuotaExceeded})
	_, err := g.Put(context.Background(), ada, pair(1))
	if failed := googleError(t, err); failed.Class != GoogleParked || !strings.Contains(failed.Error(), "hours") {
		t.Errorf("found %v, expected it parked", err)
	}
	if n := len(server.Requests()); n != 2 {
		t.Errorf("found %d requests, expected 2", n)
	}
}

func TestAnEndedContextEndsTheTries(t *testing.T) {
	server, g := workspace(t)
	g.FirstWait = time.Hour
	server.Break(googlefake.Fault{Kind: googlefake.Unavailable})
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	_, err := g.Put(ctx, ada, pair(1))
	if failed := googleError(t, err); failed.Class != GoogleLater || failed.Code != http.StatusServiceUnavailable {
		t.Errorf("found %v, expected the failure of the one try", err)
	}
}

func TestWhatNeverLeftIsNotInDoubt(t *testing.T) {
	server, g := workspace(t)
	put(t, g, pair(1)) // there is a token
	g.endpoint = "http://127.0.0.1:1/calendar/v3/"
	api, err := g.as(ada)
	if err != nil {
		t.Fatal(err)
	}
	api.BasePath = g.endpoint
	_, err = g.Put(context.Background(), ada, pair(2))
	if failed := googleError(t, err); failed.Class != GoogleLater || failed.Maybe {
		t.Errorf("found %v, expected to try later without doubt", err)
	}
	if n := len(server.Events()); n != 1 {
		t.Errorf("found %d events, expected 1", n)
	}
}

func TestDelaysDoubleAndAreSpread(t *testing.T) {
	later := &GoogleError{Class: GoogleLater, After: time.Minute}
	parked := &GoogleError{Class: GoogleParked, After: 4 * time.Hour}
	account := &GoogleError{Class: GoogleParked, After: 10 * time.Minute}
	got := []time.Duration{later.Delay(1, 0), later.Delay(1, 0.5), later.Delay(3, 0), later.Delay(50, 0), parked.Delay(1, 0), parked.Delay(9, 0.99).Round(time.Hour), account.Delay(2, 0), account.Delay(9, 0)}
	want := []time.Duration{time.Minute, 75 * time.Second, 4 * time.Minute, time.Hour, 4 * time.Hour, 36 * time.Hour, 20 * time.Minute, time.Hour}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("delays (-want +got):\n%s", diff)
	}
}

func TestAnErrorHoldsNoAddress(t *testing.T) {
	inner := errors.New(`Get "https://www.googleapis.com/calendars/ada%40example.org/events": kofi@example.org is unknown`)
	text := (&GoogleError{Class: GoogleLater, Doing: "read event", Err: inner}).Error()
	if strings.Contains(text, "ada") || strings.Contains(text, "kofi") || !strings.Contains(text, "is unknown") {
		t.Errorf("found %q", text)
	}
}
