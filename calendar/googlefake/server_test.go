package googlefake

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"golang.org/x/oauth2/google"
	"google.golang.org/api/calendar/v3"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"
)

const kofi = "kofi@example.org"

// as is the real client library in the place of a user.
func as(t *testing.T, s *Server, user string) *calendar.Service {
	t.Helper()
	account, err := google.JWTConfigFromJSON(s.Credentials(), calendar.CalendarScope)
	if err != nil {
		t.Fatal(err)
	}
	account.Subject = user
	api, err := calendar.NewService(t.Context(), option.WithHTTPClient(account.Client(t.Context())), option.WithEndpoint(s.Endpoint()))
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// weekly is three meetings at ten in Berlin, over a change of clocks.
func weekly(id string) *calendar.Event {
	return &calendar.Event{Id: id, Summary: "Meeting", Recurrence: []string{"RRULE:FREQ=WEEKLY;COUNT=3"},
		Start:     &calendar.EventDateTime{DateTime: "2027-03-22T10:00:00", TimeZone: "Europe/Berlin"},
		End:       &calendar.EventDateTime{DateTime: "2027-03-22T11:00:00", TimeZone: "Europe/Berlin"},
		Attendees: []*calendar.EventAttendee{{Email: kofi}}}
}

func insert(t *testing.T, api *calendar.Service, event *calendar.Event) *calendar.Event {
	t.Helper()
	made, err := api.Events.Insert("primary", event).SendUpdates("all").Do()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// fails checks code and reason of an error.
func fails(t *testing.T, err error, code int, reason string) {
	t.Helper()
	failed, ok := errors.AsType[*googleapi.Error](err)
	if !ok || failed.Code != code || len(failed.Errors) != 1 || failed.Errors[0].Reason != reason {
		t.Errorf("found %v, expected %d %s", err, code, reason)
	}
}

func TestWhatGoogleRefusesIsRefused(t *testing.T) {
	s := Start(t, Options{Users: []string{ada, kofi}})
	api := as(t, s, ada)
	for why, spoil := range map[string]func(*calendar.Event){
		"letters outside the alphabet": func(e *calendar.Event) { e.Id = "wxyz0" },
		"a short id":                   func(e *calendar.Event) { e.Id = "abcd" },
		"no zone in a rule":            func(e *calendar.Event) { e.Start.DateTime, e.Start.TimeZone = "2027-03-22T10:00:00Z", "" },
		"DTSTART among the rules":      func(e *calendar.Event) { e.Recurrence = append(e.Recurrence, "DTSTART:20270322T100000") },
		"no start":                     func(e *calendar.Event) { e.Start = nil },
		"an end before the start":      func(e *calendar.Event) { e.End.DateTime = "2027-03-22T09:00:00" },
		"a guest without an address":   func(e *calendar.Event) { e.Attendees[0].Email = "kofi" },
	} {
		event := weekly("abcde")
		spoil(event)
		if _, err := api.Events.Insert("primary", event).Do(); err == nil {
			t.Errorf("%s: found no error", why)
		} else {
			fails(t, err, http.StatusBadRequest, "invalid")
		}
	}
	_, err := api.Events.List("primary").TimeMin("2027-01-01T00:00:00Z").Do()
	fails(t, err, http.StatusBadRequest, "invalidParameter")
	_, err = api.Events.List(kofi).Do()
	fails(t, err, http.StatusNotFound, "notFound")
	_, err = api.Events.Get("primary", "nothing").Do()
	fails(t, err, http.StatusNotFound, "notFound")
}

func TestTheLimitsOfFreeBusyHold(t *testing.T) {
	s := Start(t, Options{Users: []string{ada}})
	api := as(t, s, ada)
	from := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	ask := func(days, calendars int) error {
		q := &calendar.FreeBusyRequest{TimeMin: from.Format(time.RFC3339), TimeMax: from.AddDate(0, 0, days).Format(time.RFC3339)}
		for range calendars {
			q.Items = append(q.Items, &calendar.FreeBusyRequestItem{Id: ada})
		}
		_, err := api.Freebusy.Query(q).Do()
		return err
	}
	if err := ask(90, 50); err != nil {
		t.Error(err)
	}
	fails(t, ask(91, 1), http.StatusBadRequest, "timeRangeTooLong")
	fails(t, ask(1, 51), http.StatusBadRequest, "tooManyCalendarsRequested")
}

func TestAConferenceIsMadeOnlyForWhoKnowsOfThem(t *testing.T) {
	s := Start(t, Options{Users: []string{ada}})
	api := as(t, s, ada)
	event := weekly("abcde")
	event.ConferenceData = &calendar.ConferenceData{CreateRequest: &calendar.CreateConferenceRequest{RequestId: "one"}}
	if made := insert(t, api, event); made.ConferenceData != nil {
		t.Errorf("found %+v, expected none without the version", made.ConferenceData)
	}
	event.Id = "fghij"
	made, err := api.Events.Insert("primary", event).ConferenceDataVersion(1).Do()
	if err != nil || made.ConferenceData.CreateRequest.Status.StatusCode != "pending" || made.HangoutLink != "" {
		t.Fatalf("found %+v and %v, expected it pending", made, err)
	}
	for _, want := range []string{"", "https://meet.google.com/"} {
		got, err := api.Events.Get("primary", "fghij").Do()
		if err != nil || (got.HangoutLink != "") != (want != "") {
			t.Errorf("found %q and %v, expected %q", got.HangoutLink, err, want)
		}
	}
}
