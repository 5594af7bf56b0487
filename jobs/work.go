package jobs

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"log/slog"
	"strings"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/web/link"
)

// Work is everything jobs need. It is built once and never changed.
type Work struct {
	Store    *db.Store
	IDs      *program.IDs
	Links    link.Signer
	Secret   []byte // makes Message-IDs and UIDs
	From     program.Address
	FromName string
	Mail     mail.Transport
	// AuthServer is what the server that receives our mail calls itself in
	// Authentication-Results, which count above the first Received; "" trusts none.
	AuthServer string
	Inbox      bool             // answers come out of a mailbox that is read
	Plus       bool             // answers come to addresses that prove whose they are
	Google     *calendar.Google // nil: all invitations go by mail
	SyncEvery  time.Duration    // between two looks at Google calendars; zero: a quarter of an hour
	Log        *slog.Logger
}

// url is where a Link leads. One without an id is no credential: it is the page
// of its purpose as anybody may open it.
func (w *Work) url(l program.Link) string {
	if l.ID == "" {
		return w.Links.BaseURL + "/" + string(l.Purpose)
	}
	return w.Links.URL(bound(l))
}

// bound is what a Link's token is bound to.
func bound(l program.Link) link.Bound {
	return link.Bound{Purpose: string(l.Purpose), ID: string(l.ID), Person: string(l.PersonID), Object: string(l.Object), Revision: l.Revision}
}

// Bound is what a Link's token is bound to.
func Bound(l program.Link) link.Bound { return bound(l) }

// uid is the iCalendar UID of a Series: the same for the same Series, and
// nobody can guess it.
func (w *Work) uid(series program.ID) string {
	h := hmac.New(sha256.New, w.Secret)
	h.Write([]byte("uid\x00" + string(series)))
	sum := base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:20])
	return strings.ToLower(sum) + "@" + w.From.Domain()
}
