package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
)

// Google's own message, and no other, has its calendars read at once.
func TestOnlyGoogleSaysThatACalendarHasChanged(t *testing.T) {
	s := newStage(t, dbtest.NewURL(t, "sqlite"), nil)
	pages := httptest.NewTLSServer(s.pages)
	defer pages.Close()
	server := googlefake.Start(t, googlefake.Options{Users: []string{"peerpost@example.org"}, Now: func() time.Time { return s.Now }})
	google, err := calendar.NewGoogle(server.Credentials(), server.Endpoint(), func() float64 { return 0 })
	if err != nil {
		t.Fatal(err)
	}
	s.Google, s.Links.BaseURL = google, pages.URL
	s.RunTo(s.Program.RegistrationOpens().Add(26 * time.Hour))
	s.RegisterAll()
	s.RunTo(s.Program.RoundDue().Add(time.Minute))
	s.ApproveDraft()
	s.RunTo(s.Now.Add(24*time.Hour + time.Minute)) // and a channel is open
	due := func() bool {
		m, err := s.Store.Moment(background, jobs.SyncCalendars, "google")
		return err == nil && !m.Due.After(s.Now)
	}
	post := func(channel, token string) int {
		r := httptest.NewRequest(http.MethodPost, "/google", nil)
		r.Header.Set("X-Goog-Channel-ID", channel)
		r.Header.Set("X-Goog-Channel-Token", token)
		answer := httptest.NewRecorder()
		s.pages.ServeHTTP(answer, r)
		return answer.Code
	}
	if code := post(server.Channels()[0], "guessed"); code != http.StatusNotFound || due() {
		t.Errorf("a guess is answered with %d, and calendars are read: %v", code, due())
	}
	event := server.Events()[0]
	if err := server.Answer("peerpost@example.org", event.Id, event.Attendees[0].Email, "accepted"); err != nil {
		t.Fatal(err)
	}
	client := http.DefaultClient.Transport // which the other side uses, and no parallel test meanwhile
	http.DefaultClient.Transport = pages.Client().Transport
	defer func() { http.DefaultClient.Transport = client }()
	told, err := server.Notify()
	if err != nil || told != 1 || !due() {
		t.Errorf("%d channels told, %v, and calendars are due to be read: %v", told, err, due())
	}
}
