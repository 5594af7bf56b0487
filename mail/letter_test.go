package mail

import (
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/program"
)

func TestWhatCannotBeComposedIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Letter){
		"line break in the subject":    func(l *Letter) { l.Subject = "Hello\r\nBcc: eve@example.org" },
		"bare CR in the subject":       func(l *Letter) { l.Subject = "Hello\rBcc: eve@example.org" },
		"line separator":               func(l *Letter) { l.Subject = "Hello\u2028Bcc: eve@example.org" },
		"line break in a name":         func(l *Letter) { l.ToName = "Zoë\nBcc: eve@example.org" },
		"line break in the sender":     func(l *Letter) { l.FromName = "Peers\r\n\r\nbody" },
		"NUL in a name":                func(l *Letter) { l.ToName = "Zo\x00" },
		"not UTF-8":                    func(l *Letter) { l.ToName = "Zo\xeb" },
		"line break in an address":     func(l *Letter) { l.To = "zoe@example.org\r\nBcc: eve@example.org" },
		"two addresses":                func(l *Letter) { l.To = "zoe@example.org, eve@example.org" },
		"no sender":                    func(l *Letter) { l.From = "" },
		"bad reply address":            func(l *Letter) { l.ReplyTo = []program.Address{"<x>@example.org"} },
		"line break in a header":       func(l *Letter) { l.Headers = []Header{{"X-A", "b\r\nBcc: eve@example.org"}} },
		"line break in a header name":  func(l *Letter) { l.Headers = []Header{{"X-A: b\r\nBcc", "eve@example.org"}} },
		"second From":                  func(l *Letter) { l.Headers = []Header{{"fRoM", "eve@example.org"}} },
		"second Content-Type":          func(l *Letter) { l.Headers = []Header{{"content-type", "text/html"}} },
		"header without a name":        func(l *Letter) { l.Headers = []Header{{"", "b"}} },
		"word too long to fold":        func(l *Letter) { l.Subject = strings.Repeat("x", 901) },
		"line break in Message-ID":     func(l *Letter) { l.MessageID = "a@b>\r\nBcc: <eve@example.org" },
		"no Message-ID":                func(l *Letter) { l.MessageID = "" },
		"line break in unsubscription": func(l *Letter) { l.Unsubscribe = "https://example.org/\r\nBcc: eve" },
		"second URL in unsubscription": func(l *Letter) { l.Unsubscribe = "https://example.org/>,<mailto:eve@example.org" },
		"unsubscription by mailto":     func(l *Letter) { l.Unsubscribe = "mailto:eve@example.org" },
		"no subject":                   func(l *Letter) { l.Subject = " " },
		"no text":                      func(l *Letter) { l.Text = "\n" },
		"no HTML":                      func(l *Letter) { l.HTML = "" },
		"NUL in the text":              func(l *Letter) { l.Text = "a\x00b" },
		"no date":                      func(l *Letter) { l.Date = time.Time{} },
		"method of another kind":       func(l *Letter) { l.Calendar = &CalendarPart{"CANCEL", []byte(invite)} },
		"line break in the method":     func(l *Letter) { l.Calendar = &CalendarPart{"REQUEST\r\nX: y", []byte(invite)} },
		"empty calendar":               func(l *Letter) { l.Calendar = &CalendarPart{Method: "REQUEST"} },
	} {
		t.Run(name, func(t *testing.T) {
			l := sampleLetter()
			spoil(&l)
			data, err := Compose(l)
			if err == nil {
				t.Fatalf("composed:\n%s", data)
			}
			if strings.ContainsAny(err.Error(), "\r\n@") && !strings.Contains(err.Error(), "id@example.org") {
				t.Errorf("the error is not one line without addresses: %q", err)
			}
		})
	}
}
