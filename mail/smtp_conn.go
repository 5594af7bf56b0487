package mail

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// smtpConn is a kept connection to a relay. It is dropped on any doubt about
// it, and dialled again by the next Send.
//
// go-mail's Send is not used: it can fail after the relay has accepted, and a
// message that fails to render midway leaves truncated. Here the bytes are
// complete before anything is dialled, and every step is judged on its own.
type smtpConn struct {
	relay  *SMTP
	client *smtp.Client // nil: not connected
	socket net.Conn
}

var errStray = errors.New("the relay spoke out of turn")

func (c *smtpConn) connect(ctx context.Context) (err error) {
	c.client, c.socket, err = c.relay.dial(ctx)
	return err
}

// Send implements Conn. Cancelling ctx gives up until the final dot is
// written; after that the answer is waited for, at most CommandTimeout longer.
func (c *smtpConn) Send(ctx context.Context, p Parcel) Outcome {
	o := c.send(ctx, p)
	if ctx.Err() != nil {
		c.drop() // the end of ctx may be about to touch the socket's deadline
	}
	return o
}

func (c *smtpConn) send(ctx context.Context, p Parcel) Outcome {
	if err := p.check(); err != nil {
		return Outcome{Status: Refused, At: "the envelope", Text: err.Error()}
	}
	if at, err := c.mail(ctx, p); err != nil {
		return c.fail(at, err)
	}
	release := c.watch(ctx)
	defer release()
	if err := c.command(ctx, func() error { return c.client.Rcpt("<" + string(p.To) + ">") }); err != nil {
		return c.fail(atRcpt, err)
	}
	if p.BeforeData != nil {
		if err := p.BeforeData(); err != nil {
			c.reset()
			return Outcome{Status: Withheld, At: atData, Err: err}
		}
	}
	var body io.WriteCloser
	err := c.command(ctx, func() (err error) {
		body, err = c.client.Data()
		return err
	})
	if err != nil {
		return c.fail(atData, err)
	}
	if err := c.write(ctx, body, p.Data); err != nil {
		return c.fail(atBody, err)
	}
	if !release() { // ctx ended: the relay throws away what has no dot
		return c.fail(atBody, context.Cause(ctx))
	}
	return c.dot(ctx, body)
}

// mail connects where necessary and begins a transaction. A kept connection
// that the relay has closed meanwhile is dialled once more: nothing of the
// message was said on it.
func (c *smtpConn) mail(ctx context.Context, p Parcel) (at string, err error) {
	begin := func() error {
		defer c.watch(ctx)()
		return c.command(ctx, func() error { return c.client.Mail("<" + string(p.From) + ">") })
	}
	if c.client != nil {
		err := begin()
		if code := replyCode(err); err == nil || code != 0 && code != 421 || ctx.Err() != nil {
			return atMail, err
		}
		c.drop()
	}
	if err := c.connect(ctx); err != nil {
		return atDial, err
	}
	return atMail, begin()
}

// command runs one command under its deadline. An answer that waits before the
// question is doubt: it would be taken for the answer.
func (c *smtpConn) command(ctx context.Context, run func() error) error {
	if err := c.deadline(ctx); err != nil {
		return err
	}
	if c.client.Text.R.Buffered() > 0 {
		return errStray
	}
	return run()
}

// write hands over all of the message but the dot that ends it.
func (c *smtpConn) write(ctx context.Context, body io.Writer, data []byte) error {
	const chunk = 32 << 10
	for len(data) > 0 {
		if err := c.deadline(ctx); err != nil {
			return err
		}
		n := min(chunk, len(data))
		if _, err := body.Write(data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	if err := c.client.Text.W.Flush(); err != nil {
		return err
	}
	if c.client.Text.R.Buffered() > 0 {
		return errStray
	}
	return nil
}

// dot ends the message. From here on it may have left.
func (c *smtpConn) dot(ctx context.Context, body io.WriteCloser) Outcome {
	socket, rush := c.socket, min(c.relay.CommandTimeout, c.relay.AnswerTimeout)
	socket.SetDeadline(time.Now().Add(c.relay.AnswerTimeout))
	hurry := context.AfterFunc(ctx, func() { socket.SetDeadline(time.Now().Add(rush)) })
	defer hurry()
	if err := body.Close(); err != nil {
		return c.fail(atDot, err)
	}
	o := judge(atDot, nil)
	if answer, ok := body.(*smtp.DataCloser); ok {
		o.Text = clean(answer.ServerResponse())
	}
	return o
}

// deadline gives the next step its time, unless ctx has ended.
func (c *smtpConn) deadline(ctx context.Context) error {
	if err := c.socket.SetDeadline(time.Now().Add(c.relay.CommandTimeout)); err != nil {
		return err
	}
	return ctx.Err() // after the deadline, or watch's could be overwritten
}

// watch interrupts the socket when ctx ends. The function it returns stops
// that, and reports whether it stopped it in time.
func (c *smtpConn) watch(ctx context.Context) (release func() bool) {
	socket := c.socket
	return context.AfterFunc(ctx, func() { socket.SetDeadline(time.Unix(1, 0)) })
}

// fail judges the end of a step, and brings the connection back to where a
// transaction can begin, or drops it.
func (c *smtpConn) fail(at string, err error) Outcome {
	o := judge(at, err)
	switch {
	case o.Code == 0 || o.Code == 421:
		c.drop()
	case at == atMail || at == atRcpt || at == atData:
		c.reset()
	}
	return o
}

func (c *smtpConn) reset() {
	if err := c.command(context.Background(), c.client.Reset); err != nil {
		c.drop()
	}
}

// drop closes the connection without a word. The relay throws away a
// transaction that has not ended (RFC 5321 section 4.1.1.4).
func (c *smtpConn) drop() {
	if c.client != nil {
		c.socket.Close()
	}
	c.client, c.socket = nil, nil
}

// Close implements Conn.
func (c *smtpConn) Close() {
	if c.client == nil {
		return
	}
	c.socket.SetDeadline(time.Now().Add(min(c.relay.CommandTimeout, 5*time.Second)))
	c.client.Quit() // what it answers changes nothing
	c.drop()
}

// Probe implements Transport: connect, EHLO, TLS, AUTH, NOOP, QUIT.
func (s *SMTP) Probe(ctx context.Context) error {
	c := &smtpConn{relay: s}
	if err := c.connect(ctx); err != nil {
		return s.explain(err)
	}
	defer c.Close()
	defer c.watch(ctx)()
	if err := c.command(ctx, c.client.Noop); err != nil {
		return s.explain(err)
	}
	return nil
}
