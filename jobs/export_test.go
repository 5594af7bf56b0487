package jobs_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// TestExportOfAFormBecomesAProgram puts 33 made-up sign-ups in, in the shape in
// which a form exports them: everyone is paired, three of them in a trio.
func TestExportOfAFormBecomesAProgram(t *testing.T) {
	definition, err := os.ReadFile("../examples/form-export.yaml")
	if err != nil {
		t.Fatal(err)
	}
	fields := []string{"Robotics", "Control", "Energy", "Fluid Mechanics", "Design", "Machine Learning and AI", "Thermal Sciences"}
	rows := [][]string{{"Your Name", "Current Degree Program?", "What year are you?", "Name of your research advisor? (Leave blank if you don't have one yet)",
		"Which sub-discipline (s) would represent yours the most? You can select more than one.", "Do you have any preferences for matching with your mentor?",
		"How many students would you like to mentor?", "Email Address"}}
	for i := range 33 {
		rows = append(rows, []string{fmt.Sprintf("Person %d", i+1), "PhD", []string{"2", "3", "5+"}[i%3], []string{"", "prof 1", "prof 2"}[i%3],
			fields[i%7] + ", " + fields[(i*3+1)%7], "", "1", fmt.Sprintf("person.%d@example.org", i+1)})
	}
	var export strings.Builder
	if err := csv.NewWriter(&export).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("form-export", definition, []byte(export.String()), nil)
	w.RunTo(w.Program.RoundDue().Add(time.Minute))
	if d := w.Draft(); d.Number() != 33 || d.Summary.Pairs != 16 || len(d.Summary.Unpaired) != 0 {
		t.Fatalf("the draft pairs %d people in %d pairings and leaves %d, want 33, 16 and 0", d.Number(), d.Summary.Pairs, len(d.Summary.Unpaired))
	}
	w.ApproveDraft()
	w.RunTo(w.Now.Add(4 * 24 * time.Hour))
	if sent := w.Sent(); sent[program.Introduction] != 33 || sent[program.Invitation] != 33 {
		t.Errorf("found %d introductions and %d invitations, want 33 of each", sent[program.Introduction], sent[program.Invitation])
	}
}
