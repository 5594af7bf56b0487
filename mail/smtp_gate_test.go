package mail

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/peerpost/peerpost/mail/mailtest"
)

func TestGateThatSaysNoWithholdsTheMessage(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	c := open(t, relay(t, s))
	no := errors.New("the draft is not approved")
	p := parcel(compose(t, sampleLetter()))
	p.BeforeData = func() error {
		if !slices.Contains(s.Commands(), "RCPT") || slices.Contains(s.Commands(), "DATA") {
			t.Errorf("asked after %v", s.Commands())
		}
		return no
	}
	if o := c.Send(t.Context(), p); o.Status != Withheld || !errors.Is(o.Err, no) {
		t.Fatal(o)
	}
	if slices.Contains(s.Commands(), "DATA") || len(s.Messages()) > 0 {
		t.Error("it left")
	}
	if o := c.Send(t.Context(), parcel(compose(t, sampleLetter()))); o.Status != Delivered || s.Connections() != 1 {
		t.Errorf("the next: %v, over %d connections", o, s.Connections())
	}
}

func TestRenderedBeforeDialALetterThatFailsOpensNoConnection(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	l := sampleLetter()
	l.Subject = "Hello\r\nBcc: eve@example.org"
	send := func() (Outcome, error) { // the order every worker keeps
		data, err := Compose(l)
		if err != nil {
			return Outcome{}, err
		}
		c, err := relay(t, s).Open(t.Context())
		if err != nil {
			return Outcome{}, err
		}
		defer c.Close()
		return c.Send(t.Context(), parcel(data)), nil
	}
	if o, err := send(); err == nil {
		t.Fatal(o)
	}
	if s.Connections() > 0 {
		t.Errorf("%d connections", s.Connections())
	}
}

func TestEndOfTheContextBeforeTheDotDefers(t *testing.T) {
	for _, at := range []mailtest.Step{mailtest.Mail, mailtest.Rcpt, mailtest.Data} {
		t.Run(string(at), func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, mailtest.Options{})
			c := open(t, relay(t, s))
			s.Break(mailtest.Fault{At: at, Delay: time.Hour, Times: 1})
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if o := c.Send(ctx, parcel(compose(t, sampleLetter()))); o.Status != Deferred || len(s.Messages()) > 0 {
				t.Errorf("%v, %d messages", o, len(s.Messages()))
			}
			if o := c.Send(t.Context(), parcel(compose(t, sampleLetter()))); o.Status != Delivered {
				t.Errorf("the next: %v", o)
			}
		})
	}
}

// endAfterTheDot returns a context that ends when the relay has the message.
func endAfterTheDot(t *testing.T, s *mailtest.Server) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		for len(s.Messages()) == 0 && t.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
	}()
	return ctx
}

func TestEndOfTheContextAfterTheDotStillHearsTheAnswer(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	c := open(t, relay(t, s))
	s.Break(mailtest.Fault{At: mailtest.Dot, Delay: 300 * time.Millisecond, Times: 1})
	if o := c.Send(endAfterTheDot(t, s), parcel(compose(t, sampleLetter()))); o.Status != Delivered {
		t.Fatal(o)
	}
}

func TestEndOfTheContextAfterTheDotHurries(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	r := relay(t, s)
	r.CommandTimeout, r.AnswerTimeout = time.Second, time.Hour
	c := open(t, r)
	s.Break(mailtest.Fault{At: mailtest.Dot, Delay: 2 * time.Hour})
	if o := c.Send(endAfterTheDot(t, s), parcel(compose(t, sampleLetter()))); o.Status != Unknown {
		t.Fatal(o)
	}
}

func TestOpenIsInterruptedByTheContext(t *testing.T) {
	for _, at := range []mailtest.Step{mailtest.Banner, mailtest.EHLO} {
		s := mailtest.Start(t, mailtest.Options{})
		s.Break(mailtest.Fault{At: at, Delay: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := relay(t, s).Open(ctx); !errors.Is(ctx.Err(), context.DeadlineExceeded) || err == nil {
			t.Errorf("at %s: %v", at, err)
		}
	}
}

func TestRelayThatIsGoneDefersAsSystemic(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{})
	r := relay(t, s)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := open(t, r).(*smtpConn)
	c.relay.port = listener.Addr().(*net.TCPAddr).Port
	listener.Close() // nobody listens there now
	c.drop()
	o := c.Send(t.Context(), parcel(compose(t, sampleLetter())))
	if o.Status != Deferred || !o.Systemic || o.At != atDial {
		t.Errorf("%+v", o)
	}
}
