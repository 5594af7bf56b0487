package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"

	"github.com/emersion/go-message"
	gomessage "github.com/emersion/go-message/mail"
	"github.com/emersion/go-msgauth/authres"

	"github.com/peerpost/peerpost/program"
)

// IncomingKind says what a message that came in is.
type IncomingKind string

// The kinds. Only the first is answered by anything.
const (
	CalendarMail  IncomingKind = "calendar"   // an answer to an invitation
	BounceMail    IncomingKind = "bounce"     // a delivery status notification (RFC 3464)
	AutomaticMail IncomingKind = "auto-reply" // written by a machine (RFC 3834)
	OtherMail     IncomingKind = "other"
)

// Incoming is a message that came in, as far as a machine reads it.
type Incoming struct {
	Kind      IncomingKind
	MessageID string          // without angle brackets; "" for none
	From      program.Address // "" where there is not exactly one, in one field
	To        []program.Address
	Calendar  []byte // the iCalendar object, decoded
	Method    string // of its MIME part; "" for none

	results []string // Authentication-Results above the first Received, in order
}

// The bounds of a message that came in.
const (
	largestIncoming = 10 << 20
	largestPart     = 1 << 20 // of a calendar; its reader takes less
	mostAddresses   = 100
)

// ReadIncoming reads one message (RFC 5322) with its MIME parts. It takes bounded
// memory whatever comes: messages over 10 MB, of too many parts or nested too deep
// are errors, each one line; so are those that readers take differently, because a
// part says twice what it is. What a calendar part says is not looked at.
func ReadIncoming(r io.Reader) (in Incoming, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			in, err = Incoming{}, errors.New("read message: found something that is no message")
		}
	}()
	raw, err := io.ReadAll(io.LimitReader(r, largestIncoming+1))
	if err != nil {
		return Incoming{}, fmt.Errorf("read message: %w", err)
	}
	if len(raw) > largestIncoming {
		return Incoming{}, fmt.Errorf("read message: found more than %d bytes, expected no more", largestIncoming)
	}
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return Incoming{}, fmt.Errorf("read message: %s", clean(err.Error()))
	}
	in.readHeader(gomessage.Header{Header: entity.Header})
	if err := in.readParts(entity); err != nil {
		return Incoming{}, fmt.Errorf("read message: %s", clean(err.Error()))
	}
	return in, nil
}

func (in *Incoming) readHeader(h gomessage.Header) {
	in.Kind = OtherMail
	if occurs(h.Header, "Message-ID") == 1 {
		in.MessageID, _ = h.MessageID()
	}
	if from, err := h.AddressList("From"); err == nil && len(from) == 1 && occurs(h.Header, "From") == 1 {
		in.From, _ = program.ParseAddress(from[0].Address)
	}
	for _, name := range []string{"Delivered-To", "X-Original-To", "To", "Cc"} {
		list, _ := h.AddressList(name)
		for _, a := range list {
			if parsed, err := program.ParseAddress(a.Address); err == nil && len(in.To) < mostAddresses {
				in.To = append(in.To, parsed)
			}
		}
	}
	in.results = resultsOf(h)
	kind, params, _ := h.ContentType()
	switch {
	case strings.EqualFold(kind, "multipart/report") && strings.EqualFold(params["report-type"], "delivery-status"):
		in.Kind = BounceMail
	case automatic(h):
		in.Kind = AutomaticMail
	}
}

// occurs is how often a header has a field. RFC 5322 section 3.6 lets From and most
// others be there once: of two, a server may have vouched for the other.
func occurs(h message.Header, name string) (n int) {
	for fields := h.FieldsByKey(name); fields.Next(); {
		n++
	}
	return n
}

// automatic reports whether a machine wrote the message, and no calendar of a person:
// to answer it would be answered for ever (RFC 3834 section 2).
func automatic(h gomessage.Header) bool {
	auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted")))
	precedence := strings.ToLower(strings.TrimSpace(h.Get("Precedence")))
	return auto != "" && !strings.HasPrefix(auto, "no") || precedence == "bulk" || precedence == "junk" || precedence == "auto_reply" ||
		h.Has("X-Autoreply") || h.Has("X-Autorespond") || strings.TrimSpace(h.Get("Return-Path")) == "<>"
}

