package mail

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/peerpost/peerpost/program"
)

// Letter is one email to one recipient, before it is bytes.
type Letter struct {
	From          program.Address
	FromName      string
	To            program.Address
	ToName        string
	ReplyTo       []program.Address // none: answers go to From
	Subject       string            // one line
	Text          string            // lines end with \n
	HTML          string
	Date          time.Time
	MessageID     string // as MessageID gives it, without angle brackets
	Unsubscribe   string // URL of the one-click unsubscription (RFC 8058), or ""
	AutoSubmitted bool   // nobody wrote it by hand (RFC 3834 section 5)
	Calendar      *CalendarPart
	Headers       []Header // further header fields, in this order
}

// CalendarPart is an iCalendar object to be understood by the recipient's
// calendar. Method equals the METHOD of Body (RFC 6047 section 2.4).
type CalendarPart struct {
	Method string // REQUEST, CANCEL
	Body   []byte
}

// Header is one header field. Values outside ASCII are encoded (RFC 2047).
type Header struct{ Name, Value string }

// longestWord keeps every line of a header below the 998 octets of RFC 5322
// section 2.1.1, because fields are folded only between words.
const longestWord = 900

// check returns what makes the letter impossible to compose. It names the
// field and never quotes it: errors are logged, addresses and bodies are not.
func (l Letter) check() error {
	for _, a := range append([]program.Address{l.From, l.To}, l.ReplyTo...) {
		if _, err := program.ParseAddress(string(a)); err != nil {
			return errors.New("one of From, To and Reply-To is not an email address")
		}
	}
	lines := []Header{{"Subject", l.Subject}, {"name of From", l.FromName}, {"name of To", l.ToName}}
	for _, h := range append(lines, l.Headers...) {
		if err := checkLine(h.Value); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
	for _, h := range l.Headers {
		if err := checkName(h.Name); err != nil {
			return err
		}
	}
	switch {
	case strings.TrimSpace(l.Subject) == "":
		return errors.New("the subject is empty")
	case l.Date.IsZero():
		return errors.New("the date is missing")
	case !validMessageID(l.MessageID):
		return errors.New("the Message-ID is not like id@example.org")
	}
	if err := checkBody(l.Text); err != nil {
		return fmt.Errorf("the text %w", err)
	}
	if err := checkBody(l.HTML); err != nil {
		return fmt.Errorf("the HTML %w", err)
	}
	if err := checkUnsubscribe(l.Unsubscribe); err != nil {
		return err
	}
	return l.Calendar.check()
}

func checkLine(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("found bytes that are not UTF-8")
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\t' || r == '\u2028' || r == '\u2029' {
			return errors.New("found a line break or control character, expected one line")
		}
	}
	for word := range strings.FieldsSeq(s) {
		if len(word) > longestWord {
			return fmt.Errorf("found a word of %d bytes, expected at most %d", len(word), longestWord)
		}
	}
	return nil
}

// own are the fields that Compose and the relay write.
var own = []string{"From", "To", "Cc", "Bcc", "Sender", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version",
	"List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "DKIM-Signature", "Received", "Return-Path"}

func checkName(name string) error {
	for _, r := range name {
		if r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return errors.New("the name of a further header field has other than letters, digits and hyphens")
		}
	}
	if name == "" || strings.HasPrefix(strings.ToLower(name), "content-") {
		return fmt.Errorf("%q is not a further header field", name)
	}
	for _, o := range own {
		if strings.EqualFold(o, name) {
			return fmt.Errorf("%s has a field of its own in a Letter", o)
		}
	}
	return nil
}

func checkBody(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return errors.New("is empty")
	case !utf8.ValidString(s):
		return errors.New("is not UTF-8")
	case strings.ContainsRune(s, 0):
		return errors.New("has a NUL")
	}
	return nil
}

func checkUnsubscribe(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(s) > longestWord ||
		strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("<>,\"", r) }) {
		return errors.New("the unsubscription is not a URL like https://example.org/u/token")
	}
	return nil
}

func (c *CalendarPart) check() error {
	if c == nil {
		return nil
	}
	lines := bytes.Split(bytes.ReplaceAll(c.Body, []byte("\r\n"), []byte("\n")), []byte("\n"))
	if c.Method == "" || strings.Trim(c.Method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return errors.New("the calendar's method is not upper-case letters like REQUEST")
	}
	for _, line := range lines {
		if string(line) == "METHOD:"+c.Method {
			return nil
		}
	}
	return errors.New("the calendar's METHOD is not the method of its part")
}
