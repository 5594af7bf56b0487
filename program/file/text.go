package file

import (
	"bytes"
	"fmt"
	"strings"
)

// maxPeople is the size of people.csv in bytes.
const maxPeople = 32 << 20

// saveAs is what to do about a file that is no CSV in UTF-8.
const saveAs = "save it as CSV UTF-8"

// refuseTable looks for what a spreadsheet program saves by mistake and a CSV
// reader would take for text. It returns the text without its byte order mark.
func (t *table) refuseTable(data []byte) ([]byte, bool) {
	refuse := func(line int, found, expected, do string) ([]byte, bool) {
		t.add(Error{Line: line, Found: found, Expected: expected, Do: do})
		return nil, false
	}
	const csv = "a table in CSV, UTF-8"
	lineOf := func(offset int) int { return 1 + bytes.Count(data[:offset], []byte("\n")) }
	start := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 200)], bom), " \t\r\n")))
	switch {
	case len(data) > maxPeople:
		return refuse(0, fmt.Sprintf("%d bytes", len(data)), "at most 32 MB", "split the file")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return refuse(0, "a spreadsheet with another ending", csv, "open it in the spreadsheet program and "+saveAs)
	case isUTF16(data):
		return refuse(0, "a text in UTF-16", csv, saveAs)
	case strings.HasPrefix(start, "<"):
		return refuse(0, "a web page (HTML)", csv, "open it in the spreadsheet program and "+saveAs)
	case strings.HasPrefix(start, "%pdf"), strings.HasPrefix(start, "{\\rtf"):
		return refuse(0, "a document", csv, saveAs)
	}
	if at := firstInvalid(data); at >= 0 {
		return refuse(lineOf(at), fmt.Sprintf("the byte 0x%02X at offset %d, which is not UTF-8", data[at], at), csv, "it was saved for one language (like Windows-1252): "+saveAs)
	}
	if at := bytes.IndexByte(data, 0); at >= 0 {
		return refuse(lineOf(at), fmt.Sprintf("a NUL character at offset %d", at), csv, saveAs)
	}
	if bytes.IndexByte(data, '\n') < 0 && bytes.IndexByte(data, '\r') >= 0 {
		return refuse(0, "line ends of an old Mac (CR only)", "line ends LF or CRLF", saveAs)
	}
	return bytes.TrimPrefix(data, bom), true
}

var bom = []byte("\xef\xbb\xbf")

// isUTF16 reports whether data is UTF-16: it has the byte order mark, or nearly
// every other byte of its beginning is NUL.
func isUTF16(data []byte) bool {
	head := data[:min(len(data), 400)]
	return bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) ||
		len(head) >= 4 && bytes.Count(head, []byte{0})*5 >= len(head)*2
}
