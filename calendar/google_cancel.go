package calendar

import (
	"context"
	"net/http"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

// CancelEvent deletes the whole event from the organiser's calendar and tells
// its guests once. What does not exist any more, or never did, is cancelled.
func (g *Google) CancelEvent(ctx context.Context, organiser program.Address, eventID string) error {
	return g.rounds(ctx, organiser, func(api *gcal.Service) error {
		now, err := readEvent(ctx, api, eventID)
		return remove(ctx, api, now, err)
	})
}

// remove deletes what was read, unless it is gone already.
func remove(ctx context.Context, api *gcal.Service, now *gcal.Event, err error) error {
	if is(err, http.StatusNotFound) || is(err, http.StatusGone) || err == nil && now.Status == "cancelled" {
		return nil
	}
	if err != nil {
		return err
	}
	call := api.Events.Delete(own, now.Id).SendUpdates(tellAll).Context(ctx)
	call.Header().Set("If-Match", now.Etag)
	if err := call.Do(); err != nil {
		failed := judge("cancel event", true, err)
		if failed.Code == http.StatusGone || failed.Code == http.StatusNotFound {
			return nil
		}
		return failed
	}
	return nil
}
