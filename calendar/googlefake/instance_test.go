package googlefake

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/calendar/v3"
)

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
