package googlefake

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/calendar/v3"
)

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
