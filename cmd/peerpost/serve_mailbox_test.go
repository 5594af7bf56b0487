package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestTheMailboxIsForThisMachineOnly(t *testing.T) {
	t.Parallel()
	public := func(settings ...string) bool {
		in := migratedTrial(t, settings...).open()
		_, shown := in.localMailbox()
		return shown
	}
	if !public() {
		t.Error("the embedded default has no mailbox")
	}
	for _, settings := range [][]string{{"LISTEN=0.0.0.0:8025"}, {"BASE_URL=https://peerpost.example.org"}, {"SMTP_URL=smtp://127.0.0.1:2525"}} {
		if public(settings...) {
			t.Errorf("with %s everyone's mail is shown", settings)
		}
	}
	in := migratedTrial(t).open()
	handler := in.withMailbox(t.TempDir(), http.NotFoundHandler())
	for _, test := range []struct {
		host, header string
		want         int
	}{
		{"127.0.0.1:8025", "", http.StatusOK},
		{"localhost:8025", "", http.StatusOK},
		{"evil.example:8025", "", http.StatusNotFound},
		{"127.0.0.1:8025", "X-Forwarded-For", http.StatusNotFound},
	} {
		request := httptest.NewRequest(http.MethodGet, "http://"+test.host+"/mailbox/", nil)
		if test.header != "" {
			request.Header.Set(test.header, "203.0.113.7")
		}
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		if answer.Code != test.want {
			t.Errorf("%s, %q: answered %d, expected %d", test.host, test.header, answer.Code, test.want)
		}
	}
}
