package jobs_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// reportOf is the text of the report that the administrator has, or "".
func reportOf(w *jobstest.World) string {
	for _, m := range w.Delivered() {
		if m.To == "admin@example.org" && strings.HasPrefix(m.Subject, "How Small went") {
			return strings.Join(strings.Fields(m.Text), " ")
		}
	}
	return ""
}

func TestReportIsMadeOfClosedSurveysWhateverRunsFirst(t *testing.T) {
	w := introducedBerliners(t)
	applyAgain(t, w, asking("End", "end"))
	w.RunTo(at(t, "2027-04-15 08:59"))
	surveys, err := w.Store.Surveys(context.Background(), w.Program.ID)
	if err != nil || len(surveys) != 1 || !surveys[0].ClosesAt.Equal(w.Program.ReportDue()) {
		t.Fatalf("found the surveys %v, %v; want one that closes when the report is due, %s", surveys, err, w.Program.ReportDue())
	}
	w.Now = w.Program.ReportDue()
	end, err := w.Store.Moment(context.Background(), jobs.EndProgram, string(w.Program.ID))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.RunMoment(context.Background(), end, func() time.Time { return w.Now }); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now)
	if report := reportOf(w); !strings.Contains(report, "Survey: End 0 of 4 people answered.") {
		t.Errorf("the report has no results of the survey: %s", report)
	}
	if s, err := w.Store.Survey(context.Background(), surveys[0].ID); err != nil || s.State != program.SurveyClosed {
		t.Errorf("with the report made, the survey is %s, %v", s.State, err)
	}
}

// The survey is sent after a closure, so it closes after the program's report
// would be due.
func TestReportWaitsForTheLastSurveyAndTheOneSoFarNamesIt(t *testing.T) {
	w := introducedBerliners(t)
	applyAgain(t, w, asking("End", "end")+"closures: [2027-04-01..2027-04-02]\n")
	w.RunTo(at(t, "2027-04-15 09:00"))
	if report := reportOf(w); report != "" {
		t.Fatalf("a report left while people could still answer: %s", report)
	}
	pairings, err := w.Store.Pairings(context.Background(), w.Program.ID)
	if err != nil || len(pairings) != 2 || pairings[0].State != program.PairingEnded {
		t.Errorf("found the pairings %v, %v; want them ended", pairings, err)
	}
	so, err := w.Report(context.Background(), w.Program)
	if err != nil {
		t.Fatal(err)
	}
	if closes := at(t, "2027-04-19 08:00"); len(so.Surveys) != 1 || !so.Surveys[0].OpenUntil.Equal(closes) || so.Surveys[0].Asked != 0 || so.Surveys[0].Questions != nil {
		t.Errorf("the report so far has %+v, want the survey by name and open until %s", so.Surveys, closes)
	}
	w.RunTo(at(t, "2027-04-19 07:59"))
	if report := reportOf(w); report != "" {
		t.Fatalf("a report left while people could still answer: %s", report)
	}
	w.RunTo(at(t, "2027-04-19 08:00"))
	if report := reportOf(w); !strings.Contains(report, "Survey: End 0 of 4 people answered.") || strings.Contains(report, "still answer") {
		t.Errorf("the report has no results of the survey: %s", report)
	}
	w.RunTo(at(t, "2027-05-19 08:00"))
	if n := w.Sent()[program.ProgramReport]; n != 1 {
		t.Errorf("%d reports to one administrator", n)
	}
}

func TestAProgramThatIsMadeLongerAfterItsReportIsReportedOnAgain(t *testing.T) {
	w := introducedBerliners(t)
	longer := w.Program.Program
	longer.Length = program.Length{N: 4, Unit: program.Months}
	w.RunTo(at(t, "2027-04-15 09:00"))
	if n := w.Sent()[program.ProgramReport]; n != 1 {
		t.Fatalf("%d reports of the first end", n)
	}
	var err error
	if w.Program, err = w.ApplyProgram(context.Background(), longer, "longer", w.Now); err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		at   string
		want int
	}{{"2027-06-15 08:59", 1}, {"2027-06-15 09:00", 2}, {"2027-07-15 09:00", 2}} {
		w.RunTo(at(t, s.at))
		w.RunTo(w.Now)
		if n := w.Sent()[program.ProgramReport]; n != s.want {
			t.Errorf("at %s there are %d reports, want %d", s.at, n, s.want)
		}
	}
}

func TestReportCountsNobodyAsRegisteredWhoWasErasedBefore(t *testing.T) {
	w := newSmall(t, berliners)
	w.RunTo(w.Program.RegistrationOpens())
	before, err := w.Report(context.Background(), w.Program)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Erase(context.Background(), w.People()[0].Person, w.Now); err != nil {
		t.Fatal(err)
	}
	after, err := w.Report(context.Background(), w.Program)
	if err != nil || before.Registered != 0 || after.Registered != 0 || after.Unpaired != 0 || after.Invited != before.Invited {
		t.Errorf("of %d invited, %d registered, %d without a partner: %v", after.Invited, after.Registered, after.Unpaired, err)
	}
}
