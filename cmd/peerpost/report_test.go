package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/templates"
)

func TestReportSaysWhatTheEmailedOneSays(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.people())
	text := tr.done("report", "eng-peers")
	tr.says(text, "How Engineering peer mentoring went\n\nHere is how", "Invited: 24\nRegistered: 24\n", "Perhaps delivered: 0\n")
	for _, unwanted := range []string{"http", "Hello"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("found %q in:\n%s", unwanted, text)
		}
	}
	dir := filepath.Join(tr.dir, "new", "folder")
	tr.says(tr.done("report", "eng-peers", "--csv", dir), filepath.Join(dir, "counts.csv")+"\n", filepath.Join(dir, "answers.csv")+"\n")
	counts, err := os.ReadFile(filepath.Join(dir, "counts.csv"))
	if err != nil {
		t.Fatal(err)
	}
	tr.says(string(counts), "what,count\npeople invited,24\n")
	tr.refused(exitFailed, "peerpost report: make /dev/null/csv: ", "report", "eng-peers", "--csv", "/dev/null/csv")
}

func TestNoCellOfASurveyIsBelowFiveNorCanBeWorkedOut(t *testing.T) {
	t.Parallel()
	choices := func(counts ...int) (all []templates.ChoiceCount) {
		for _, n := range counts {
			all = append(all, templates.ChoiceCount{Count: n})
		}
		return all
	}
	tests := []struct {
		name   string
		counts []int
		want   []bool
	}{
		{"all are large", []int{7, 5, 6}, []bool{false, false, false}},
		{"the total tells a single small one", []int{9, 3, 6, 7}, []bool{false, true, true, false}},
		{"two small ones that sum to few", []int{9, 1, 2, 7}, []bool{false, true, true, true}},
		{"two small ones that sum to enough", []int{9, 3, 4, 7}, []bool{false, true, true, false}},
		{"nobody chose it", []int{9, 0, 6}, []bool{false, true, true}},
		{"all chose one", []int{12, 0}, []bool{true, true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, tooSmall(choices(test.counts...))); diff != "" {
				t.Errorf("what is hidden (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReportTablesKeepPeopleApartFromTheirAnswers(t *testing.T) {
	t.Parallel()
	tables := reportTables(templates.ProgramReportEmail{Surveys: []templates.SurveyResult{{Name: "End", Asked: 20, Answered: 12, Questions: []templates.QuestionResult{
		{Text: "Few?", Hidden: true},
		{Text: "Which?", Choices: []templates.ChoiceCount{{Option: "A", Count: 7}, {Option: "B", Count: 5}}},
		{Text: "How much?", Mean: 4.25},
		{Text: "What?", Texts: []string{"=HYPERLINK(1)"}},
	}}}})
	text, err := csvOf(tables[1].rows)
	if err != nil {
		t.Fatal(err)
	}
	want := `survey,asked,answered,question,answer,value
End,20,12,Few?,,fewer than 5 answers
End,20,12,Which?,A,7
End,20,12,Which?,B,5
End,20,12,How much?,mean,4.2
End,20,12,What?,'=HYPERLINK(1),
`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("answers.csv (-want +got):\n%s", diff)
	}
}
