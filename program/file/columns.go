package file

import (
	"fmt"
	"slices"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// Columns are the columns of people.csv by their own names; besides them it
// has one for each question's id. Only email is needed.
var Columns = []string{
	"email", "first_name", "last_name", "name", "timezone", "working_hours", "department", "level", "location",
	"language", "manager_email", "employee_id", "status", "role", "capacity", "headline",
}

func isColumn(s string) bool { return slices.Contains(Columns, s) }

// column is what one column of a table means; without field and question it
// is ignored.
type column struct {
	heading  string // as errors show it
	field    string
	question program.Question
	split    string
}

func (c column) ignored() bool { return c.field == "" && c.question.ID == "" }

// target is what the column gives, by the name it has in people.csv.
func (c column) target() string {
	if c.field != "" {
		return c.field
	}
	return c.question.ID
}

// columnsOf gives each heading its meaning. In a table with headings of
// import.columns those alone count, and all must be there. Otherwise, and
// where all headings are columns by their own names (as WritePeople writes
// them), the columns go by those, and all must be known.
func (t *table) columnsOf(p *program.Program) []column {
	before := t.count()
	columns := make([]column, len(t.headings))
	mapped := mappedHeadings(t.headings, p) > 0 && !allOwnNames(t.headings, p)
	for i, heading := range t.headings {
		if bad := plainText(clean(heading), true); bad != "" {
			t.blame(t.headingLine, i, "", bad, "a heading in plain text", "delete it")
		} else if mapped {
			columns[i] = mappedColumn(heading, p)
		} else {
			columns[i] = t.ownColumn(i, heading, p)
		}
		columns[i].heading = shownHeading(heading)
	}
	if mapped {
		t.missingHeadings(p, columns)
	}
	t.doubleColumns(columns)
	if !slices.ContainsFunc(columns, func(c column) bool { return c.field == "email" }) && t.count() == before {
		do := "add a column email"
		if len(t.headings) == 1 {
			do = "separate the cells by commas, and add a column email"
		}
		t.add(Error{Line: t.headingLine, Found: "the headings " + headingsShown(t.headings), Expected: "email among them", Do: do})
	}
	if t.count() > before {
		return nil
	}
	return columns
}

// blame records what is wrong with the cell number i, from 0, of a line.
func (t *table) blame(line, i int, heading, found, expected, do string) {
	t.add(Error{Line: line, Column: i + 1, Field: heading, Found: found, Expected: expected, Do: do})
}

// headingsShown lists the first of the headings.
func headingsShown(headings []string) string {
	const most = 8
	var list []string
	for _, heading := range headings[:min(len(headings), most)] {
		list = append(list, shownHeading(heading))
	}
	if len(headings) > most {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}

// shownHeading is a heading inside an error: bare where it is one plain word.
func shownHeading(s string) string {
	s = spaced(clean(s))
	if idForm.MatchString(s) && len(s) <= shown {
		return s
	}
	return quote(s)
}

// known counts the headings that mean something to p.
func known(p *program.Program) func([]string) int {
	return func(headings []string) int {
		n := mappedHeadings(headings, p)
		for _, heading := range headings {
			if !ownName(heading, p).ignored() {
				n++
			}
		}
		return n
	}
}

func mappedHeadings(headings []string, p *program.Program) int {
	n := 0
	for _, heading := range headings {
		if !mappedColumn(heading, p).ignored() {
			n++
		}
	}
	return n
}

// allOwnNames reports whether every heading is, letter for letter, the name of
// what it gives.
func allOwnNames(headings []string, p *program.Program) bool {
	return !slices.ContainsFunc(headings, func(heading string) bool {
		name := clean(heading)
		other := mappedColumn(name, p)
		return ownName(name, p).target() != name || !other.ignored() && other.target() != name
	})
}

// mappedColumn looks a heading up in import.columns, exactly and then
// whatever its case.
func mappedColumn(heading string, p *program.Program) column {
	c, ok := p.Import.Columns[clean(heading)]
	if !ok {
		for other, meaning := range p.Import.Columns {
			if headingKey(other) == headingKey(heading) {
				c, ok = meaning, true
			}
		}
	}
	if !ok {
		return column{}
	}
	q, _ := p.Question(c.Question)
	return column{field: c.Field, question: q, split: c.Split}
}

// ownName looks a heading up among the columns and the questions' ids.
func ownName(heading string, p *program.Program) column {
	name := headingKey(heading)
	if isColumn(name) {
		return column{field: name}
	}
	q, _ := p.Question(name)
	return column{question: q, split: ";"}
}

func (t *table) ownColumn(i int, heading string, p *program.Program) column {
	c := ownName(heading, p)
	if !c.ignored() {
		return c
	}
	heading = spaced(clean(heading))
	if heading == "" {
		if line, ok := t.firstContent(i); ok {
			t.blame(line, i, "", "a value below an empty heading", "a heading for each column", "name the column, or empty it")
		}
		return c
	}
	names := slices.Concat(Columns, questionIDs(p))
	t.blame(t.headingLine, i, "", "the heading "+quote(heading), "a column of people.csv or a question's id",
		didYouMean(strings.ReplaceAll(heading, " ", "_"), names, "rename or delete the column, or say in import.columns what it is"))
	return c
}

// firstContent returns the first line that has something in column i.
func (t *table) firstContent(i int) (line int, ok bool) {
	for _, row := range t.rows {
		if clean(row.cells[i]) != "" {
			return row.line, true
		}
	}
	return 0, false
}

// missingHeadings requires the headings of import.columns, except where
// another one gives the same: a renamed column must not lose its answers silently.
func (t *table) missingHeadings(p *program.Program, columns []column) {
	have := map[string]bool{}
	for _, c := range columns {
		have[c.target()] = true
	}
	var unused []string
	for i, c := range columns {
		if c.ignored() {
			unused = append(unused, spaced(clean(t.headings[i])))
		}
	}
	missing := []string{}
	for heading := range p.Import.Columns {
		if !have[mappedColumn(heading, p).target()] {
			missing = append(missing, heading)
		}
	}
	slices.Sort(missing)
	for _, heading := range missing {
		do := "add the column, or take it out of import.columns"
		if near, ok := nearest(heading, unused); ok {
			do = "did you mean " + quote(near) + "? Correct import.columns"
		}
		t.add(Error{Line: t.headingLine, Field: shownHeading(heading), Found: "no such heading", Expected: "all headings of import.columns", Do: do})
	}
}

// doubleColumns refuses two columns that give the same.
func (t *table) doubleColumns(columns []column) {
	first := map[string]int{}
	for i, c := range columns {
		if c.ignored() {
			continue
		}
		j, seen := first[c.target()]
		if !seen {
			first[c.target()] = i
			continue
		}
		t.blame(t.headingLine, i, c.heading, fmt.Sprintf("%s again, which column %d gives", c.target(), j+1), "one column for each", "delete one of the two")
	}
}
