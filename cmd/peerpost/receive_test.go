package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestReceiveEndsAsMailServersKnow(t *testing.T) {
	t.Parallel()
	tr := newTrial(t).sample()
	for _, test := range []struct {
		message string
		environ []string
		code    int
		says    string
	}{
		{"From: a@example.org\r\nContent-Type: text/plain\r\n\r\nHello\r\n", nil, exitDone, "The message was read: it is no answer to an invitation, but of the kind other.\n"},
		{"From: a@example.org\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n", nil, exitDone, "The message was read: read calendar: found no calendar, or one that does not end.\n"},
		{strings.Repeat("x", 11<<20), nil, exitDone, "The message was read: it cannot be read: "},
		{"", []string{"PEERPOST_DATABASE_URL=mysql://u:p@127.0.0.1:1/x", "PEERPOST_SECRET=" + goodSecret}, 75, "peerpost receive: reach the store: "},
		{"", []string{"PEERPOST_SMTP_URL=ftp://x"}, 75, "peerpost receive: "},
	} {
		var out, errs bytes.Buffer
		code := run(t.Context(), []string{"receive"}, &place{environ: append(append([]string(nil), tr.environ...), test.environ...), stdin: strings.NewReader(test.message), stdout: &out, stderr: &errs})
		if said := out.String() + errs.String(); code != test.code || !strings.HasPrefix(said, test.says) {
			t.Errorf("%.60q: exit code %d, want %d: %s", test.message, code, test.code, said)
		}
	}
}
