package calendar

import (
	"bytes"
	"errors"
	"fmt"
)

// The bounds of a calendar that came by mail. go-ical takes time by the square of
// the length of a line, and trusts nesting.
const (
	largestCalendar = 256 << 10
	longestLine     = 8 << 10
	deepestNesting  = 4
	mostComponents  = 200
	mostProperties  = 4000
)

// bounded is the text of a calendar as go-ical may see it: without a byte order
// mark, unfolded, and within the bounds. Lines that are no property are left out.
func bounded(raw []byte) ([]byte, error) {
	if len(raw) > largestCalendar {
		return nil, fmt.Errorf("found %d bytes, expected at most %d", len(raw), largestCalendar)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\n "), nil), []byte("\n\t"), nil)
	var out bytes.Buffer
	depth, components, properties := 0, 0, 0
	for line := range bytes.Lines(bytes.TrimSpace(raw)) {
		line = bytes.TrimRight(line, "\n")
		name, _, isProperty := bytes.Cut(line, []byte(":"))
		switch {
		case len(line) > longestLine:
			return nil, fmt.Errorf("found a line of %d bytes, expected at most %d", len(line), longestLine)
		case !isProperty || bytes.IndexByte(line, 0) >= 0:
			continue
		case bytes.EqualFold(name, []byte("BEGIN")):
			depth, components = depth+1, components+1
		case bytes.EqualFold(name, []byte("END")):
			depth--
		default:
			properties++
		}
		if depth < 0 || depth > deepestNesting || components > mostComponents || properties > mostProperties {
			return nil, errors.New("found more, or deeper nested, than an answer to an invitation has")
		}
		out.Write(line)
		out.WriteString("\r\n")
		if depth == 0 && components > 0 {
			return out.Bytes(), nil // one calendar; what follows is not looked at
		}
	}
	return nil, errors.New("found no calendar, or one that does not end")
}
