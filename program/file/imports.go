package file

import (
	"strings"

	"github.com/peerpost/peerpost/program"
)

// imports reads what the headings of an HR export or of a form's answers mean.
func (r *reader) imports(v value) program.Import {
	o := r.object(v, "columns", "people")
	im := program.Import{People: choice(r, o.get("people"), "invite", "register")}
	columns := r.object(o.get("columns"))
	seen := map[string]bool{}
	for _, heading := range columns.order {
		key := headingKey(heading)
		if key == "" || seen[key] {
			r.blame(keyField(columns.field, heading), quote(heading), "each heading once, whatever its case", "delete one of the two")
		}
		seen[key] = true
		if im.Columns == nil {
			im.Columns = map[string]program.Column{}
		}
		im.Columns[heading] = r.column(columns.get(heading))
	}
	return im
}

// headingKey is the form in which headings are the same.
func headingKey(s string) string { return strings.ToLower(spaced(clean(s))) }

// spaced has single spaces for all white space, as a heading may be broken
// into lines.
func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

func (r *reader) column(v value) program.Column {
	if isScalar(v.node) {
		if word := r.text(v, 40, "a column of people.csv, or a question's id"); isColumn(word) {
			return program.Column{Field: word}
		} else {
			return program.Column{Question: word, Split: ";"}
		}
	}
	o := r.object(v, "question", "split")
	r.need(o, "question: skills_wanted")
	column := program.Column{Question: r.text(o.get("question"), 40, "a question's id"), Split: ";"}
	if split := o.get("split"); split.given() {
		column.Split = scalar(split.node) // as it is: a blank may separate
		if !isScalar(split.node) || column.Split == "" || len(column.Split) > 5 || plainCharacters(column.Split, true) != "" {
			r.blame(split.field, shape(split.node), `a separator like ","`, correct)
		}
	}
	return column
}
