package mail

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/emersion/go-message"

	"github.com/peerpost/peerpost/program"
)

// softLine is where header lines are folded: RFC 2047 section 2 allows 76
// octets to a line with an encoded word.
const softLine = 76

// newHeader returns a header of these fields in this order. Values must have
// been made of encodeText, mailbox or ASCII tokens.
func newHeader(list ...Header) message.Header {
	var h message.Header
	for i := len(list) - 1; i >= 0; i-- { // go-message adds at the top
		h.AddRaw([]byte(field(list[i].Name, list[i].Value)))
	}
	return h
}

// field writes one header field, folded between words (RFC 5322 section
// 2.2.3) and ended by CRLF.
func field(name, value string) string {
	var b strings.Builder
	b.WriteString(name + ":")
	length := len(name) + 1
	for i, word := range strings.Fields(value) {
		if i > 0 && length+1+len(word) > softLine {
			b.WriteString("\r\n")
			length = 0
		}
		b.WriteString(" " + word)
		length += 1 + len(word)
	}
	b.WriteString("\r\n")
	return b.String()
}

// mailbox returns an address with its name before it, as From and To show it.
func mailbox(name string, a program.Address) string {
	name = displayName(name)
	switch {
	case name == "":
		return string(a)
	case plain(name):
		return `"` + name + `" <` + string(a) + `>`
	}
	return encodeText(name) + " <" + string(a) + ">"
}

// displayName makes a person's name harmless in a header: mail clients turn
// what looks like an address or a site into a link, even in a name, and
// direction marks make one address look like another.
func displayName(name string) string {
	name = strings.NewReplacer("://", " ", "@", " at ", "＠", " at ", `"`, "'", `\`, " ", "<", " ", ">", " ").Replace(name)
	var b strings.Builder
	afterDot := false
	for _, r := range name {
		if unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' || unicode.IsControl(r) && r != '\t' {
			continue
		}
		if afterDot && !unicode.IsSpace(r) {
			b.WriteByte(' ')
		}
		afterDot = strings.ContainsRune(".．。｡․", r)
		b.WriteRune(r)
	}
	words := strings.Fields(b.String())
	runes := []rune(strings.Join(words, " "))
	if len(runes) > 64 {
		runes = runes[:64]
	}
	return strings.TrimSpace(string(runes))
}

// plain reports whether s may stand in a header as it is.
func plain(s string) bool {
	for _, r := range s {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return !strings.Contains(s, "=?") // would be read as an encoded word
}

// encodeText returns s as it may stand in a header field: as it is, or as
// encoded words (RFC 2047 section 4.2) short enough to be folded between.
func encodeText(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if plain(s) {
		return s
	}
	const most = 50 // of the 75 octets of a word, so that one fits behind any field name
	var words []string
	var word strings.Builder
	for _, r := range s {
		q := encodeRune(r)
		if word.Len()+len(q) > most {
			words = append(words, word.String())
			word.Reset()
		}
		word.WriteString(q)
	}
	words = append(words, word.String())
	return "=?utf-8?q?" + strings.Join(words, "?= =?utf-8?q?") + "?="
}

// encodeRune keeps only what RFC 2047 section 5(3) allows in a phrase.
func encodeRune(r rune) string {
	switch {
	case r == ' ':
		return "_"
	case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', strings.ContainsRune("!*+-/", r):
		return string(r)
	}
	var b strings.Builder
	for _, c := range []byte(string(r)) {
		fmt.Fprintf(&b, "=%02X", c)
	}
	return b.String()
}
