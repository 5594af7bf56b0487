package mail

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/peerpost/peerpost/mail/mailtest"
)

// relay returns the client of a server. Its deadlines suit tests: a step that
// is meant to be answered has time even on a busy machine.
func relay(t testing.TB, s *mailtest.Server) *SMTP {
	t.Helper()
	r, err := ParseSMTP(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	r.TLSConfig, r.CommandTimeout, r.AnswerTimeout = s.Trust(), 10*time.Second, 10*time.Second
	return r
}

func open(t testing.TB, r *SMTP) Conn {
	t.Helper()
	c, err := r.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func parcel(data []byte) Parcel {
	return Parcel{From: "bounces@example.org", To: "ada@example.org", Data: data}
}

func TestAcceptedMessageArrivesByteForByte(t *testing.T) {
	for name, options := range map[string]mailtest.Options{
		"plain":    {},
		"login":    {User: "peerpost", Password: "pa ss@:/ß"},
		"starttls": {StartTLS: true, User: "u", Password: "p"},
		"smtps":    {Implicit: true, User: "u", Password: "p"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, options)
			data := compose(t, sampleInvitation())
			o := open(t, relay(t, s)).Send(t.Context(), parcel(data))
			if o.Status != Delivered || o.Code != 250 {
				t.Fatal(o)
			}
			want := []mailtest.Message{{From: "bounces@example.org", To: "ada@example.org", Data: data, Connection: 1,
				TLS: options.StartTLS || options.Implicit, User: options.User}}
			if diff := cmp.Diff(want, s.Messages()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestMessagesOfAWorkerShareOneConnection(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	c := open(t, relay(t, s))
	for range 5 {
		if o := c.Send(t.Context(), parcel(compose(t, sampleLetter()))); o.Status != Delivered {
			t.Fatal(o)
		}
	}
	c.Close()
	if s.Connections() != 1 || len(s.Messages()) != 5 {
		t.Errorf("%d connections, %d messages", s.Connections(), len(s.Messages()))
	}
	if got := s.Commands(); slices.Contains(got, "RSET") || slices.Contains(got, "NOOP") || got[len(got)-1] != "QUIT" {
		t.Errorf("%v: nothing is asked that could cast doubt on what was accepted", got)
	}
}

func TestNullSenderAndDotsAtLineStartsAreKept(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	data := []byte("Subject: x\r\n\r\n.\r\n..\r\n.dot\r\n")
	p := Parcel{To: "ada@example.org", Data: data}
	if o := open(t, relay(t, s)).Send(t.Context(), p); o.Status != Delivered {
		t.Fatal(o)
	}
	if m := s.Messages()[0]; m.From != "" || !bytes.Equal(m.Data, data) {
		t.Errorf("from %q, %q", m.From, m.Data)
	}
}

func TestConnectionTheRelayClosedMeanwhileIsDialledAgain(t *testing.T) {
	for name, f := range map[string]mailtest.Fault{
		"421":           {At: mailtest.Mail, Reply: "421 4.4.2 idle too long", Drop: true},
		"closed":        {At: mailtest.Mail, Drop: true},
		"reset":         {At: mailtest.Mail, Reset: true},
		"421 and stays": {At: mailtest.Mail, Reply: "421 4.7.0 enough messages"},
		"garbage":       {At: mailtest.Mail, Reply: "HTTP/1.1 400 Bad Request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, mailtest.Options{})
			c := open(t, relay(t, s))
			f.Times = 1
			s.Break(f)
			if o := c.Send(t.Context(), parcel(compose(t, sampleLetter()))); o.Status != Delivered {
				t.Fatal(o)
			}
			if s.Connections() != 2 || len(s.Messages()) != 1 {
				t.Errorf("%d connections, %d messages", s.Connections(), len(s.Messages()))
			}
		})
	}
}

func TestRefusedRecipientDoesNotStopTheNext(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	s.Break(mailtest.Fault{At: mailtest.Rcpt, To: "gone@example.org", Reply: "550 5.1.1 <gone@example.org>: no such user"})
	c := open(t, relay(t, s))
	gone := parcel(compose(t, sampleLetter()))
	gone.To = "gone@example.org"
	want := Outcome{Status: Refused, At: atRcpt, Code: 550, Enhanced: "5.1.1", Text: "<(address)>: no such user"}
	if diff := cmp.Diff(want, c.Send(t.Context(), gone), cmpopts.EquateErrors()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if o := c.Send(t.Context(), parcel(compose(t, sampleLetter()))); o.Status != Delivered {
		t.Error(o)
	}
	if s.Connections() != 1 {
		t.Errorf("%d connections for two messages", s.Connections())
	}
}

func TestImpossibleEnvelopeIsRefusedWithoutAWord(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	c := open(t, relay(t, s))
	before := len(s.Commands())
	for _, p := range []Parcel{
		{From: "a@example.org", To: "b@example.org>\r\nRCPT TO:<c@example.org", Data: []byte("x")},
		{From: "a@example.org> SIZE=0", To: "b@example.org", Data: []byte("x")},
		{From: "a@example.org", To: "b@example.org"},
	} {
		if o := c.Send(t.Context(), p); o.Status != Refused {
			t.Errorf("%+v: %v", p, o)
		}
	}
	if got := s.Commands()[before:]; len(got) > 0 {
		t.Errorf("the relay was told %v", got)
	}
}
