package main

import (
	"fmt"
	"strconv"

	"github.com/peerpost/peerpost/templates"
)

// fewest is the smallest number of people that a cell of a survey may speak
// of: below it single people could be told.
const fewest = 5

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
		return [][2]string{{"", fmt.Sprintf("fewer than %d answers", fewest)}}
	}
	var cells [][2]string
	hidden := tooSmall(q.Choices)
	for i, c := range q.Choices {
		value := strconv.Itoa(c.Count)
		if hidden[i] {
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

// tooSmall says which counts to hide: those below fewest, and, since whoever
// knows the sum could tell a small one from the others, the next larger ones
// until what is hidden comes to fewest or more in at least two cells.
func tooSmall(choices []templates.ChoiceCount) []bool {
	hidden := make([]bool, len(choices))
	cells, sum := 0, 0
	hide := func(i int) { hidden[i], cells, sum = true, cells+1, sum+choices[i].Count }
	for i, c := range choices {
		if c.Count < fewest {
			hide(i)
		}
	}
	for cells > 0 && cells < len(choices) && (cells < 2 || sum < fewest) {
		next := -1
		for i, c := range choices {
			if !hidden[i] && (next < 0 || c.Count < choices[next].Count) {
				next = i
			}
		}
		hide(next)
	}
	return hidden
}