// readParts finds the calendar: a text/calendar part, or else an attachment that is
// one by its type or its name. Calendars answer by themselves, so a message that
// has one is an answer also where it says that a machine wrote it.
func (in *Incoming) readParts(entity *message.Entity) error {
	count, attached := 0, []byte(nil)
	err := entity.Walk(func(path []int, part *message.Entity, err error) error {
		if count++; count > mostParts || len(path) > deepest {
			return errTooManyParts
		}
		if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			return err
		}
		for _, name := range []string{"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"} {
			if occurs(part.Header, name) > 1 {
				return errSaidTwice
			}
		}
		kind, params, _ := part.Header.ContentType()
		inline := strings.EqualFold(kind, "text/calendar")
		if in.Calendar != nil || !inline && (attached != nil || !named(part.Header, kind, params)) {
			return nil
		}
		body, err := io.ReadAll(io.LimitReader(part.Body, largestPart))
		if err != nil {
			return nil // broken base64: the attachment may be whole
		}
		if inline {
			in.Calendar, in.Method = body, params["method"]
		} else {
			attached = body
		}
		return nil
	})
	if in.Calendar == nil {
		in.Calendar = attached
	}
	if in.Calendar != nil && in.Kind != BounceMail {
		in.Kind = CalendarMail
	}
	if errors.Is(err, errTooManyParts) || errors.Is(err, errSaidTwice) {
		return err
	}
	return nil // what was cut off is not missed
}

var (
	errTooManyParts = errors.New("found too many parts, or parts nested too deep")
	errSaidTwice    = errors.New("found a part that says twice what it is, expected once")
)

// named reports whether a part is a calendar by its type or its file's name.
func named(h message.Header, kind string, params map[string]string) bool {
	_, disposition, _ := h.ContentDisposition()
	decoder := mime.WordDecoder{}
	for _, name := range []string{params["name"], disposition["filename"]} {
		if plain, err := decoder.DecodeHeader(name); err == nil && strings.HasSuffix(strings.ToLower(plain), ".ics") {
			return true
		}
	}
	return strings.EqualFold(kind, "application/ics")
}

// resultsOf are the Authentication-Results above the first Received. Each server
// that takes a message puts its Received on top of what came with it, so that only
// what stands above all of them is surely of our own; where nothing was received,
// nothing is. Below its own Received a server's results look like those that the
// sender wrote in its name (RFC 8601 sections 5 and 7.1).
func resultsOf(h gomessage.Header) []string {
	var results []string
	for fields := h.Fields(); fields.Next(); {
		switch strings.ToLower(fields.Key()) {
		case "received":
			return results
		case "authentication-results":
			results = append(results, fields.Value())
		}
	}
	return nil
}

// Authentic reports whether our own server, which calls itself server in its
// Authentication-Results, vouches for From: by DMARC, or by a DKIM signature or an
// SPF pass of From's own domain. Only results above the first Received count, and
// nothing that they quote from the message or remark in brackets.
func (in Incoming) Authentic(server string) bool {
	if server == "" || in.From == "" {
		return false
	}
	domain := in.From.Domain()
	for _, text := range in.results {
		identifier, results, err := authres.Parse(said(text))
		if err != nil || !strings.EqualFold(identifier, server) {
			continue
		}
		for _, result := range results {
			switch r := result.(type) {
			case *authres.DMARCResult:
				if r.Value == authres.ResultPass && aligned(r.From, domain) {
					return true
				}
			case *authres.DKIMResult:
				if r.Value == authres.ResultPass && aligned(r.Domain, domain) {
					return true
				}
			case *authres.SPFResult:
				if r.Value == authres.ResultPass && aligned(r.From, domain) {
					return true
				}
			}
		}
		return false // the newest of ours decides
	}
	return false
}

// aligned reports whether a domain, or that of an address, is From's: exactly, as
// DMARC's strict mode has it (RFC 7489 section 3.1), which needs no list of public
// suffixes.
func aligned(name, domain string) bool {
	return strings.EqualFold(name[strings.LastIndexByte(name, '@')+1:], domain)
}

// said is what a server says by itself in a field: without comments, and with an x
// for what it quotes, which may be anything that a sender wrote (RFC 5322 section
// 3.2). It is "" where one of them does not end.
func said(field string) string {
	var out strings.Builder
	depth, quoted, escaped := 0, false, false
	for _, r := range field {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && (quoted || depth > 0):
			escaped = true
		case r == '"' && depth == 0:
			if quoted = !quoted; quoted {
				out.WriteByte('x')
			}
		case quoted:
		case r == '(':
			depth++
			out.WriteByte(' ')
		case r == ')' && depth > 0:
			depth--
		case depth == 0:
			out.WriteRune(r)
		}
	}
	if quoted || depth > 0 {
		return ""
	}
	return out.String()
}
