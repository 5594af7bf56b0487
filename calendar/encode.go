package calendar

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-ical"
)

const (
	wallForm = "20060102T150405"
	utcForm  = "20060102T150405Z"

	foldAt = 75 // octets, without the line break: RFC 5545 section 3.1
)

// encode writes a tree as RFC 5545 bytes: CRLF, folded, the properties of each
// component in alphabetical order, so that equal trees give equal bytes.
// Parameters lose control characters and quotes, which go-ical would write as
// they are; a control character in a value is an error.
func encode(cal *ical.Calendar) ([]byte, error) {
	if err := clean(cal.Component); err != nil {
		return nil, err
	}
	var lines bytes.Buffer
	if err := ical.NewEncoder(&lines).Encode(cal); err != nil {
		return nil, err
	}
	return fold(lines.Bytes()), nil
}

// clean makes every parameter of the tree harmless and checks every value.
func clean(c *ical.Component) error {
	for name, props := range c.Props {
		for _, prop := range props {
			if strings.ContainsFunc(prop.Value, breaksLine) || !utf8.ValidString(prop.Value) {
				return fmt.Errorf("found a control character in %s", name)
			}
			for _, values := range prop.Params {
				for i, value := range values {
					values[i] = paramText(value)
				}
			}
		}
	}
	for _, child := range c.Children {
		if err := clean(child); err != nil {
			return err
		}
	}
	return nil
}

// fold breaks lines longer than 75 octets, never inside a character.
func fold(lines []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(lines) {
		line = bytes.TrimSuffix(line, []byte("\r\n"))
		for room := foldAt; len(line) > room; room = foldAt - 1 {
			cut := room
			for cut > 0 && !utf8.RuneStart(line[cut]) {
				cut--
			}
			out.Write(line[:cut])
			out.WriteString("\r\n ")
			line = line[cut:]
		}
		out.Write(line)
		out.WriteString("\r\n")
	}
	return out.Bytes()
}

// plainText is s as a TEXT value may carry it: valid UTF-8, "\n" between
// lines, and no other control character.
func plainText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(s)
	return strings.Map(func(r rune) rune {
		if r != '\n' && breaksLine(r) {
			return -1
		}
		return r
	}, s)
}

// paramText is s as a parameter may carry it: one line, double quotes made
// single (RFC 5545 section 3.1 has no escape for them).
func paramText(s string) string {
	s = strings.ReplaceAll(plainText(s), `"`, "'")
	return strings.Join(strings.Fields(s), " ")
}

// breaksLine reports whether some reader may take r for the end of a line, or
// choke on it.
func breaksLine(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// setRaw sets a property whose value is not TEXT, so that nothing is escaped.
func setRaw(c *ical.Component, name, value string) *ical.Prop {
	prop := ical.NewProp(name)
	prop.Value = value
	c.Props.Set(prop)
	return &c.Props[prop.Name][0]
}
