package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-message"
)

// Compose renders the letter as it goes over the wire: CRLF line ends, no line
// longer than 998 octets, ASCII throughout. It is pure: the same letter gives
// the same bytes, so a message sent again is identical.
//
// With a calendar part the structure is the one that Gmail, Outlook and Apple
// Mail all take for an invitation: the object as the last alternative, and the
// same bytes as an attachment.
//
// A letter that lacks a part, or holds a line break in a header, is an error;
// nothing has been dialled by then.
func Compose(l Letter) ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, fmt.Errorf("compose a message: %w", err)
	}
	// go-message and not go-mail writes the parts: go-mail takes one boundary
	// for all multiparts of a message, or random ones.
	write := l.writeAlternative
	kind := "alternative"
	if l.Calendar != nil {
		write, kind = l.writeMixed, "mixed"
	}
	var out bytes.Buffer
	top := append(l.header(), Header{"Content-Type", l.multipart(kind)})
	w, err := message.CreateWriter(&out, newHeader(top...))
	if err == nil {
		err = write(w)
	}
	if err != nil {
		return nil, fmt.Errorf("compose a message: %w", err)
	}
	return out.Bytes(), nil
}

func (l Letter) header() []Header {
	list := []Header{
		{"Date", l.Date.UTC().Format(time.RFC1123Z)},
		{"From", mailbox(l.FromName, l.From)},
		{"To", mailbox(l.ToName, l.To)},
	}
	if len(l.ReplyTo) > 0 {
		var all []string
		for _, a := range l.ReplyTo {
			all = append(all, string(a))
		}
		list = append(list, Header{"Reply-To", strings.Join(all, ", ")})
	}
	list = append(list,
		Header{"Subject", encodeText(l.Subject)},
		Header{"Message-ID", "<" + l.MessageID + ">"})
	if l.Unsubscribe != "" { // RFC 8058 section 3.1
		list = append(list,
			Header{"List-Unsubscribe", "<" + l.Unsubscribe + ">"},
			Header{"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"})
	}
	if l.AutoSubmitted {
		list = append(list, Header{"Auto-Submitted", "auto-generated"})
	}
	for _, h := range l.Headers {
		list = append(list, Header{h.Name, encodeText(h.Value)})
	}
	return append(list, Header{"MIME-Version", "1.0"})
}

// multipart returns the Content-Type of a multipart of this letter. "=_"
// occurs neither in quoted-printable nor in base64, so no part can hold the
// boundary (RFC 2045 section 6.7).
func (l Letter) multipart(kind string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + l.MessageID))
	return fmt.Sprintf("multipart/%s; boundary=\"=_%s\"", kind, hex.EncodeToString(sum[:16]))
}

func (l Letter) writeMixed(w *message.Writer) error {
	inner, err := w.CreatePart(newHeader(Header{"Content-Type", l.multipart("alternative")}))
	if err != nil {
		return err
	}
	if err := l.writeAlternative(inner); err != nil {
		return err
	}
	if err := writePart(w, l.Calendar.Body,
		Header{"Content-Type", `application/ics; name="invite.ics"`},
		Header{"Content-Disposition", `attachment; filename="invite.ics"`},
		Header{"Content-Transfer-Encoding", "base64"}); err != nil {
		return err
	}
	return w.Close()
}

func (l Letter) writeAlternative(w *message.Writer) error {
	for _, part := range []struct{ kind, text string }{{"text/plain", l.Text}, {"text/html", l.HTML}} {
		text := strings.ReplaceAll(part.text, "\r\n", "\n")
		if err := writePart(w, []byte(text),
			Header{"Content-Type", part.kind + "; charset=utf-8"},
			Header{"Content-Transfer-Encoding", "quoted-printable"}); err != nil {
			return err
		}
	}
	if l.Calendar != nil {
		if err := writePart(w, l.Calendar.Body,
			Header{"Content-Type", "text/calendar; method=" + l.Calendar.Method + "; charset=UTF-8"},
			Header{"Content-Transfer-Encoding", "base64"}); err != nil {
			return err
		}
	}
	return w.Close()
}

func writePart(w *message.Writer, body []byte, header ...Header) error {
	part, err := w.CreatePart(newHeader(header...))
	if err != nil {
		return err
	}
	if _, err := io.Copy(part, bytes.NewReader(body)); err != nil {
		return err
	}
	return part.Close()
}
