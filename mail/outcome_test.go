package mail

import (
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStepAndErrorDecideTheOutcome(t *testing.T) {
	reply := func(code int, text string) error {
		return fmt.Errorf("wrapped: %w", &textproto.Error{Code: code, Msg: text})
	}
	for _, c := range []struct {
		at   string
		err  error
		want Outcome
	}{
		{atDial, io.EOF, Outcome{Status: Deferred, Systemic: true, Text: "EOF"}},
		{atDial, reply(554, "5.7.1 Go away"), Outcome{Status: Deferred, Systemic: true, Code: 554, Enhanced: "5.7.1", Text: "Go away"}},
		{atMail, reply(550, "No"), Outcome{Status: Deferred, Systemic: true, Code: 550, Text: "No"}},
		{atMail, reply(421, "4.3.2 Bye"), Outcome{Status: Deferred, Systemic: true, Code: 421, Enhanced: "4.3.2", Text: "Bye"}},
		{atRcpt, reply(550, "5.1.1 <bob@example.org>: unknown\nsee https://example.org"), Outcome{Status: Refused, Code: 550, Enhanced: "5.1.1", Text: "<(address)>: unknown see https://example.org"}},
		{atRcpt, reply(451, "4.7.1 Greylisted"), Outcome{Status: Deferred, Code: 451, Enhanced: "4.7.1", Text: "Greylisted"}},
		{atRcpt, reply(530, "5.7.0 Authenticate"), Outcome{Status: Deferred, Systemic: true, Code: 530, Enhanced: "5.7.0", Text: "Authenticate"}},
		{atRcpt, reply(354, "what"), Outcome{Status: Deferred, Text: `wrapped: 354 "what"`}},
		{atData, reply(503, "5.5.1 MAIL first"), Outcome{Status: Deferred, Systemic: true, Code: 503, Enhanced: "5.5.1", Text: "MAIL first"}},
		{atData, reply(554, "5.5.1 No recipients"), Outcome{Status: Refused, Code: 554, Enhanced: "5.5.1", Text: "No recipients"}},
		{atBody, io.ErrUnexpectedEOF, Outcome{Status: Deferred, Text: "unexpected EOF"}},
		{atDot, nil, Outcome{Status: Delivered, Code: 250}},
		{atDot, reply(552, "5.3.4 Too big"), Outcome{Status: Refused, Code: 552, Enhanced: "5.3.4", Text: "Too big"}},
		{atDot, reply(421, "Bye"), Outcome{Status: Deferred, Code: 421, Text: "Bye"}},
		{atDot, reply(503, "What?"), Outcome{Status: Refused, Code: 503, Text: "What?"}},
		{atDot, reply(251, "Ok"), Outcome{Status: Unknown, Text: `wrapped: 251 "Ok"`}},
		{atDot, reply(221, "Bye"), Outcome{Status: Unknown, Text: `wrapped: 221 "Bye"`}},
		{atDot, reply(999, "Ok"), Outcome{Status: Unknown, Text: `wrapped: 999 "Ok"`}},
		{atDot, textproto.ProtocolError("short response"), Outcome{Status: Unknown, Text: "short response"}},
		{atDot, io.EOF, Outcome{Status: Unknown, Text: "EOF"}},
	} {
		c.want.At = c.at
		if diff := cmp.Diff(c.want, judge(c.at, c.err)); diff != "" {
			t.Errorf("at %s, %v: -want +got\n%s", c.at, c.err, diff)
		}
	}
}

func TestOutcomeHoldsNoAddressAndIsOneLine(t *testing.T) {
	said := "rejected <ada.lovelace+x@example.org>, (bob@example.org); to=eve@sub.example.org \x1b[31m\r\nInjected: line \u202e" + strings.Repeat("x", 5000)
	got := judge(atRcpt, errors.New(said)).String()
	if strings.Contains(got, "@") || strings.ContainsAny(got, "\r\n\x1b") || len(got) > 300 {
		t.Errorf("%q", got)
	}
	const want = "refused at RCPT TO: 550 5.1.1: no such user"
	if got := judge(atRcpt, &textproto.Error{Code: 550, Msg: "5.1.1 no such user"}).String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
