package main

import (
	"context"
	"errors"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/program"
)

// google proves that Google lets Peerpost read the sender's calendar, and ask when
// people are busy.
func (d doctor) google(ctx context.Context) []finding {
	google := googleOf(d.Settings)
	if google == nil {
		return found(good, "not set: invitations go by email")
	}
	sender, now := program.Address(d.Sender.Address), d.now()
	_, err := google.Changes(ctx, sender, "")
	if err == nil {
		_, err = google.Busy(ctx, sender, []program.Address{sender}, now, now.Add(24*time.Hour))
	}
	var failed *calendar.GoogleError
	switch {
	case err == nil:
		return found(good, "meetings live on the calendar of %s", sender)
	case errors.As(err, &failed) && failed.Class == calendar.GoogleLater:
		return found(warn, "%v; try again in a few minutes", err)
	}
	return found(fail, "%v; in Google's admin console give the service account's client ID the scopes %s", err, calendar.GoogleScopes())
}
