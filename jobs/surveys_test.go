package jobs_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

// asking is a survey of one question, as a file has it.
func asking(name, when string) string {
	return "  - name: " + name + "\n    when: " + when + "\n    questions: [{text: How is it?, type: scale, from: 1, to: 5}]\n"
}

// applyAgain applies the small program with other surveys.
func applyAgain(t *testing.T, w *jobstest.World, surveys ...string) {
	t.Helper()
	before, _, _ := strings.Cut(small, "surveys:")
	text := before + "surveys:\n" + strings.Join(surveys, "")
	p, err := file.ReadProgram("small.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if w.Program, err = w.ApplyProgram(context.Background(), *p, text, w.Now); err != nil {
		t.Fatal(err)
	}
}

// surveyNames are the surveys that were sent, in the order in which they were.
func surveyNames(t *testing.T, w *jobstest.World) []string {
	t.Helper()
	surveys, err := w.Store.Surveys(context.Background(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range surveys {
		names = append(names, s.Name)
	}
	return names
}

func introducedBerliners(t *testing.T) *jobstest.World {
	t.Helper()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-02-01 09:00"))
	return w
}

func TestASurveyAndAnAgendaComeOnDifferentDays(t *testing.T) {
	w := introducedBerliners(t)
	day := func(t time.Time) program.Date { return program.DateOf(t.In(w.Program.Location())) }
	a := w.Person("a@example.org")
	pairings, err := w.Store.PairingsOf(context.Background(), a.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatalf("pairings: %v, %v", pairings, err)
	}
	sessions, err := w.Store.Sessions(context.Background(), pairings[0].ID)
	if err != nil || len(sessions) < 2 {
		t.Fatalf("sessions: %v, %v", sessions, err)
	}
	w.RunTo(sessions[1].StartsAt.AddDate(0, 0, -5))
	agenda := day(sessions[1].StartsAt).AddDays(-1)
	for !program.DefaultHours().Works(agenda.Weekday()) {
		agenda = agenda.AddDays(-1)
	}
	applyAgain(t, w, asking("Same day", fmt.Sprintf("%d days", w.Program.StartDate().DaysUntil(agenda))))
	w.RunTo(sessions[1].StartsAt.AddDate(0, 0, 4))
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{PersonID: a.PersonID, States: []program.OutboxState{program.OutboxDone}, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	heard := map[program.Kind]program.Date{}
	for _, r := range rows {
		if r.Kind == program.SurveyInvitation || r.Object == sessions[1].ID {
			heard[r.Kind] = day(r.DoneAt)
		}
	}
	if heard[program.SessionAgenda] != agenda {
		t.Errorf("the agenda left on %s, want %s", heard[program.SessionAgenda], agenda)
	}
	if survey := heard[program.SurveyInvitation]; !agenda.Before(survey) || survey == heard[program.MetQuestion] {
		t.Errorf("the survey left on %s, want a day after %s on which nobody asks whether they met (%s)", survey, agenda, heard[program.MetQuestion])
	}
}

func TestSurveysGoByTheirNamesWhereverTheyStandInTheFile(t *testing.T) {
	w := introducedBerliners(t)
	midpoint, early, end := asking("Midpoint", "midpoint"), asking("Early", "7 days"), asking("End", "end")
	w.RunTo(at(t, "2027-03-09 12:00"))
	surveys, err := w.Store.Surveys(context.Background(), w.Program.ID)
	if err != nil || len(surveys) != 1 {
		t.Fatalf("surveys: %v, %v", surveys, err)
	}
	a := w.Person("a@example.org")
	said := program.Answers{surveys[0].Questions[0].ID: {"4"}}
	if err := w.Store.SaveAnswer(context.Background(), surveys[0].ID, a.ID, said, w.Now); err != nil {
		t.Fatal(err)
	}
	applyAgain(t, w, early, midpoint, end)
	w.RunTo(at(t, "2027-03-31 12:00"))
	if diff := cmp.Diff([]string{"Midpoint", "Early"}, surveyNames(t, w)); diff != "" {
		t.Errorf("sent so far (-want +got):\n%s", diff)
	}
	applyAgain(t, w, end)
	w.RunTo(at(t, "2027-04-07 12:00"))
	if diff := cmp.Diff([]string{"Midpoint", "Early", "End"}, surveyNames(t, w)); diff != "" {
		t.Errorf("sent in all (-want +got):\n%s", diff)
	}
	answer, err := w.Store.Answer(context.Background(), surveys[0].ID, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(said, answer.Answers); diff != "" {
		t.Errorf("what was answered to Midpoint (-want +got):\n%s", diff)
	}
	if n := w.Sent()[program.SurveyInvitation]; n != 3*4 {
		t.Errorf("%d invitations to three surveys of four people, want 12", n)
	}
}

func TestASurveyThatTheFileNoLongerHasIsNotSent(t *testing.T) {
	w := introducedBerliners(t)
	applyAgain(t, w, asking("Other", "end"))
	moments, err := w.Store.Moments(context.Background(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	moments = slices.DeleteFunc(moments, func(m program.Moment) bool { return m.Kind != jobs.OpenSurvey })
	if len(moments) != 1 || !moments[0].Due.Equal(at(t, "2027-04-01 09:00")) {
		t.Errorf("found the surveys to come %v, want the one at the end", moments)
	}
	w.RunTo(at(t, "2027-04-10 09:00"))
	if diff := cmp.Diff([]string{"Other"}, surveyNames(t, w)); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func TestWhatCanWaitComesOncePerDay(t *testing.T) {
	w := introducedBerliners(t)
	applyAgain(t, w, asking("Midpoint", "midpoint"), asking("Other", "29 days"), asking("Third", "29 days"))
	w.RunTo(at(t, "2027-04-20 12:00"))
	rows, err := w.Store.Outbox(context.Background(), db.OutboxFilter{ProgramID: w.Program.ID, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	type dayOf struct {
		who program.Address
		day program.Date
	}
	heard := map[dayOf][]program.Kind{}
	for _, r := range rows {
		if rule, _ := r.Kind.Rule(); rule.Pace != program.Daily {
			continue
		}
		if r.State != program.OutboxDone {
			t.Errorf("a %s is %s: %s", r.Kind, r.State, r.Reason)
			continue
		}
		on := dayOf{r.To, program.DateOf(r.DoneAt.In(w.Program.Location()))}
		if next := on.day.AddDays(1).In(w.Program.Location(), 9*60); !r.NotAfter.IsZero() && r.NotAfter.Before(next.Add(time.Hour)) {
			continue // the next day would have been too late
		}
		heard[on] = append(heard[on], r.Kind)
	}
	for on, kinds := range heard {
		if len(kinds) > 1 {
			t.Errorf("%s heard on %s: %v", on.who, on.day, kinds)
		}
	}
	if sent := w.Sent(); sent[program.SurveyInvitation] != 3*4 || sent[program.SurveyReminder] != 3*4 || sent[program.MetQuestion] == 0 {
		t.Errorf("three surveys of four people, with their reminders and meetings, are %v", sent)
	}
}

// A reminder that is written on a Sunday leaves on Monday.
func TestWhoAnswersWhileTheReminderWaitsIsNotReminded(t *testing.T) {
	w := introducedBerliners(t)
	w.RunTo(at(t, "2027-03-14 12:00"))
	answers := func(who program.Address) {
		t.Helper()
		surveys, err := w.Store.Surveys(context.Background(), w.Program.ID)
		if err != nil || len(surveys) != 1 {
			t.Fatalf("surveys: %v, %v", surveys, err)
		}
		if err := w.Store.SaveAnswer(context.Background(), surveys[0].ID, w.Person(who).ID, program.Answers{surveys[0].Questions[0].ID: {"4"}}, w.Now); err != nil {
			t.Fatal(err)
		}
	}
	if n := countTo(t, w, "a@example.org", program.SurveyReminder, program.OutboxPending); n != 1 {
		t.Fatalf("%d reminders wait on Sunday, want 1", n)
	}
	answers("a@example.org")
	w.RunTo(at(t, "2027-03-20 12:00"))
	for who, want := range map[program.Address]int{"a@example.org": 0, "b@example.org": 1} {
		if n := countTo(t, w, who, program.SurveyReminder, program.OutboxDone); n != want {
			t.Errorf("%s got %d reminders, want %d", who, n, want)
		}
	}
}

func TestWhoIsAskedAfterAClosureIsNotRemindedBeforeTheyHadTimeToAnswer(t *testing.T) {
	w := registeredBerliners(t, "closures: [2027-03-06..2027-03-14]\n") // the survey is due on 9 March
	w.ApproveDraft()
	w.RunTo(at(t, "2027-03-19 12:00"))
	if sent := w.Sent(); sent[program.SurveyInvitation] != 4 || sent[program.SurveyReminder] != 0 {
		t.Errorf("in the week after the closure %d were asked and %d reminded, want 4 and nobody", sent[program.SurveyInvitation], sent[program.SurveyReminder])
	}
	w.RunTo(at(t, "2027-03-22 12:00"))
	if n := w.Sent()[program.SurveyReminder]; n != 4 {
		t.Errorf("a week after they were asked %d are reminded, want 4", n)
	}
}

// Nobody decides on the draft; weeks later people are paired by hand.
func TestASurveyThatIsDueBeforeAnybodyIsIntroducedIsSentOnceTheyKnowEachOther(t *testing.T) {
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	applyAgain(t, w, asking("Start", "2 days"), asking("Half", "midpoint"))
	w.RunTo(at(t, "2027-02-15 15:00")) // a Monday; the first survey was due on Wednesday
	if _, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now)
	w.ApproveDraft()
	w.RunTo(at(t, "2027-02-17 08:59"))
	if n := w.Sent()[program.Introduction]; n != 4 {
		t.Fatalf("%d are introduced, want 4", n)
	}
	if names := surveyNames(t, w); names != nil {
		t.Errorf("so soon after the introduction people are asked of %v", names)
	}
	applyAgain(t, w, asking("Start", "2 days"), asking("Half", "midpoint"))
	w.RunTo(at(t, "2027-02-18 12:00")) // their first agenda leaves on the day before
	if n := w.Sent()[program.SurveyInvitation]; n != 4 {
		t.Errorf("two days after the introduction %d are asked, want 4", n)
	}
	w.RunTo(at(t, "2027-03-10 12:00"))
	if n := w.Sent()[program.SurveyInvitation]; n != 8 {
		t.Errorf("after the second survey, at its day, %d invitations have left, want 8", n)
	}
	w.RunTo(at(t, "2027-04-20 12:00"))
	if diff := cmp.Diff([]string{"Start", "Half"}, surveyNames(t, w)); diff != "" {
		t.Errorf("sent in all (-want +got):\n%s", diff)
	}
}

func TestWhereNobodyIsEverIntroducedNoSurveyIsSentAndTheReportIsMade(t *testing.T) {
	w := newSmall(t, berliners)
	w.RunTo(at(t, "2027-04-20 12:00"))
	if names := surveyNames(t, w); names != nil {
		t.Errorf("sent %v", names)
	}
	if n := w.Sent()[program.ProgramReport]; n != 1 {
		t.Errorf("%d reports, want 1", n)
	}
}
