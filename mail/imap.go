package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Inbox is a mailbox on a server (RFC 9051), into which answers come.
type Inbox struct {
	// PollEvery is how often a server is asked for news that cannot tell of it by
	// itself (IDLE, RFC 2177): 1 min.
	PollEvery time.Duration

	// TLSConfig overrides which certificates are trusted, for tests.
	TLSConfig *tls.Config

	host, user, password, folder string
	port                         int
	encrypted                    bool // TLS from the first byte: imaps
	plain                        bool // no TLS at all
}

// ParseIMAP reads imaps://user:password@host:993/INBOX and imap://…:143, which is
// secured by STARTTLS, or by nothing with ?tls=none. The ports and the folder shown
// are the defaults.
func ParseIMAP(raw string) (*Inbox, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "imap" && u.Scheme != "imaps" {
		return nil, errors.New("expected a URL like imaps://user:password@host:993/INBOX; write special characters of the password as %40 or the like")
	}
	b := &Inbox{PollEvery: time.Minute, host: u.Hostname(), port: 143, user: u.User.Username(), folder: strings.TrimPrefix(u.Path, "/"), encrypted: u.Scheme == "imaps"}
	if b.encrypted {
		b.port = 993
	}
	if b.folder == "" {
		b.folder = "INBOX"
	}
	if u.Port() != "" {
		if b.port, err = strconv.Atoi(u.Port()); err != nil || b.port < 1 || b.port > 65535 {
			return nil, fmt.Errorf("found port %q, expected 1 to 65535", u.Port())
		}
	}
	var given bool
	if b.password, given = u.User.Password(); b.user == "" || !given {
		return nil, errors.New("expected a user and a password before the @")
	}
	b.plain = u.RawQuery == "tls=none" && !b.encrypted
	switch {
	case b.host == "" || u.Opaque != "" || u.Fragment != "":
		return nil, fmt.Errorf("expected a host, and a folder behind it, like %s://user:password@mail.example.org/INBOX", u.Scheme)
	case u.RawQuery != "" && !b.plain:
		return nil, errors.New("found options after the ?, expected none but tls=none, with imap://")
	}
	return b, nil
}

// String names the mailbox without user and password.
func (b *Inbox) String() string {
	return net.JoinHostPort(b.host, strconv.Itoa(b.port)) + "/" + b.folder
}

// Host is where the mailbox is.
func (b *Inbox) Host() string { return b.host }

// dialWithin bounds the way to a server and each command.
const dialWithin = 30 * time.Second

// open returns a session that is logged in, with the folder selected. The session
// ends with ctx. news gets a token when the server says that something came.
func (b *Inbox) open(ctx context.Context, readOnly bool, news chan<- struct{}) (*imapclient.Client, error) {
	options := &imapclient.Options{Dialer: &net.Dialer{Timeout: dialWithin}, UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(*imapclient.UnilateralDataMailbox) {
			select {
			case news <- struct{}{}:
			default: // one is waiting
			}
		},
	}}
	options.TLSConfig = &tls.Config{}
	if b.TLSConfig != nil {
		options.TLSConfig = b.TLSConfig.Clone()
	}
	options.TLSConfig.ServerName, options.TLSConfig.MinVersion = b.host, tls.VersionTLS12
	address := net.JoinHostPort(b.host, strconv.Itoa(b.port))
	dial := imapclient.DialStartTLS
	switch {
	case b.encrypted:
		dial = imapclient.DialTLS
	case b.plain:
		dial = imapclient.DialInsecure
	}
	session, err := dial(address, options)
	if err != nil {
		return nil, fmt.Errorf("reach the mailbox: %s; check the host, the port and whether it is imap:// or imaps://", clean(err.Error()))
	}
	context.AfterFunc(ctx, func() { session.Close() })
	if err := session.Login(b.user, b.password).Wait(); err != nil {
		session.Close()
		return nil, fmt.Errorf("log in to the mailbox: %s; check the user and the password", clean(err.Error()))
	}
	if _, err := session.Select(b.folder, &imap.SelectOptions{ReadOnly: readOnly}).Wait(); err != nil {
		session.Close()
		return nil, fmt.Errorf("open the folder %s: %s; name one that exists", b.folder, clean(err.Error()))
	}
	return session, nil
}

// Probe proves that the mailbox can be read. Its error is one line that says what
// to do.
func (b *Inbox) Probe(ctx context.Context) error {
	session, err := b.open(ctx, true, nil)
	if err != nil {
		return err
	}
	defer session.Close()
	return session.Logout().Wait()
}
