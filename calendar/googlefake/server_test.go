package googlefake

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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

func TestADeletedEventIsHiddenAndItsIDTaken(t *testing.T) {
	s := Start(t, Options{Users: []string{ada}})
	api := as(t, s, ada)
	insert(t, api, weekly("abcde"))
	_, err := api.Events.Insert("primary", weekly("abcde")).Do()
	fails(t, err, http.StatusConflict, "duplicate")
	if err := api.Events.Delete("primary", "abcde").Do(); err != nil {
		t.Fatal(err)
	}
	fails(t, api.Events.Delete("primary", "abcde").Do(), http.StatusGone, "deleted")
	_, err = api.Events.Insert("primary", weekly("abcde")).Do()
	fails(t, err, http.StatusConflict, "duplicate")
	_, err = api.Events.Patch("primary", "abcde", &calendar.Event{Summary: "Back"}).Do()
	fails(t, err, http.StatusGone, "deleted")
	if got, err := api.Events.Get("primary", "abcde").Do(); err != nil || got.Status != cancelled {
		t.Errorf("found %+v and %v, expected it shown as cancelled", got, err)
	}
	for showDeleted, want := range map[bool]int{false: 0, true: 1} {
		if got, err := api.Events.List("primary").ShowDeleted(showDeleted).Do(); err != nil || len(got.Items) != want {
			t.Errorf("found %v and %v, expected %d with deleted ones: %t", got, err, want, showDeleted)
		}
	}
}

func TestAChangeNeedsTheEtagOfWhatIsThere(t *testing.T) {
	s := Start(t, Options{Users: []string{ada}})
	api := as(t, s, ada)
	made := insert(t, api, weekly("abcde"))
	patch := api.Events.Patch("primary", "abcde", &calendar.Event{Summary: "First"}).SendUpdates("all")
	patch.Header().Set("If-Match", made.Etag)
	changed, err := patch.Do()
	if err != nil || changed.Etag == made.Etag || changed.Summary != "First" || len(changed.Attendees) != 1 {
		t.Fatalf("found %+v and %v, expected another etag and the rest as it was", changed, err)
	}
	_, err = patch.Do()
	fails(t, err, http.StatusPreconditionFailed, "conditionNotMet")
	remove := api.Events.Delete("primary", "abcde")
	remove.Header().Set("If-Match", made.Etag)
	fails(t, remove.Do(), http.StatusPreconditionFailed, "conditionNotMet")

	whole := weekly("")
	whole.Summary, whole.Attendees = "Whole", nil
	put, err := api.Events.Update("primary", "abcde", whole).SendUpdates("all").Do()
	if err != nil || put.Summary != "Whole" || len(put.Attendees) != 0 || put.Id != "abcde" {
		t.Errorf("found %+v and %v, expected the event replaced", put, err)
	}
	var kinds []MailKind
	for _, mail := range s.MailsTo(kofi) {
		kinds = append(kinds, mail.Kind)
	}
	if diff := cmp.Diff([]MailKind{Invitation, Update, Cancellation}, kinds); diff != "" {
		t.Errorf("mails (-want +got):\n%s", diff)
	}
}

func TestInstancesKeepTheirClockAndTheirExceptions(t *testing.T) {
	s := Start(t, Options{Users: []string{ada}, PageSize: 2})
	api := as(t, s, ada)
	insert(t, api, weekly("abcde"))
	moved := &calendar.Event{Start: &calendar.EventDateTime{DateTime: "2027-03-30T08:00:00Z"}, End: &calendar.EventDateTime{DateTime: "2027-03-30T09:00:00Z"}}
	if _, err := api.Events.Patch("primary", "abcde_20270329T080000Z", moved).Do(); err != nil {
		t.Fatal(err)
	}
	if err := api.Events.Delete("primary", "abcde_20270405T080000Z").Do(); err != nil {
		t.Fatal(err)
	}
	_, err := api.Events.Get("primary", "abcde_20270406T080000Z").Do()
	fails(t, err, http.StatusNotFound, "notFound")
	for showDeleted, want := range map[bool][]string{
		false: {"abcde_20270322T090000Z 09:00", "abcde_20270329T080000Z 08:00"},
		true:  {"abcde_20270322T090000Z 09:00", "abcde_20270329T080000Z 08:00", "abcde_20270405T080000Z 08:00"},
	} {
		var got []string
		err := api.Events.Instances("primary", "abcde").ShowDeleted(showDeleted).Pages(t.Context(), func(page *calendar.Events) error {
			for _, one := range page.Items {
				got = append(got, fmt.Sprintf("%s %s", one.Id, instant(one.Start).UTC().Format("15:04")))
			}
			return nil
		})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("instances (-want +got), %v:\n%s", err, diff)
		}
	}
	other := &calendar.Event{Start: &calendar.EventDateTime{DateTime: "2027-03-22T12:00:00", TimeZone: "Europe/Berlin"},
		End: &calendar.EventDateTime{DateTime: "2027-03-22T13:00:00", TimeZone: "Europe/Berlin"}}
	if _, err := api.Events.Patch("primary", "abcde", other).Do(); err != nil {
		t.Fatal(err)
	}
	if got, err := api.Events.Instances("primary", "abcde").Do(); err != nil || len(got.Items) != 2 || got.NextPageToken == "" {
		t.Errorf("found %+v and %v, expected three meetings at the new hour in two pages", got, err)
	}
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
