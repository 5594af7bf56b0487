package mail

import (
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/mail/mailtest"
)

// The far side fails in every way that was seen or thought of; this is what
// must be known afterwards. Each fault strikes the first message on a fresh
// connection.
var faults = []struct {
	name     string
	fault    mailtest.Fault
	want     Status
	systemic bool
	kept     bool // the message is at the relay
	short    bool // deadlines of 1 s, and 150 ms after the dot
	long     bool // 8 MB, so that it cannot all be under way when the fault strikes
}{
	{name: "421 banner", fault: mailtest.Fault{At: mailtest.Banner, Reply: "421 4.3.2 busy", Drop: true}, want: Deferred, systemic: true},
	{name: "554 banner", fault: mailtest.Fault{At: mailtest.Banner, Reply: "554 5.7.1 your address is blocked"}, want: Deferred, systemic: true},
	{name: "no banner", fault: mailtest.Fault{At: mailtest.Banner, Drop: true}, want: Deferred, systemic: true},
	{name: "banner is HTTP", fault: mailtest.Fault{At: mailtest.Banner, Reply: "HTTP/1.1 400 Bad Request"}, want: Deferred, systemic: true},
	{name: "silence instead of a banner", fault: mailtest.Fault{At: mailtest.Banner, Delay: time.Hour}, want: Deferred, systemic: true, short: true},
	{name: "banner in drips", fault: mailtest.Fault{At: mailtest.Banner, Drip: time.Second}, want: Deferred, systemic: true, short: true},
	{name: "EHLO not known, HELO is", fault: mailtest.Fault{At: mailtest.EHLO, Reply: "502 5.5.1 what?"}, want: Delivered, kept: true},
	{name: "EHLO 4xx, HELO works", fault: mailtest.Fault{At: mailtest.EHLO, Reply: "451 4.3.0 later"}, want: Delivered, kept: true},
	{name: "EHLO 421", fault: mailtest.Fault{At: mailtest.EHLO, Reply: "421 4.3.2 busy", Drop: true}, want: Deferred, systemic: true},
	{name: "EHLO drop", fault: mailtest.Fault{At: mailtest.EHLO, Drop: true}, want: Deferred, systemic: true},
	{name: "MAIL 4xx", fault: mailtest.Fault{At: mailtest.Mail, Reply: "451 4.3.1 disk full"}, want: Deferred, systemic: true},
	{name: "MAIL 5xx", fault: mailtest.Fault{At: mailtest.Mail, Reply: "550 5.7.1 sender not allowed"}, want: Deferred, systemic: true},
	{name: "MAIL 421", fault: mailtest.Fault{At: mailtest.Mail, Reply: "421 4.3.2 busy", Drop: true}, want: Deferred, systemic: true},
	{name: "MAIL drop", fault: mailtest.Fault{At: mailtest.Mail, Drop: true}, want: Deferred, systemic: true},
	{name: "RCPT 4xx", fault: mailtest.Fault{At: mailtest.Rcpt, Reply: "450 4.2.1 greylisted"}, want: Deferred},
	{name: "RCPT 5xx", fault: mailtest.Fault{At: mailtest.Rcpt, Reply: "550 5.1.1 no such user"}, want: Refused},
	{name: "RCPT 530", fault: mailtest.Fault{At: mailtest.Rcpt, Reply: "530 5.7.0 authenticate first"}, want: Deferred, systemic: true},
	{name: "RCPT 421", fault: mailtest.Fault{At: mailtest.Rcpt, Reply: "421 4.7.0 too many", Drop: true}, want: Deferred},
	{name: "RCPT drop", fault: mailtest.Fault{At: mailtest.Rcpt, Drop: true}, want: Deferred},
	{name: "RCPT RST", fault: mailtest.Fault{At: mailtest.Rcpt, Reset: true}, want: Deferred},
	{name: "RCPT garbage", fault: mailtest.Fault{At: mailtest.Rcpt, Reply: "\x00\xff\xfe"}, want: Deferred},
	{name: "RCPT silence", fault: mailtest.Fault{At: mailtest.Rcpt, Delay: time.Hour}, want: Deferred, short: true},
	{name: "DATA 4xx", fault: mailtest.Fault{At: mailtest.Data, Reply: "451 4.3.0 later"}, want: Deferred},
	{name: "DATA 5xx", fault: mailtest.Fault{At: mailtest.Data, Reply: "554 5.7.1 no"}, want: Refused},
	{name: "DATA 250", fault: mailtest.Fault{At: mailtest.Data, Reply: "250 2.0.0 Ok"}, want: Deferred},
	{name: "DATA drop", fault: mailtest.Fault{At: mailtest.Data, Drop: true}, want: Deferred},
	{name: "DATA answered twice", fault: mailtest.Fault{At: mailtest.Data, Reply: "354 Go ahead\r\n250 2.0.0 Ok"}, want: Deferred},
	{name: "drop mid-DATA", fault: mailtest.Fault{At: mailtest.Body, Drop: true}, want: Deferred, long: true},
	{name: "RST mid-DATA", fault: mailtest.Fault{At: mailtest.Body, Reset: true}, want: Deferred, long: true},
	{name: "stands still mid-DATA", fault: mailtest.Fault{At: mailtest.Body, Delay: time.Hour}, want: Deferred, long: true, short: true},
	{name: "dot 4xx", fault: mailtest.Fault{At: mailtest.Dot, Reply: "451 4.3.0 later"}, want: Deferred},
	{name: "dot 421", fault: mailtest.Fault{At: mailtest.Dot, Reply: "421 4.3.2 going down", Drop: true}, want: Deferred},
	{name: "dot 5xx", fault: mailtest.Fault{At: mailtest.Dot, Reply: "554 5.7.1 looks like spam"}, want: Refused},
	{name: "dot 5xx of many lines", fault: mailtest.Fault{At: mailtest.Dot, Reply: "554-5.7.1 looks like\r\n554 5.7.1 spam"}, want: Refused},
	{name: "drop after the dot, not accepted", fault: mailtest.Fault{At: mailtest.Dot, Drop: true}, want: Unknown},
	{name: "drop after the dot, accepted", fault: mailtest.Fault{At: mailtest.Dot, Drop: true, Accept: true}, want: Unknown, kept: true},
	{name: "RST after the dot, not accepted", fault: mailtest.Fault{At: mailtest.Dot, Reset: true}, want: Unknown},
	{name: "RST after the dot, accepted", fault: mailtest.Fault{At: mailtest.Dot, Reset: true, Accept: true}, want: Unknown, kept: true},
	{name: "250 past the deadline", fault: mailtest.Fault{At: mailtest.Dot, Delay: time.Hour, Accept: true}, want: Unknown, kept: true, short: true},
	{name: "250 in drips past the deadline", fault: mailtest.Fault{At: mailtest.Dot, Drip: 100 * time.Millisecond}, want: Unknown, kept: true, short: true},
	{name: "250 in drips", fault: mailtest.Fault{At: mailtest.Dot, Drip: time.Millisecond}, want: Delivered, kept: true},
	{name: "250 of many lines", fault: mailtest.Fault{At: mailtest.Dot, Reply: "250-2.0.0 Ok\r\n250 queued"}, want: Delivered, kept: true},
	{name: "half of a 250", fault: mailtest.Fault{At: mailtest.Dot, Reply: "250-2.0.0 Ok", Drop: true}, want: Unknown, kept: true},
	{name: "garbage after the dot", fault: mailtest.Fault{At: mailtest.Dot, Reply: "\x00\xff ok ok"}, want: Unknown},
	{name: "garbage after the dot, accepted", fault: mailtest.Fault{At: mailtest.Dot, Reply: "OK", Accept: true}, want: Unknown, kept: true},
	{name: "354 after the dot", fault: mailtest.Fault{At: mailtest.Dot, Reply: "354 go on"}, want: Unknown},
	{name: "close right after 250", fault: mailtest.Fault{At: mailtest.Dot, Reply: "250 2.0.0 Ok", Drop: true}, want: Delivered, kept: true},
	{name: "RSET drop", fault: mailtest.Fault{At: mailtest.Rset, Drop: true}, want: Delivered, kept: true},
	{name: "RSET 421", fault: mailtest.Fault{At: mailtest.Rset, Reply: "421 4.3.2 bye", Drop: true}, want: Delivered, kept: true},
	{name: "NOOP drop", fault: mailtest.Fault{At: mailtest.Noop, Drop: true}, want: Delivered, kept: true},
	{name: "QUIT drop", fault: mailtest.Fault{At: mailtest.Quit, Drop: true}, want: Delivered, kept: true},
	{name: "QUIT silence", fault: mailtest.Fault{At: mailtest.Quit, Delay: time.Hour}, want: Delivered, kept: true, short: true},
}

