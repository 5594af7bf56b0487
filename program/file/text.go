package file

import (
	"bytes"
	"fmt"
	"regexp"
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
	case wide(data) != "":
		return refuse(0, "a text in "+wide(data), csv, saveAs)
	case strings.HasPrefix(start, "<"):
		return refuse(0, "a web page (HTML)", csv, "open it in the spreadsheet program and "+saveAs)
	case strings.HasPrefix(start, "%pdf"), strings.HasPrefix(start, "{\\rtf"):
		return refuse(0, "a document", csv, saveAs)
	case jsonStart.MatchString(start):
		return refuse(0, "a text in JSON", csv, "export the people again, as CSV UTF-8")
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
	if at := oldLineEnd(data); at >= 0 {
		return refuse(lineOf(at), "a line that ends with CR only, unlike the others", "line ends LF or CRLF", saveAs)
	}
	return bytes.TrimPrefix(data, bom), true
}

var bom = []byte("\xef\xbb\xbf")

// jsonStart is how JSON of several people begins, and no line of headings.
var jsonStart = regexp.MustCompile(`^(\[\s*[\[{"]|\{\s*")`)

// oldLineEnd returns the offset of the first CR outside quotation marks that no
// LF follows, be it after further CRs, or -1.
func oldLineEnd(data []byte) int {
	quoted := false
	for i := 0; i < len(data); i++ {
		switch {
		case data[i] == '"':
			quoted = !quoted
		case data[i] == '\r' && !quoted:
			end := i
			for end < len(data) && data[end] == '\r' {
				end++
			}
			if end < len(data) && data[end] != '\n' {
				return i
			}
			i = end - 1
		}
	}
	return -1
}

// wide is the name of the encoding that takes two or four bytes for a letter,
// where data has its byte order mark, or as many NULs at its beginning; "" where
// it is none.
func wide(data []byte) string {
	head := data[:min(len(data), 400)]
	nuls := 0
	if len(head) >= 4 {
		nuls = 100 * bytes.Count(head, []byte{0}) / len(head)
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")), nuls >= 60:
		return "UTF-32"
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")), nuls >= 40:
		return "UTF-16"
	}
	return ""
}
