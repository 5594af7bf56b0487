package googlefake

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"google.golang.org/api/calendar/v3"
)

// The limits of one question.
const (
	maxCalendars = 50
	maxWindow    = 90 * 24 * time.Hour
)

// HideBusy makes free/busy of a calendar an error from now on: notFound,
// internalError.
func (s *Server) HideBusy(calendarID, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hidden[calendarID] = reason
}

// freeBusy says when the owners of calendars are busy. A calendar that it
// cannot read has errors, and no busy time.
func (s *Server) freeBusy(_ string, r *http.Request) (any, error) {
	var asked calendar.FreeBusyRequest
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, invalid("Parse Error")
	}
	from, err1 := time.Parse(time.RFC3339, asked.TimeMin)
	to, err2 := time.Parse(time.RFC3339, asked.TimeMax)
	switch {
	case err1 != nil || err2 != nil || !from.Before(to):
		return nil, invalid("Invalid time range")
	case to.Sub(from) > maxWindow:
		return nil, failure{http.StatusBadRequest, "timeRangeTooLong", "The requested time range is too long."}
	case len(asked.Items) > maxCalendars:
		return nil, failure{http.StatusBadRequest, "tooManyCalendarsRequested", "Too many calendars requested."}
	}
	answer := &calendar.FreeBusyResponse{Kind: "calendar#freeBusy", TimeMin: asked.TimeMin, TimeMax: asked.TimeMax,
		Calendars: map[string]calendar.FreeBusyCalendar{}}
	for _, item := range asked.Items {
		answer.Calendars[item.Id] = s.busyOf(item.Id, from, to)
	}
	return answer, nil
}

func (s *Server) busyOf(user string, from, to time.Time) calendar.FreeBusyCalendar {
	reason := s.hidden[user]
	if !slices.Contains(s.options.Users, user) {
		reason = "notFound"
	}
	if reason != "" {
		return calendar.FreeBusyCalendar{Errors: []*calendar.Error{{Domain: "global", Reason: reason}}}
	}
	out := calendar.FreeBusyCalendar{Busy: []*calendar.TimePeriod{}}
	for _, e := range s.entries {
		if !occupies(e, user) {
			continue
		}
		for _, start := range s.startsOf(e) {
			end := start.Add(instant(e.event.End).Sub(instant(e.event.Start)))
			if start.Before(to) && end.After(from) {
				out.Busy = append(out.Busy, &calendar.TimePeriod{Start: later(start, from).UTC().Format(time.RFC3339),
					End: earlier(end, to).UTC().Format(time.RFC3339)})
			}
		}
	}
	slices.SortFunc(out.Busy, func(a, b *calendar.TimePeriod) int { return strings.Compare(a.Start, b.Start) })
	return out
}

// startsOf returns when an entry takes place: a master where no exception does.
func (s *Server) startsOf(e *entry) []time.Time {
	starts := occurrences(e.event)
	for _, other := range s.exceptions(e.owner, e.event.Id) {
		starts = slices.DeleteFunc(starts, instant(other.event.OriginalStartTime).Equal)
	}
	return starts
}

// occupies reports whether an event keeps a user busy. Out of office and focus
// time do, a working location does not.
func occupies(e *entry, user string) bool {
	if e.event.Status == cancelled || e.event.Transparency == "transparent" || e.event.EventType == "workingLocation" {
		return false
	}
	for _, guest := range e.event.Attendees {
		if strings.EqualFold(guest.Email, user) {
			return guest.ResponseStatus != "declined"
		}
	}
	return strings.EqualFold(e.owner, user)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
