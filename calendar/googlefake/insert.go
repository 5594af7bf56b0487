package googlefake

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

const cancelled = "cancelled"

var validID = regexp.MustCompile(`^[a-v0-9]+$`)

// insert makes an event with the id that the client chose. An id is taken for
// ever, also when its event was deleted.
func (s *Server) insert(user string, r *http.Request) (any, error) {
	var event calendar.Event
	if err := json.NewDecoder(r.Body).Decode(&event); err != nil {
		return nil, invalid("Parse Error")
	}
	if !validID.MatchString(event.Id) || len(event.Id) < 5 || len(event.Id) > 1024 {
		return nil, invalid("Invalid resource id value.")
	}
	if err := check(&event); err != nil {
		return nil, err
	}
	if _, taken := s.entries[key(user, event.Id)]; taken {
		return nil, duplicate
	}
	event.Kind, event.ICalUID, event.Status = "calendar#event", event.Id+"@google.com", "confirmed"
	event.Created = s.options.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	event.Organizer = &calendar.EventOrganizer{Email: user, Self: true}
	event.HtmlLink = "https://www.google.com/calendar/event?eid=" + event.Id
	event.Sequence = 0
	askConference(&event, nil, r)
	normalise(&event)
	s.keep(user, &event)
	s.mail(r, nil, &event)
	return clone(&event), nil
}

// check refuses what the API refuses.
func check(event *calendar.Event) error {
	if instant(event.Start).IsZero() || instant(event.End).IsZero() || instant(event.End).Before(instant(event.Start)) {
		return invalid("Missing or invalid start or end time.")
	}
	for _, guest := range event.Attendees {
		if _, err := program.ParseAddress(guest.Email); err != nil {
			return invalid("Invalid attendee email.")
		}
	}
	if len(event.Recurrence) == 0 {
		return nil
	}
	if event.Start.TimeZone == "" || event.End.TimeZone == "" {
		return invalid("Missing time zone definition for start time.")
	}
	loc, err := program.LoadZone(event.Start.TimeZone)
	if err != nil {
		return invalid("Invalid time zone definition for start time.")
	}
	_, _, err = readRecurrence(event.Recurrence, loc)
	return err
}

// askConference keeps a request for a conference only where the call says that
// it knows of them, and only one of each id. Otherwise all stays as before.
func askConference(event, before *calendar.Event, r *http.Request) {
	var had *calendar.ConferenceData
	if before != nil {
		had = before.ConferenceData
	}
	if r.FormValue("conferenceDataVersion") != "1" {
		event.ConferenceData = had
		if before != nil {
			event.HangoutLink = before.HangoutLink
		}
		return
	}
	switch {
	case event.ConferenceData == nil:
		event.HangoutLink = ""
	case had != nil && had.CreateRequest != nil && event.ConferenceData.CreateRequest != nil &&
		had.CreateRequest.RequestId == event.ConferenceData.CreateRequest.RequestId:
		event.ConferenceData = had
	case event.ConferenceData.CreateRequest != nil:
		event.ConferenceData.CreateRequest.Status = &calendar.ConferenceRequestStatus{StatusCode: "pending"}
	}
}

// normalise fills what the API fills in attendees.
func normalise(event *calendar.Event) {
	for _, guest := range event.Attendees {
		if guest.ResponseStatus == "" {
			guest.ResponseStatus = "needsAction"
		}
		if strings.EqualFold(guest.Email, event.Organizer.Email) {
			guest.Organizer, guest.Self = true, true
		}
	}
}
