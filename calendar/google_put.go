package calendar

import (
	"context"
	"fmt"
	"net/http"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

const (
	own      = "primary" // the calendar of whom we act for
	tellAll  = "all"     // guests outside the domain too
	tellNone = "none"
)

// Put makes the event exist on the organiser's calendar as e says. Guests are
// told of what concerns them, once, and asked for another answer where the hour
// changes; a description alone changes without a mail. Putting the same again changes nothing, whatever people have changed by
// hand since, and an interrupted Put is repeated as it was.
//
// An event that was deleted stays so (ErrEventDeleted). Any failure but an
// event that makes no sense is a *GoogleError.
func (g *Google) Put(ctx context.Context, organiser program.Address, e GoogleEvent) (GoogleWritten, error) {
	if err := e.check(); err != nil {
		return GoogleWritten{}, fmt.Errorf("put event: %w", err)
	}
	body, err := e.body()
	if err != nil {
		return GoogleWritten{}, fmt.Errorf("put event: %w", err)
	}
	p := &putting{GoogleEvent: e, ctx: ctx, organiser: organiser, body: body, unseen: e.Revision == 0}
	err = g.rounds(ctx, organiser, p.round)
	return p.written, err
}

// putting is an event on its way.
type putting struct {
	GoogleEvent
	ctx       context.Context
	organiser program.Address
	body      *gcal.Event
	unseen    bool // most likely not there yet: the first call makes it
	written   GoogleWritten
}

func (p *putting) round(api *gcal.Service) error {
	if p.unseen {
		p.unseen = false
		if err := p.insert(api); !is(err, http.StatusConflict) {
			return err
		}
	}
	now, err := readEvent(p.ctx, api, p.ID)
	if is(err, http.StatusNotFound) {
		return p.insert(api)
	}
	if err != nil {
		return err
	}
	return p.bringUpToDate(api, now)
}

// insert makes the event. That its id is taken is a conflict: whose it is, the
// next look shows.
func (p *putting) insert(api *gcal.Service) error {
	event := *p.body
	event.Id = p.ID
	event.Attendees = mergeGuests(p.Guests, p.organiser, nil, "")
	event.ExtendedProperties = private(p.marks(p.body))
	call := api.Events.Insert(own, &event).SendUpdates(tellAll).ConferenceDataVersion(1).Context(p.ctx)
	made, err := call.Do()
	if err != nil {
		failed := judge("insert event", true, err)
		if failed.Code == http.StatusConflict {
			failed.Class, failed.After, failed.Reason = GoogleLater, soon, conditional
		}
		return failed
	}
	p.written = writtenOf(made)
	return nil
}

// bringUpToDate changes what differs from what was written last.
func (p *putting) bringUpToDate(api *gcal.Service, now *gcal.Event) error {
	there, wanted := marked(now), p.marks(p.body)
	if there[markOwner] != wanted[markOwner] {
		return refused("put event", ErrEventTaken, "another event has the id of this one; put it under a new generation")
	}
	if now.Status == "cancelled" {
		return refused("put event", ErrEventDeleted, "somebody deleted the event from the organiser's calendar; put it under a new generation, or end the series")
	}
	p.written = writtenOf(now)
	switch {
	case newerThan(there[markRevision], p.Revision):
		p.written.Superseded = true
		return nil
	case there[markShape] != wanted[markShape]:
		change := *p.body
		change.Attendees = mergeGuests(p.Guests, p.organiser, now.Attendees, there[markGuests])
		if !instantOf(now.Start).Equal(instantOf(p.body.Start)) {
			change.Attendees = askedAgain(change.Attendees)
		}
		change.ExtendedProperties = private(wanted)
		p.conference(&change, now)
		return p.patch(api, now, &change, tellAll)
	case there[markWords] != wanted[markWords]:
		change := &gcal.Event{Description: p.body.Description, Reminders: p.body.Reminders, ExtendedProperties: private(wanted),
			ForceSendFields: []string{"Description"}}
		return p.patch(api, now, change, tellNone)
	}
	return nil
}

// conference leaves a Meet that is there, and takes away one that is not wanted.
func (p *putting) conference(change, now *gcal.Event) {
	switch {
	case p.Meet && now.ConferenceData != nil:
		change.ConferenceData = now.ConferenceData
	case !p.Meet && now.ConferenceData != nil:
		change.NullFields = append(change.NullFields, "ConferenceData")
	}
}

func (p *putting) patch(api *gcal.Service, now, change *gcal.Event, tell string) error {
	call := api.Events.Patch(own, now.Id, change).SendUpdates(tell).ConferenceDataVersion(1).Context(p.ctx)
	call.Header().Set("If-Match", now.Etag)
	changed, err := call.Do()
	if err != nil {
		return judge("change event", true, err)
	}
	p.written = writtenOf(changed)
	return nil
}
