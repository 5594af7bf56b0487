package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordJoiner has no width and forbids a line break (U+2060). Inside a name
// like "evil.example" it keeps mail clients from making a link of it.
const wordJoiner = "\u2060"

// words are text that is ready to be shown: from the catalogue, or from people
// and made plain. Everything else that is a string is still to be made plain.
type words string

// plain returns a person's text on one line, without what could steer the
// display: control characters and overrides of the writing direction. Text of
// a right-to-left script is isolated, so it cannot reorder what stands around.
func plain(s string) string {
	var b strings.Builder
	rightToLeft, space := false, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case r == utf8.RuneError, unicode.IsControl(r), isOverride(r):
			continue
		case unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko):
			rightToLeft = true
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	if rightToLeft {
		return "\u2068" + b.String() + "\u2069"
	}
	return b.String()
}

// isOverride reports whether r embeds, overrides or isolates a direction
// (U+202A to U+202E, U+2066 to U+2069).
func isOverride(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// unlinked breaks what mail clients turn into links by themselves: dots inside
// words, "://" and "@". A dot before a space, as in "J. R. Smith", stays.
func unlinked(s string) string {
	if !strings.ContainsAny(s, ".@:．｡。") {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		b.WriteRune(r)
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch {
		case r == '@', r == ':' && next == '/':
			b.WriteString(wordJoiner)
		case r == '.' && (unicode.IsLetter(next) || unicode.IsDigit(next)):
			b.WriteString(wordJoiner)
		case (r == '．' || r == '｡' || r == '。') && next < utf8.RuneSelf && unicode.IsLetter(next):
			b.WriteString(wordJoiner)
		}
	}
	return b.String()
}
