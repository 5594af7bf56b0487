package calendar

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/calendar/googlefake"
)

func TestAChannelSaysThatACalendarChangedUntilItEnds(t *testing.T) {
	var now atomic.Int64
	start := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	now.Store(start.Unix())
	server := googlefake.Start(t, googlefake.Options{Users: []string{ada}, Now: func() time.Time { return time.Unix(now.Load(), 0) }})
	g := client(t, server)
	var tokens []string
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		tokens = append(tokens, r.Header.Get("X-Goog-Channel-Token"))
	}))
	t.Cleanup(hook.Close)

	c, err := g.Watch(context.Background(), ada, Channel{ID: "channel-1", Token: "proof", URL: hook.URL}, 48*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if want := start.Add(48 * time.Hour); !c.Expires.Equal(want) || c.ResourceID == "" || !c.RenewAt(start).Equal(start.Add(24*time.Hour)) {
		t.Errorf("found %+v, expected it to end at %s", c, want)
	}
	notified := func(want int) {
		t.Helper()
		if n, err := server.Notify(); n != want || err != nil {
			t.Errorf("found %d messages and %v, expected %d", n, err, want)
		}
	}
	put(t, g, pair(1))
	notified(1)
	notified(0)
	put(t, g, pair(2))
	now.Store(c.Expires.Unix())
	notified(0)
	if diff := cmp.Diff([]string{"proof"}, tokens); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

func TestAStoppedChannelIsSilentAndMayBeStoppedAgain(t *testing.T) {
	server, g := workspace(t)
	c, err := g.Watch(context.Background(), ada, Channel{ID: "channel-1", URL: "https://peerpost.example.org/google"}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := g.StopChannel(context.Background(), ada, c); err != nil {
			t.Fatal(err)
		}
	}
	put(t, g, pair(1))
	if n, err := server.Notify(); n != 0 || err != nil {
		t.Errorf("found %d messages and %v, expected none", n, err)
	}
}

func TestAChannelWhoseAnswerWasLostIsUnknownAndAnotherOpens(t *testing.T) {
	server, g := workspace(t)
	server.Break(googlefake.Fault{Kind: googlefake.LostAfterCommit, Path: "/watch"})
	c := Channel{ID: "channel-1", URL: "https://peerpost.example.org/google"}
	_, err := g.Watch(context.Background(), ada, c, time.Hour)
	if failed := googleError(t, err); failed.Class != GoogleUnknown || !failed.Maybe {
		t.Errorf("found %v, expected it unknown", err)
	}
	if _, err := g.Watch(context.Background(), ada, c, time.Hour); googleError(t, err).Class != GoogleRefused {
		t.Errorf("found %v, expected the used id refused", err)
	}
	server.Break(googlefake.Fault{Kind: googlefake.RateLimited, Path: "/watch"})
	c.ID = "channel-2"
	if _, err := g.Watch(context.Background(), ada, c, time.Hour); err != nil {
		t.Errorf("found %v, expected another id to open", err)
	}
}

func TestAChannelIsRenewedADayAheadOrHalfway(t *testing.T) {
	opened := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct{ life, want time.Duration }{{7 * 24 * time.Hour, 6 * 24 * time.Hour}, {2 * time.Hour, time.Hour}} {
		if got := (Channel{Expires: opened.Add(c.life)}).RenewAt(opened).Sub(opened); got != c.want {
			t.Errorf("found %s for a life of %s, expected %s", got, c.life, c.want)
		}
	}
}
