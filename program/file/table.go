package file

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// table is people.csv as text: a heading a column, a cell a heading.
type table struct {
	problems
	headings    []string
	headingLine int
	rows        []record
}

// record is one line of cells; a cell with line breaks makes it several lines
// of the file.
type record struct {
	line  int // where it begins
	cells []string
}

// The bounds of a table.
const (
	maxColumns = 500
	maxCell    = 20_000 // characters
)

// parse splits data into cells. known says how many of some headings mean
// something; the separator that yields most of them is the file's.
func (t *table) parse(data []byte, known func(headings []string) int) bool {
	text, ok := t.refuseTable(data)
	if !ok {
		return false
	}
	first, comma := 1, separator(text, known)
	if line, rest, _ := bytes.Cut(text, []byte("\n")); sepLine(line) != 0 {
		text, first, comma = rest, 2, sepLine(line)
	}
	if !t.split(text, first, comma) {
		return false
	}
	if len(t.rows) == 0 {
		t.add(Error{Found: nothing, Expected: "a line of headings, email among them", Do: "begin with a line like email,name,timezone"})
		return false
	}
	t.headings, t.headingLine, t.rows = t.rows[0].cells, t.rows[0].line, t.rows[1:]
	if n := len(t.headings); n > maxColumns {
		t.add(Error{Line: t.headingLine, Found: fmt.Sprintf("%d columns", n), Expected: fmt.Sprintf("at most %d", maxColumns), Do: "delete columns"})
		return false
	}
	if known(t.headings) == 0 {
		t.add(t.noHeadings())
		return false
	}
	return t.square()
}

// noHeadings says what stands where the headings should: none of them means
// anything.
func (t *table) noHeadings() Error {
	e := Error{Line: t.headingLine, Found: "the headings " + headingsShown(t.headings), Expected: "headings, email among them", Do: "delete the lines above the headings"}
	if len(t.headings) == 1 {
		e.Found = "the heading " + headingsShown(t.headings)
	}
	switch {
	case len(t.rows) == 0:
		e.Do = "begin with a line like email,name,timezone"
	case len(t.headings) == 1 && strings.Contains(t.headings[0], "|"):
		e.Do = "separate the cells by commas, semicolons or tabs"
	}
	return e
}

// sepLine returns the separator of a line `sep=;`, which some spreadsheet
// programs put before the headings; 0 of any other line.
func sepLine(line []byte) rune {
	s := strings.ToLower(strings.Trim(strings.TrimRight(string(line), "\r"), `"`))
	if len(s) == 5 && strings.HasPrefix(s, "sep=") && strings.ContainsRune(separators, rune(s[4])) {
		return rune(s[4])
	}
	return 0
}

// separators are what may stand between cells, the likelier first.
const separators = ",;\t"

// separator finds what separates the headings: whatever makes most of them
// mean something, and among equals whatever makes more of them.
func separator(text []byte, known func([]string) int) rune {
	best, most, columns := ',', -1, 0
	for _, comma := range separators {
		reader := csv.NewReader(bytes.NewReader(text))
		reader.Comma, reader.LazyQuotes = comma, true
		headings, err := reader.Read()
		if err != nil {
			continue
		}
		if n := known(headings); n > most || n == most && len(headings) > columns {
			best, most, columns = comma, n, len(headings)
		}
	}
	return best
}

// split reads the records of text, whose first line is line number first.
// Lines without content, as spreadsheet programs leave below a table, are dropped.
func (t *table) split(text []byte, first int, comma rune) bool {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = comma, -1
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			t.add(t.broken(err, first))
			return false
		}
		line, _ := reader.FieldPos(0)
		blank := !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
		if !blank {
			t.rows = append(t.rows, record{line + first - 1, cells})
		}
	}
}

func (t *table) broken(err error, first int) Error {
	e := Error{Found: quote(err.Error()), Expected: "a table in CSV", Do: saveAs}
	var at *csv.ParseError
	if errors.As(err, &at) {
		e.Line = at.Line + first - 1
		e.Found, e.Expected, e.Do = "a quotation mark in the middle of a cell", `it doubled, "like ""this"""`, "double it, or "+saveAs
		if at.StartLine != at.Line || errors.Is(err, csv.ErrQuote) {
			e.Line = at.StartLine + first - 1
			e.Found, e.Expected = "a quoted cell that does not end well", "a quotation mark at its end and the next separator"
		}
	}
	return e
}

// square requires every line to have as many cells as there are headings.
// Empty cells that spreadsheet programs leave off or add at the end don't count.
func (t *table) square() bool {
	before, want := t.count(), len(t.headings)
	for i, row := range t.rows {
		n := len(row.cells)
		for n > want && strings.TrimSpace(row.cells[n-1]) == "" {
			n--
		}
		if n != want {
			t.add(Error{Line: row.line, Found: counted(n, "cell", "cells"), Expected: fmt.Sprintf("%d, one for each heading", want), Do: "put a cell that holds a separator in quotes, or add the empty cells"})
		}
		t.rows[i].cells = row.cells[:n]
		if t.full() {
			break
		}
	}
	return t.count() == before
}