func TestEveryFaultHasItsOutcome(t *testing.T) {
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, mailtest.Options{})
			r := relay(t, s)
			if f.short {
				r.CommandTimeout, r.AnswerTimeout = time.Second, 150*time.Millisecond
			}
			data := compose(t, sampleLetter())
			if f.long {
				data = append(data, strings.Repeat("a line of the message\r\n", 8<<20/23)...)
			}
			s.Break(f.fault)
			c := &smtpConn{relay: r}
			o := c.Send(t.Context(), parcel(data))
			c.Close()
			if o.Status != f.want || o.Systemic != f.systemic {
				t.Errorf("%v, systemic %v; want %s, %v", o, o.Systemic, f.want, f.systemic)
			}
			if kept := len(s.Messages()) == 1; kept != f.kept {
				t.Errorf("at the relay: %v", s.Messages())
			}
			again := &smtpConn{relay: relay(t, s)}
			defer again.Close()
			s.Mend()
			if o := again.Send(t.Context(), parcel(compose(t, sampleLetter()))); o.Status != Delivered {
				t.Errorf("after it was mended: %v", o)
			}
		})
	}
}

func TestFailingRSETChangesNoEarlierOutcome(t *testing.T) {
	for name, rset := range map[string]mailtest.Fault{
		"drop":    {At: mailtest.Rset, Drop: true},
		"refused": {At: mailtest.Rset, Reply: "554 5.0.0 never"},
		"421":     {At: mailtest.Rset, Reply: "421 4.3.2 bye", Drop: true},
		"garbage": {At: mailtest.Rset, Reply: "?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, mailtest.Options{})
			s.Break(rset, mailtest.Fault{At: mailtest.Rcpt, Reply: "550 5.1.1 no such user", Times: 1})
			c := open(t, relay(t, s))
			if o := c.Send(t.Context(), parcel(compose(t, sampleLetter()))); o.Status != Refused || o.Code != 550 {
				t.Errorf("%v", o)
			}
			if o := c.Send(t.Context(), parcel(compose(t, sampleLetter()))); o.Status != Delivered {
				t.Errorf("the next: %v", o)
			}
		})
	}
}

func TestFailedLoginIsTheRelaysFault(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{User: "u", Password: "p"})
	r := relay(t, s)
	r.password = "other"
	o := (&smtpConn{relay: r}).Send(t.Context(), parcel(compose(t, sampleLetter())))
	if o.Status != Deferred || !o.Systemic || o.Code != 535 || strings.Contains(o.String(), "@") {
		t.Errorf("%+v", o)
	}
	r.user, r.password = "", ""
	o = (&smtpConn{relay: r}).Send(t.Context(), parcel(compose(t, sampleLetter())))
	if o.Status != Deferred || !o.Systemic || o.Code != 530 {
		t.Errorf("without a login: %+v", o)
	}
}
