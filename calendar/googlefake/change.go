package googlefake

import (
	"encoding/json"
	"net/http"
	"slices"

	"google.golang.org/api/calendar/v3"
)

// patch changes the fields that the body names; lists are replaced whole, null
// empties.
func (s *Server) patch(user string, r *http.Request) (any, error) {
	return s.change(user, r, func(now *calendar.Event, body map[string]any) *calendar.Event {
		var fields map[string]any
		convert(now, &fields)
		merge(fields, body)
		var after calendar.Event
		convert(fields, &after)
		return &after
	})
}

// update replaces the whole event.
func (s *Server) update(user string, r *http.Request) (any, error) {
	return s.change(user, r, func(_ *calendar.Event, body map[string]any) *calendar.Event {
		var after calendar.Event
		convert(body, &after)
		return &after
	})
}

func (s *Server) change(user string, r *http.Request, apply func(*calendar.Event, map[string]any) *calendar.Event) (any, error) {
	before, ok := s.find(user, r.PathValue("id"))
	if !ok {
		return nil, notFound
	}
	if !matches(r, before) {
		return nil, conditionNotMet
	}
	if before.Status == cancelled && before.RecurringEventId == "" {
		return nil, deleted
	}
	body := map[string]any{}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return nil, invalid("Parse Error")
	}
	if before.RecurringEventId != "" && body["recurrence"] != nil {
		return nil, invalid("An instance does not recur.")
	}
	after := apply(before, body)
	keepReadOnly(after, before)
	if err := check(after); err != nil {
		return nil, err
	}
	askConference(after, before, r)
	normalise(after)
	if moved(before, after) {
		after.Sequence++
	}
	s.keep(user, after)
	s.dropExceptions(user, after)
	s.mail(r, before, after)
	return clone(after), nil
}

// remove cancels an event, or one instance of a series.
func (s *Server) remove(user string, r *http.Request) (any, error) {
	before, ok := s.find(user, r.PathValue("id"))
	switch {
	case !ok:
		return nil, notFound
	case before.Status == cancelled:
		return nil, deleted
	case !matches(r, before):
		return nil, conditionNotMet
	}
	after := clone(before)
	after.Status = cancelled
	after.Sequence++
	for _, e := range s.exceptions(user, after.Id) {
		delete(s.entries, key(user, e.event.Id))
	}
	s.keep(user, after)
	s.mail(r, before, after)
	return nil, nil
}

func matches(r *http.Request, event *calendar.Event) bool {
	wanted := r.Header.Get("If-Match")
	return wanted == "" || wanted == "*" || wanted == event.Etag
}

// merge is RFC 7396.
func merge(into, patch map[string]any) {
	for name, value := range patch {
		inner, isObject := value.(map[string]any)
		old, wasObject := into[name].(map[string]any)
		switch {
		case value == nil:
			delete(into, name)
		case isObject && wasObject:
			merge(old, inner)
		default:
			into[name] = value
		}
	}
}

func keepReadOnly(after, before *calendar.Event) {
	after.Id, after.Kind, after.ICalUID, after.HtmlLink = before.Id, before.Kind, before.ICalUID, before.HtmlLink
	after.Created, after.Organizer, after.Sequence = before.Created, before.Organizer, before.Sequence
	after.RecurringEventId, after.OriginalStartTime = before.RecurringEventId, before.OriginalStartTime
	if after.Status == "" {
		after.Status = before.Status
	}
}

func moved(before, after *calendar.Event) bool {
	return !instant(before.Start).Equal(instant(after.Start)) || !instant(before.End).Equal(instant(after.End)) ||
		before.Status != after.Status || !slices.Equal(before.Recurrence, after.Recurrence)
}
