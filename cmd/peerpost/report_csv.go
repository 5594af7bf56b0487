package main

import (
	"strconv"

	"github.com/peerpost/peerpost/templates"
)

// reportTable is one CSV file of a report.
type reportTable struct {
	name string
	rows [][]string
}

// reportTables are the counts of a program, and what each survey's answers
// come to.
func reportTables(r templates.ProgramReportEmail) []reportTable {
	counts := [][]string{{"what", "count"}}
	for _, c := range []struct {
		what string
		n    int
	}{{"people invited", r.Invited}, {"people registered", r.Registered}, {"people paired", r.Paired}, {"people unpaired", r.Unpaired},
		{"pairings", r.Pairings}, {"meetings", r.Sessions}, {"meetings met", r.Met}, {"meetings not met", r.NotMet}, {"meetings unanswered", r.Unknown},
		{"messages delivered", r.Delivered}, {"messages failed", r.Failed}, {"messages undecided", r.Undecided}} {
		counts = append(counts, []string{c.what, strconv.Itoa(c.n)})
	}
	answers := [][]string{{"survey", "asked", "answered", "question", "answer", "value"}}
	for _, s := range r.Surveys {
		if !s.OpenUntil.IsZero() {
			answers = append(answers, []string{s.Name, "", "", "", "still open until " + s.OpenUntil.Format("2006-01-02 15:04 MST"), ""})
		}
		for _, q := range s.Questions {
			for _, cell := range questionCells(q) {
				answers = append(answers, []string{s.Name, strconv.Itoa(s.Asked), strconv.Itoa(s.Answered), q.Text, cell[0], cell[1]})
			}
		}
	}
	return []reportTable{{"counts.csv", counts}, {"answers.csv", answers}}
}

// questionCells are answers with how often they were given.
func questionCells(q templates.QuestionResult) [][2]string {
	if q.Hidden {
		return [][2]string{{"", "fewer than 5 answers"}}
	}
	var cells [][2]string
	for _, c := range q.Choices {
		value := strconv.Itoa(c.Count)
		if c.Hidden {
			value = "hidden"
		}
		cells = append(cells, [2]string{c.Option, value})
	}
	if len(q.Choices) == 0 && len(q.Texts) == 0 {
		cells = append(cells, [2]string{"mean", strconv.FormatFloat(q.Mean, 'f', 1, 64)})
	}
	for _, text := range q.Texts {
		cells = append(cells, [2]string{text, ""})
	}
	return cells
}
