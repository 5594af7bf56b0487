package file

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxErrors is how many errors of one file are told at once.
const maxErrors = 20

// Error is one thing that is wrong with a file.
type Error struct {
	File     string
	Line     int    // from 1; 0 speaks of the whole file
	Column   int    // from 1: of program.yaml the character, of people.csv the cell; 0 speaks of the whole line
	Field    string // a path like pairing.odd, or a heading; "" where none is known
	Found    string // as shown: text of the file is quoted
	Expected string
	Do       string // the next step
}

// Error is one line: `program.yaml:12:5: pairing.odd: found "tri", expected
// trio or leave_out; did you mean trio?`.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
		if e.Column > 0 {
			fmt.Fprintf(&b, ":%d", e.Column)
		}
	}
	if e.Field != "" {
		b.WriteString(": " + e.Field)
	}
	fmt.Fprintf(&b, ": found %s, expected %s; %s", e.Found, e.Expected, e.Do)
	return b.String()
}

// problems collects the errors of one file.
type problems struct {
	file string
	list []*Error
}

func (p *problems) add(e Error) {
	e.File = p.file
	p.list = append(p.list, &e)
}

// count is how many errors there are so far.
func (p *problems) count() int { return len(p.list) }

// full reports whether there are more errors than anyone will be told, so
// that reading on is in vain.
func (p *problems) full() bool { return p.count() > maxErrors }

// err joins the errors in the order of the file; nil without any.
func (p *problems) err() error {
	slices.SortStableFunc(p.list, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var errs []error
	for i, e := range p.list {
		if i == maxErrors {
			errs = append(errs, &Error{
				File: p.file, Found: fmt.Sprintf("more than %d errors", maxErrors), Expected: "none",
				Do: "correct these first, then read the file again for the rest",
			})
			break
		}
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}
