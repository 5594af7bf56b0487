package calendar

import (
	"context"

	gcal "google.golang.org/api/calendar/v3"
)

// readEvent returns an event or one instance, a deleted one too.
func readEvent(ctx context.Context, api *gcal.Service, id string) (*gcal.Event, error) {
	event, err := api.Events.Get(own, id).Context(ctx).Do()
	if err != nil {
		return nil, judge("read event", false, err)
	}
	return event, nil
}

func writtenOf(event *gcal.Event) GoogleWritten {
	out := GoogleWritten{MeetURL: event.HangoutLink}
	if c := event.ConferenceData; c != nil && c.CreateRequest != nil && c.CreateRequest.Status != nil {
		out.MeetPending = c.CreateRequest.Status.StatusCode == "pending"
	}
	return out
}

func refused(doing string, why error, advice string) *GoogleError {
	return &GoogleError{Class: GoogleRefused, Doing: doing, Advice: advice, Err: why}
}
