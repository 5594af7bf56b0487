package calendar

import (
	"context"
	"net/http"
	"strings"
	"time"

	gcal "google.golang.org/api/calendar/v3"
	"google.golang.org/api/googleapi"

	"github.com/peerpost/peerpost/program"
)

// GoogleChanges are what happened to our events on one organiser's calendar.
type GoogleChanges struct {
	// Full: these are all our events as they are now, not what changed. Events
	// that were deleted are not among them.
	Full   bool
	Events []GoogleChange
	Token  string // for the next time
}

// GoogleChange is an event or one of its sessions as it is now.
type GoogleChange struct {
	EventID  string
	Session  time.Time // its start by the rule; zero: the whole event
	Deleted  bool      // then only the two above are sure
	Start    time.Time // now: people move events by hand
	End      time.Time
	Sequence int
	Updated  time.Time // when it last changed
	MeetURL  string
	Answers  []GoogleAnswer
}

// GoogleAnswer is where a guest stands.
type GoogleAnswer struct {
	Address program.Address // as the calendar has it
	Answer  string          // accepted | declined | tentative, or "" for none yet
	Comment string          // anything
}

// Changes returns what happened to our events since the token was given; "" is
// a first time, and gives all of them. Where Google does not know the token any
// more it gives all of them too, and says so. Events of others on the calendar
// are left out, and their contents are not asked for. A failure is a
// *GoogleError; the same token may be used again then.
func (g *Google) Changes(ctx context.Context, organiser program.Address, token string) (GoogleChanges, error) {
	changes, err := g.sync(ctx, organiser, token)
	if token != "" && is(err, http.StatusGone) {
		changes, err = g.sync(ctx, organiser, "")
	}
	if is(err, http.StatusGone) {
		return GoogleChanges{}, &GoogleError{Class: GoogleLater, Doing: "read changes", Code: http.StatusGone, After: soon, Err: err}
	}
	return changes, err
}

// sync turns the pages. Only the last has the next token.
func (g *Google) sync(ctx context.Context, organiser program.Address, token string) (GoogleChanges, error) {
	out := GoogleChanges{Full: token == ""}
	for page := ""; ; {
		events, err := g.page(ctx, organiser, token, page)
		if err != nil {
			return GoogleChanges{}, err
		}
		for _, event := range events.Items {
			if change, ours := changeOf(event); ours {
				out.Events = append(out.Events, change)
			}
		}
		if events.NextPageToken == "" {
			out.Token = events.NextSyncToken
			return out, nil
		}
		page = events.NextPageToken
	}
}

// wantedFields are all that is read of an event, ours or not.
const wantedFields googleapi.Field = "nextPageToken,nextSyncToken,items(id,status,recurringEventId,originalStartTime,start,end," +
	"sequence,updated,hangoutLink,attendees(email,responseStatus,comment))"

func (g *Google) page(ctx context.Context, organiser program.Address, token, page string) (events *gcal.Events, err error) {
	err = g.rounds(ctx, organiser, func(api *gcal.Service) (err error) {
		call := api.Events.List(own).MaxResults(2500).Fields(wantedFields).Context(ctx)
		if token != "" {
			call.SyncToken(token)
		}
		if page != "" {
			call.PageToken(page)
		}
		if events, err = call.Do(); err != nil {
			return judge("read changes", false, err)
		}
		return nil
	})
	return events, err
}

func changeOf(event *gcal.Event) (change GoogleChange, ours bool) {
	id, session := event.Id, time.Time{}
	if event.RecurringEventId != "" {
		id, session = event.RecurringEventId, instantOf(event.OriginalStartTime).UTC()
	}
	if !strings.HasPrefix(id, ourIDs) || len(id) != len(ourIDs)+32 {
		return GoogleChange{}, false
	}
	change = GoogleChange{EventID: id, Session: session, Deleted: event.Status == "cancelled",
		Start: instantOf(event.Start).UTC(), End: instantOf(event.End).UTC(), Sequence: int(event.Sequence), MeetURL: event.HangoutLink}
	change.Updated, _ = time.Parse(time.RFC3339, event.Updated)
	for _, guest := range event.Attendees {
		answer := GoogleAnswer{Address: program.Address(guest.Email), Comment: guest.Comment}
		if guest.ResponseStatus != "needsAction" {
			answer.Answer = guest.ResponseStatus
		}
		change.Answers = append(change.Answers, answer)
	}
	return change, true
}
