package mail

import (
	"bytes"
	"encoding/base64"
	"flag"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/program"
)

var update = flag.Bool("update", false, "write the golden files anew")

const invite = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:u1@example.org\r\n" +
	"SUMMARY:Gespräch mit Zoë\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func sampleLetter() Letter {
	return Letter{
		From:          "peers@example.org",
		FromName:      "Engineering peer mentoring",
		To:            "zoe@example.org",
		ToName:        "Zoë Kravitz",
		ReplyTo:       []program.Address{"ada@example.org", "grace@example.org"},
		Subject:       "You meet Ada Łukasiewicz on Thursday — every two weeks, 09:00 to 09:45 in Berlin",
		Text:          "Hello Zoë,\n\n.a line that begins with a dot\nFrom here on: https://example.org/r/abc?x=1\n",
		HTML:          "<p>Hello Zoë,</p>\n<p><a href=\"https://example.org/r/abc?x=1\">Answer</a></p>\n",
		Date:          time.Date(2027, 1, 25, 9, 0, 0, 0, time.FixedZone("", 3600)),
		MessageID:     MessageID([]byte("secret"), "0123456789abcdefghijklmnop", 1, "example.org"),
		Unsubscribe:   "https://example.org/unsubscribe/token",
		AutoSubmitted: true,
		Headers:       []Header{{"X-Program", "eng-peers"}},
	}
}

func sampleInvitation() Letter {
	l := sampleLetter()
	l.Calendar = &CalendarPart{Method: "REQUEST", Body: []byte(invite)}
	return l
}

func compose(t *testing.T, l Letter) []byte {
	t.Helper()
	data, err := Compose(l)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestComposedBytesAreTheGoldenOnes(t *testing.T) {
	for name, letter := range map[string]Letter{"letter.eml": sampleLetter(), "invitation.eml": sampleInvitation()} {
		got := compose(t, letter)
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

func TestSameLetterGivesSameBytes(t *testing.T) {
	first := compose(t, sampleInvitation())
	for range 20 {
		again := sampleInvitation()
		again.Date = again.Date.UTC() // the same instant
		if !bytes.Equal(first, compose(t, again)) {
			t.Fatal("the bytes differ")
		}
	}
}

func TestWireFormIsASCIILinesOfAtMost998Octets(t *testing.T) {
	l := sampleInvitation()
	l.Subject = strings.Repeat("sehr lang und völlig überflüssig ", 60)
	l.ToName = strings.Repeat("Ü", 300)
	l.Headers = append(l.Headers, Header{"X-Long", strings.Repeat("a", longestWord) + " " + strings.Repeat("b", longestWord)})
	l.Text = strings.Repeat("ä", 5000) + "\rbare\r\n" + strings.Repeat("x", 5000)
	l.Unsubscribe = "https://example.org/" + strings.Repeat("t", 800)
	for i, line := range strings.SplitAfter(string(compose(t, l)), "\r\n") {
		if len(line) > 1000 {
			t.Errorf("line %d has %d octets", i, len(line))
		}
		bare := strings.TrimSuffix(line, "\r\n")
		if strings.ContainsFunc(bare, func(r rune) bool { return r > '~' || r < ' ' && r != '\t' }) {
			t.Errorf("line %d is not ASCII text: %q", i, bare)
		}
		if strings.Contains(bare, "=?utf-8?") && len(bare) > 76 {
			t.Errorf("line %d has an encoded word and %d octets", i, len(bare))
		}
	}
}

// part is a leaf of a message as the standard library reads it.
type part struct{ Kind, Params, Disposition, Body string }

func leaves(t *testing.T, contentType, encoding, disposition string, body io.Reader) (structure string, all []part) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		switch encoding {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		return kind, []part{{kind, params["charset"] + " " + params["method"] + params["name"], disposition, string(text)}}
	}
	structure = kind + "{"
	r := multipart.NewReader(body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return structure + " }", all
		}
		if err != nil {
			t.Fatal(err)
		}
		inner, parts := leaves(t, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition"), p)
		structure += " " + inner
		all = append(all, parts...)
	}
}

func TestInvitationHasTheObjectAsLastAlternativeAndAsAttachment(t *testing.T) {
	l := sampleInvitation()
	m, err := netmail.ReadMessage(bytes.NewReader(compose(t, l)))
	if err != nil {
		t.Fatal(err)
	}
	structure, got := leaves(t, m.Header.Get("Content-Type"), "", "", m.Body)
	if want := "multipart/mixed{ multipart/alternative{ text/plain text/html text/calendar } application/ics }"; structure != want {
		t.Errorf("structure %s, want %s", structure, want)
	}
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	want := []part{
		{"text/plain", "utf-8 ", "", crlf(l.Text)},
		{"text/html", "utf-8 ", "", crlf(l.HTML)},
		{"text/calendar", "UTF-8 REQUEST", "", invite},
		{"application/ics", " invite.ics", `attachment; filename="invite.ics"`, invite},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestHeaderReadsBackAsItWasGiven(t *testing.T) {
	l := sampleLetter()
	m, err := netmail.ReadMessage(bytes.NewReader(compose(t, l)))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != l.Subject {
		t.Errorf("subject %q (%v), want %q", subject, err, l.Subject)
	}
	to, err := m.Header.AddressList("To")
	if diff := cmp.Diff([]*netmail.Address{{Name: l.ToName, Address: string(l.To)}}, to); err != nil || diff != "" {
		t.Errorf("To: %v -want +got\n%s", err, diff)
	}
	if date, err := m.Header.Date(); err != nil || !date.Equal(l.Date) {
		t.Errorf("date %v (%v), want %v", date, err, l.Date)
	}
	for name, want := range map[string]string{
		"Message-Id":            "<" + l.MessageID + ">",
		"Reply-To":              "ada@example.org, grace@example.org",
		"List-Unsubscribe":      "<https://example.org/unsubscribe/token>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Auto-Submitted":        "auto-generated",
		"X-Program":             "eng-peers",
		"Precedence":            "",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
