package main

import (
	"bytes"
	"context"
	netmail "net/mail"

	"github.com/peerpost/peerpost/mail"
)

// signing puts a DKIM signature on whatever leaves through a Transport. The
// signature bears the message's own date, so that a message sent again is
// identical.
type signing struct {
	mail.Transport
	dkim *mail.DKIM
}

// Open implements mail.Transport.
func (s signing) Open(ctx context.Context) (mail.Conn, error) {
	conn, err := s.Transport.Open(ctx)
	if err != nil {
		return nil, err
	}
	return signingConn{conn, s.dkim}, nil
}

type signingConn struct {
	mail.Conn
	dkim *mail.DKIM
}

// Send implements mail.Conn.
func (c signingConn) Send(ctx context.Context, p mail.Parcel) mail.Outcome {
	signed, err := c.sign(p.Data)
	if err != nil {
		return mail.Outcome{Status: mail.Deferred, Systemic: true, At: "the DKIM signature", Text: err.Error()}
	}
	p.Data = signed
	return c.Conn.Send(ctx, p)
}

func (c signingConn) sign(data []byte) ([]byte, error) {
	message, err := netmail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	date, err := message.Header.Date()
	if err != nil {
		return nil, err
	}
	return c.dkim.Sign(data, date)
}
