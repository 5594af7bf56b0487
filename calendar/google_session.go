package calendar

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

// The private properties of one instance, beside those of its event.
const (
	markSessionRevision = "peerpostSessionRevision"
	markSessionShape    = "peerpostSessionShape"
	markSessionWords    = "peerpostSessionWords"
)

// GoogleSession is one Session of an event, as it differs from the rule.
type GoogleSession struct {
	EventID  string
	Original time.Time // its start by the rule
	Start    time.Time // where it takes place now; Original for one that was not moved
	Duration time.Duration
	Zone     string // IANA name of the anchor
	Revision int    // rises with each change of this Session

	Description string  // "" leaves that of the event
	Guests      []Party // nil leaves those of the event

	// WordsAlone writes the description and nothing else: neither the hour nor the
	// guests, whatever people have changed by hand.
	WordsAlone bool

	// Cancelled sessions stay so: one that was cancelled cannot be moved.
	Cancelled bool
}

// PutSession moves or cancels one session of the organiser's event, or
// describes it alone. Guests are told once of a move and of a cancellation, and
// not of a description; a move asks them for another answer. Putting the same again changes nothing.
//
// A session that was cancelled, whose event was deleted or that the rule does
// not have is not brought back (ErrEventDeleted); cancelling it succeeds. One
// whose event has never been written is neither: it is to be tried later
// (ErrEventUnwritten). Any
// failure but a session that makes no sense is a *GoogleError.
func (g *Google) PutSession(ctx context.Context, organiser program.Address, s GoogleSession) error {
	if err := s.check(); err != nil {
		return fmt.Errorf("put session: %w", err)
	}
	loc, err := program.LoadZone(s.Zone)
	if err != nil {
		return fmt.Errorf("put session: %w", err)
	}
	return g.rounds(ctx, organiser, func(api *gcal.Service) error {
		now, err := readEvent(ctx, api, s.instanceID())
		if is(err, http.StatusNotFound) {
			if err := s.hasEvent(ctx, api); err != nil {
				return err
			}
		}
		if s.Cancelled {
			return remove(ctx, api, now, err)
		}
		if is(err, http.StatusNotFound) || is(err, http.StatusGone) || err == nil && now.Status == "cancelled" {
			return refused("put session", ErrEventDeleted, "the session or its event was deleted from the organiser's calendar")
		}
		if err != nil {
			return err
		}
		return s.bringUpToDate(ctx, api, organiser, now, loc)
	})
}

// hasEvent returns an error where the event was never written, so that nobody
// takes its session for deleted.
func (s GoogleSession) hasEvent(ctx context.Context, api *gcal.Service) error {
	_, err := readEvent(ctx, api, s.EventID)
	switch {
	case is(err, http.StatusNotFound):
		return &GoogleError{Class: GoogleLater, Doing: "put session", After: soon, Err: ErrEventUnwritten}
	case is(err, http.StatusGone):
		return nil
	}
	return err
}

func (s GoogleSession) check() error {
	switch {
	case s.EventID == "" || s.Original.IsZero():
		return errors.New("found no event id or no original start")
	case s.Cancelled:
		return nil
	case s.Start.IsZero() || s.Duration < time.Minute:
		return errors.New("found no start or no duration")
	case s.Guests != nil:
		return checkGuests(s.Guests)
	}
	return nil
}

// instanceID is how Google names the session for ever: by its start by the rule.
func (s GoogleSession) instanceID() string { return s.EventID + "_" + s.Original.UTC().Format(utcForm) }

func (s GoogleSession) bringUpToDate(ctx context.Context, api *gcal.Service, organiser program.Address, now *gcal.Event, loc *time.Location) error {
	there := marked(now)
	if newerThan(there[markSessionRevision], s.Revision) {
		return nil
	}
	marks := maps.Clone(there)
	marks[markSessionRevision] = strconv.Itoa(s.Revision)
	change := &gcal.Event{}
	tell := ""
	if s.Description != "" {
		change.Description = describe(s.Description)
		marks[markSessionWords] = digest(change.Description)
		if marks[markSessionWords] != there[markSessionWords] {
			tell = tellNone
		}
	}
	if !s.WordsAlone && s.shape(marks, there, now) {
		change.Start, change.End = at(s.Start.In(loc), s.Zone), at(s.Start.Add(s.Duration).In(loc), s.Zone)
		guests := now.Attendees
		if s.Guests != nil {
			guests = mergeGuests(s.Guests, organiser, now.Attendees, there[markGuests])
			change.Attendees, marks[markGuests] = guests, guestMarks(s.Guests)
		}
		if !instantOf(now.Start).Equal(s.Start) {
			change.Attendees = askedAgain(guests)
		}
		tell = tellAll
	}
	if tell == "" {
		return nil
	}
	change.ExtendedProperties = private(marks)
	call := api.Events.Patch(own, now.Id, change).SendUpdates(tell).Context(ctx)
	call.Header().Set("If-Match", now.Etag)
	if _, err := call.Do(); err != nil {
		return judge("change session", true, err)
	}
	return nil
}

// shape marks what guests are told of, and reports whether it differs from
// what was written last: where that is nothing, from what is there.
func (s GoogleSession) shape(marks, there map[string]string, now *gcal.Event) bool {
	wanted := digest(s.Start.UTC().Format(time.RFC3339), s.Duration.String(), guestMarks(s.Guests))
	marks[markSessionShape] = wanted
	if last, ok := there[markSessionShape]; ok {
		return last != wanted
	}
	start, end := instantOf(now.Start), instantOf(now.End)
	sameGuests := s.Guests == nil || guestMarks(s.Guests) == there[markGuests]
	return !start.Equal(s.Start) || !end.Equal(s.Start.Add(s.Duration)) || !sameGuests
}
