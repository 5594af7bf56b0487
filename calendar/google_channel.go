package calendar

import (
	"context"
	"net/http"
	"strconv"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

// Channel is through which Google says that an organiser's calendar changed.
// It says neither what nor that it will: ask Changes, and also without it.
type Channel struct {
	ID    string // ours, at most 64 letters, digits, - and _; new for each try
	Token string // comes back with each message, as proof that Google sent it
	URL   string // https, where Google posts to

	ResourceID string    // Google's name of what is watched
	Expires    time.Time // then it falls silent, unless another takes over
}

// RenewAt is when another channel should take over: a day before the end, and
// halfway through a shorter life.
func (c Channel) RenewAt(opened time.Time) time.Time {
	life := c.Expires.Sub(opened)
	return c.Expires.Add(-min(24*time.Hour, life/2))
}

// Watch opens a channel for so long, or as long as Google allows, and returns
// it with what Google says of it. A channel is not renewed: open another, then
// stop the old one. Where it may have been opened all the same
// (GoogleError.Maybe), open one with a new ID: the lost one ends by itself, and
// a message too many does no harm.
func (g *Google) Watch(ctx context.Context, organiser program.Address, c Channel, life time.Duration) (Channel, error) {
	asked := &gcal.Channel{Id: c.ID, Token: c.Token, Address: c.URL, Type: "web_hook",
		Params: map[string]string{"ttl": strconv.Itoa(int(life / time.Second))}}
	var lost *GoogleError
	err := g.rounds(ctx, organiser, func(api *gcal.Service) error {
		opened, err := api.Events.Watch(own, asked).Context(ctx).Do()
		if err == nil {
			c.ResourceID, c.Expires = opened.ResourceId, time.UnixMilli(opened.Expiration).UTC()
			return nil
		}
		failed := judge("open channel", true, err)
		if failed.Maybe {
			lost = failed // the ID may be used up
			return nil
		}
		return failed
	})
	if lost != nil {
		return c, lost
	}
	return c, err
}

// StopChannel closes a channel. One that is closed already stays so.
func (g *Google) StopChannel(ctx context.Context, organiser program.Address, c Channel) error {
	return g.rounds(ctx, organiser, func(api *gcal.Service) error {
		err := api.Channels.Stop(&gcal.Channel{Id: c.ID, ResourceId: c.ResourceID}).Context(ctx).Do()
		if err == nil {
			return nil
		}
		failed := judge("stop channel", true, err)
		if failed.Code == http.StatusNotFound {
			return nil
		}
		return failed
	})
}
