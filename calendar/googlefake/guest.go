package googlefake

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/api/calendar/v3"
)

// Answer is a guest's click on yes, no or maybe: status is accepted, declined
// or tentative. The id of an instance answers that one alone.
func (s *Server) Answer(calendarID, id, guest, status string) error {
	return s.Edit(calendarID, id, func(event *calendar.Event) error {
		i := slices.IndexFunc(event.Attendees, func(a *calendar.EventAttendee) bool { return strings.EqualFold(a.Email, guest) })
		if i < 0 {
			return fmt.Errorf("answer event %s: %s is no guest", id, guest)
		}
		event.Attendees[i].ResponseStatus = status
		return nil
	})
}

// Edit changes an event as a person does in the calendar's own pages. Nobody
// is mailed.
func (s *Server) Edit(calendarID, id string, change func(*calendar.Event) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	event, ok := s.find(calendarID, id)
	if !ok {
		return fmt.Errorf("edit event %s: %w", id, notFound)
	}
	if err := change(event); err != nil {
		return err
	}
	s.keep(calendarID, event)
	return nil
}

// Add puts an event on a calendar that was never asked for through the API.
func (s *Server) Add(calendarID string, event *calendar.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	added := clone(event)
	if added.Id == "" {
		added.Id = fmt.Sprintf("added%d", s.changes)
	}
	if added.Status == "" {
		added.Status = "confirmed"
	}
	added.Organizer = &calendar.EventOrganizer{Email: calendarID, Self: true}
	s.keep(calendarID, added)
}

// Event returns an event as it is, deleted ones too, or nil.
func (s *Server) Event(calendarID, id string) *calendar.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	event, _ := s.find(calendarID, id)
	return event
}

// Events returns what takes place on all calendars: single events and masters,
// no exceptions, none deleted.
func (s *Server) Events() []*calendar.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*calendar.Event
	for _, e := range s.entries {
		if e.event.Status != cancelled && e.event.RecurringEventId == "" {
			out = append(out, clone(e.event))
		}
	}
	return out
}
