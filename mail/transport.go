package mail

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// Transport carries composed messages. SMTP and Maildir are the two.
type Transport interface {
	// Open makes a Conn ready to send. An error means that nothing can leave
	// at present; it is one line and holds no address.
	Open(ctx context.Context) (Conn, error)

	// Probe proves that Open would work, without sending. Its error is one
	// line that says what to do.
	Probe(ctx context.Context) error
}

// Conn is a kept way out for one worker. It is not safe for concurrent use.
type Conn interface {
	// Send tries to send one message once and says what is known of it. A Conn
	// stays usable after every Outcome.
	Send(ctx context.Context, p Parcel) Outcome

	// Close ends the connection. It cannot change an earlier Outcome.
	Close()
}

// Parcel is a composed message in its envelope.
type Parcel struct {
	From program.Address // where bounces go; "" is the null sender <>
	To   program.Address // one: a refused recipient must not stop another
	Data []byte          // as Compose gives it

	// Attempts is how often it was put off before, because of itself.
	Attempts int

	// BeforeData, where set, is the last gate: it is asked after the recipient
	// was accepted and right before DATA. Its error withholds the message.
	BeforeData func() error
}

func (p Parcel) check() error {
	if _, err := program.ParseAddress(string(p.To)); err != nil {
		return errors.New("the recipient is not one email address")
	}
	if _, err := program.ParseAddress(string(p.From)); err != nil && p.From != "" {
		return errors.New("the sender is not one email address")
	}
	if len(p.Data) == 0 {
		return errors.New("the message is empty")
	}
	return nil
}

// ParseURL returns the transport that a setting names: smtp://, smtps:// (see
// ParseSMTP) or maildir:DIRECTORY. Errors do not hold the URL, which may hold
// a password.
func ParseURL(raw string) (Transport, error) {
	scheme, rest, _ := strings.Cut(raw, ":")
	switch strings.ToLower(scheme) {
	case "smtp", "smtps":
		return ParseSMTP(raw)
	case "maildir":
		dir := strings.TrimPrefix(rest, "//")
		if dir == "" {
			return nil, errors.New("maildir: expected a directory, like maildir:/var/lib/peerpost/mail")
		}
		return &Maildir{Dir: dir}, nil
	}
	return nil, fmt.Errorf("expected smtp://, smtps:// or maildir: at the start")
}
