package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
)

// csv is a line a pairing, then a line for everyone without a partner, whose
// number and score are empty.
func (m match) csv() ([]byte, error) {
	rows := [][]string{{"pair", "percent"}}
	for i := range m.widest() {
		rows[0] = append(rows[0], fmt.Sprintf("name_%d", i+1), fmt.Sprintf("email_%d", i+1))
	}
	rows[0] = append(rows[0], "why")
	for i, line := range jobs.ProposalLines(*m.program, m.proposals, m.people) {
		why, err := m.reasons(line)
		if err != nil {
			return nil, err
		}
		var members []program.ID
		for _, member := range m.proposals[i].Members {
			members = append(members, member.ParticipantID)
		}
		rows = append(rows, m.csvRow(fmt.Sprint(line.Ordinal), fmt.Sprint(line.Percent), why, members...))
	}
	for i, line := range jobs.UnpairedLines(*m.program, m.result.Unpaired, m.people) {
		why, err := m.blockers(line, m.result.Unpaired[i].ParticipantID)
		if err != nil {
			return nil, err
		}
		rows = append(rows, m.csvRow("", "", why, m.result.Unpaired[i].ParticipantID))
	}
	return csvOf(rows)
}

// widest is how many people stand in a line: three, or a group.
func (m match) widest() int {
	most := 3
	for _, p := range m.proposals {
		most = max(most, len(p.Members))
	}
	return most
}

func (m match) csvRow(number, percent string, why []string, members ...program.ID) []string {
	row := []string{number, percent}
	for i := range m.widest() {
		name, address := "", ""
		if i < len(members) {
			p := m.people[members[i]].Person
			name, address = p.DisplayName(), string(p.Address)
		}
		row = append(row, name, address)
	}
	return append(row, strings.Join(why, " · "))
}

// csvOf writes rows as CSV. A cell that a spreadsheet program would calculate
// begins with a '.
func csvOf(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				cell = "'" + cell
			}
			cells[i] = cell
		}
		if err := w.Write(cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
