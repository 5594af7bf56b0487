package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

func TestReportTablesKeepPeopleApartFromTheirAnswers(t *testing.T) {
	t.Parallel()
	tables := reportTables(templates.ProgramReportEmail{Surveys: []templates.SurveyResult{{Name: "End", Asked: 20, Answered: 12, Questions: []templates.QuestionResult{
		{Text: "Few?", Hidden: true},
		{Text: "Which?", Choices: []templates.ChoiceCount{{Option: "A", Count: 7}, {Option: "B", Count: 5}}},
		{Text: "How much?", Mean: 4.25},
		{Text: "What?", Texts: []string{"=HYPERLINK(1)"}},
	}}, {Name: "Extra", OpenUntil: time.Date(2027, 8, 16, 7, 0, 0, 0, time.UTC)}}})
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
Extra,,,,still open until 2027-08-16 07:00 UTC,
`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("answers.csv (-want +got):\n%s", diff)
	}
}
