package file

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// WritePeople writes rows as people.csv: the columns by their own names, then
// one for each question of p. [ReadPeople] reads the same rows from it. Cells
// that a spreadsheet program would calculate begin with a '.
func WritePeople(w io.Writer, p *program.Program, rows []Row) error {
	out := csv.NewWriter(w)
	ids := questionIDs(p)
	if err := out.Write(slices.Concat(Columns, ids)); err != nil {
		return fmt.Errorf("write people: %w", err)
	}
	for _, row := range rows {
		cells := fieldCells(row)
		for _, id := range ids {
			cells = append(cells, strings.Join(row.Answers[id], "; "))
		}
		for i := range cells {
			cells[i] = guard(clean(cells[i]))
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("write people: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write people: %w", err)
	}
	return nil
}

// fieldCells are the cells of Columns, in their order.
func fieldCells(row Row) []string {
	p, capacity := row.Person, ""
	if row.Capacity > 0 {
		capacity = strconv.Itoa(row.Capacity)
	}
	return []string{
		string(p.Address), p.FirstName, p.LastName, p.Name, p.Zone, p.Hours, p.Department, p.Level, p.Location,
		p.Language, p.ManagerEmail, p.EmployeeID, p.Status, string(row.Role), capacity, row.Headline,
	}
}
