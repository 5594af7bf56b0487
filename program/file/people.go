package file

import (
	"fmt"

	"github.com/peerpost/peerpost/program"
)

// Row is what people.csv says of one person.
type Row struct {
	Line     int            // of the file
	Person   program.Person // without an id; Status is "" where the file does not say
	Role     program.Role   // peer in peers programs; otherwise "" where the file does not say
	Capacity int            // pairings at a time; 0 where the file does not say
	Headline string
	Answers  program.Answers // only questions that are answered
	// Registers is whether the person goes into the pool without being asked:
	// the program registers whom it imports, the file does not say that the person
	// is away, the person has a role, and all questions that the role must answer
	// are answered.
	Registers bool
}

// RowOf is the row that says of a Participant what people.csv can say.
func RowOf(m program.Participant) Row {
	return Row{Person: m.Person, Role: m.Role, Capacity: m.Capacity, Headline: m.Headline, Answers: m.Answers}
}

// ReadPeople reads people.csv, an HR export or the answers of a form for p;
// name is the file's name in errors. A file with anything wrong gives no row:
// the error joins all that is wrong, each an *[Error], at most 20.
//
// Separators are commas, semicolons or tabs. Cells are trimmed text; formulas,
// and the errors that came of them, are refused.
func ReadPeople(name string, data []byte, p *program.Program) ([]Row, error) {
	t := &table{problems: problems{file: name}}
	if !t.parse(data, known(p)) {
		return nil, t.err()
	}
	columns := t.columnsOf(p)
	if columns == nil {
		return nil, t.err()
	}
	if len(t.rows) == 0 {
		t.add(Error{Found: "no line below the headings", Expected: "a line for each person", Do: "check that this is the right file"})
	}
	var rows []Row
	lines := map[string]int{}
	for _, cells := range t.rows {
		row := t.person(cells, columns, p)
		key := row.Person.Address.Key()
		if first, twice := lines[key]; twice && key != "" {
			t.blame(row.Line, emailColumn(columns), "email", fmt.Sprintf("%s again, which line %d has", quote(string(row.Person.Address)), first), "each address once", "delete one of the two lines")
		} else {
			lines[key] = row.Line
		}
		rows = append(rows, row)
		if t.full() {
			break
		}
	}
	if err := t.err(); err != nil {
		return nil, err
	}
	return rows, nil
}

func emailColumn(columns []column) int {
	for i, c := range columns {
		if c.field == "email" {
			return i
		}
	}
	return 0
}

// person reads one line.
func (t *table) person(r record, columns []column, p *program.Program) Row {
	row := Row{Line: r.line, Answers: program.Answers{}}
	if p.Format == program.Peers {
		row.Role = program.Peer
	}
	for i, c := range columns {
		if t.refuseFormula(r.line, i, c, r.cells[i]) {
			continue
		}
		text, bad := cellText(r.cells[i], c)
		if bad != "" {
			t.blame(r.line, i, c.heading, bad, "plain text", "correct it")
			continue
		}
		cell := cell{table: t, line: r.line, number: i, column: c, text: text}
		switch {
		case c.ignored():
		case c.field != "":
			cell.field(&row, p)
		case text != "":
			if values := cell.answer(); values != nil {
				row.Answers[c.question.ID] = values
			}
		}
	}
	t.refuseOwnManager(row, columns)
	row.Registers = registers(row, p)
	return row
}

// refuseOwnManager records a person who is said to be their own manager.
func (t *table) refuseOwnManager(row Row, columns []column) {
	own := row.Person.Address.Key()
	if own == "" || program.Address(row.Person.ManagerEmail).Key() != own {
		return
	}
	for i, c := range columns {
		if c.field == "manager_email" {
			t.blame(row.Line, i, c.heading, quote(row.Person.ManagerEmail)+", the person's own", "somebody else's address", "correct it, or empty the cell")
		}
	}
}

func registers(row Row, p *program.Program) bool {
	away := row.Person.Status != "" && row.Person.Status != "active"
	if p.Import.People != "register" || away || row.Role == "" {
		return false
	}
	for _, q := range p.Questionnaire {
		forRole := q.For == "" || q.For == row.Role
		if q.Required && forRole && len(row.Answers[q.ID]) == 0 {
			return false
		}
	}
	return true
}
