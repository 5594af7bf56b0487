package jobs_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// at is a moment in Berlin, where the sample program is at home.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02 15:04", s, berlin)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// counts are messages by kind.
type counts = map[program.Kind]int

// step is a line of a time-travel table: play to At, do Act; then the
// messages that have left since the line before are Sent, because.
type step struct {
	at      string
	act     func(t *testing.T, w *jobstest.World)
	sent    counts
	because string
}

func travel(t *testing.T, w *jobstest.World, steps []step) {
	t.Helper()
	before := counts{}
	for _, s := range steps {
		w.RunTo(at(t, s.at))
		w.RunTo(w.Now)
		if s.act != nil {
			s.act(t, w)
			w.RunTo(w.Now)
		}
		now := w.Sent()
		since := counts{}
		for kind, n := range now {
			if n > before[kind] {
				since[kind] = n - before[kind]
			}
		}
		if diff := cmp.Diff(s.sent, since); diff != "" {
			t.Fatalf("at %s, because %s (-want +got):\n%s", s.at, s.because, diff)
		}
		before = now
	}
}

// everyone in these tests is in Berlin, so that the table is easy to read.
const berliners = `email,first_name,timezone,skills_wanted,skills_offered
a@example.org,Ana,Europe/Berlin,,
b@example.org,Ben,Europe/Berlin,,
c@example.org,Cem,Europe/Berlin,,
d@example.org,Dana,Europe/Berlin,,
`

const small = `name: Small
slug: small
goal: networking
cycle: cohort
format: peers
admins: [admin@example.org]
timezone: Europe/Berlin
registration: {opens: 2027-01-11, closes: 2027-01-22}
matching: {opens: 2027-01-25, closes: 2027-02-05}
starts: 2027-02-08
length: 2 months
sessions: {every: 2 weeks, length: 45m, agenda: peer-starter}
pairing: {odd: leave_out}
questionnaire:
  - {id: skills_wanted, text: What do you want to learn?, type: text}
  - {id: skills_offered, text: What can you teach?, type: text}
surveys:
  - name: Midpoint
    when: midpoint
    questions: [{text: How is it?, type: scale, from: 1, to: 5}]
`

func newSmall(t *testing.T, people string) *jobstest.World {
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("small", []byte(small), []byte(people), nil)
	return w
}

func register(names ...program.Address) func(*testing.T, *jobstest.World) {
	return func(t *testing.T, w *jobstest.World) {
		t.Helper()
		for _, name := range names {
			w.RegisterOne(name)
		}
	}
}

func approve(_ *testing.T, w *jobstest.World) { w.ApproveDraft() }

func TestRegistrationIsOpenedRemindedAndClosed(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	travel(t, w, []step{
		{"2027-01-11 08:59", nil, counts{program.AdministratorWelcome: 1}, "the program was applied"},
		{"2027-01-11 09:00", nil, counts{program.RegisterInvitation: 4}, "registration opens"},
		{"2027-01-12 10:00", register("a@example.org", "b@example.org"), counts{program.RegistrationConfirmed: 2}, "two registered"},
		{"2027-01-20 08:59", nil, counts{}, "nothing happens in between"},
		{"2027-01-20 09:00", nil, counts{program.RegisterReminder: 2}, "two have not registered"},
		{"2027-01-25 08:59", nil, counts{}, "registration closes without a word"},
		{"2027-01-25 09:00", nil, counts{program.ApprovalRequest: 1}, "the round is due"},
	})
	late, err := w.Store.PersonByAddress(context.Background(), "c@example.org")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range w.People() {
		if p.PersonID != late.ID {
			continue
		}
		if err := w.Register(context.Background(), p, w.AnswersOf(p), w.Now); err != program.ErrClosed {
			t.Errorf("registering after the close gives %v, want ErrClosed", err)
		}
	}
}

func TestDraftIsRemindedEscalatedAndExpires(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	travel(t, w, []step{
		{"2027-01-12 10:00", register("a@example.org", "b@example.org", "c@example.org", "d@example.org"),
			counts{program.AdministratorWelcome: 1, program.RegisterInvitation: 4, program.RegistrationConfirmed: 4}, "all registered"},
		{"2027-01-25 09:00", nil, counts{program.ApprovalRequest: 1}, "the round is due"},
		{"2027-01-27 08:59", nil, counts{}, "two days are not over"},
		{"2027-01-27 09:00", nil, counts{program.ApprovalReminder: 1}, "nobody decided for two days"},
		{"2027-01-31 08:59", nil, counts{}, "one reminder is enough"},
		{"2027-01-31 09:00", nil, counts{program.ApprovalReminder: 1}, "one day is left"},
		{"2027-02-01 08:59", nil, counts{}, "it is not over"},
		{"2027-02-01 09:00", nil, counts{program.DraftDecided: 1}, "the draft has expired"},
		{"2027-02-05 09:00", nil, counts{program.NotPairedYet: 4, program.MatchingClosedNotice: 1}, "everyone was to hear by this day"},
		{"2027-03-31 09:00", nil, counts{}, "nobody is introduced by an expired draft"},
	})
}

func TestDecidedDraftIsNotRemindedOf(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	travel(t, w, []step{
		{"2027-01-12 10:00", register("a@example.org", "b@example.org"),
			counts{program.AdministratorWelcome: 1, program.RegisterInvitation: 4, program.RegistrationConfirmed: 2}, "two registered"},
		{"2027-01-25 09:00", nil, counts{program.RegisterReminder: 2, program.ApprovalRequest: 1}, "the round is due"},
		{"2027-01-25 09:30", approve, counts{program.DraftDecided: 1}, "administrators hear of the approval at once"},
		{"2027-01-25 09:39", nil, counts{}, "the undo window is open"},
		{"2027-01-25 09:40", nil, counts{program.Introduction: 2, program.Invitation: 2}, "the undo window is over"},
		{"2027-02-05 09:00", nil, counts{}, "nothing is left to decide"},
	})
}

func TestSessionsHaveAgendaQuestionAndEnd(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-25 12:00"))
	pairings, err := w.Store.Pairings(context.Background(), w.Program.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatalf("pairings: %v, %v", pairings, err)
	}
	sessions, err := w.Store.Sessions(context.Background(), pairings[0].ID)
	if err != nil || len(sessions) < 3 {
		t.Fatalf("sessions: %v, %v", sessions, err)
	}
	for i, s := range sessions[:2] {
		before := w.Sent()
		w.RunTo(s.StartsAt.Add(-time.Minute))
		if n := w.Sent()[program.SessionAgenda] - before[program.SessionAgenda]; n != 2 {
			t.Errorf("before session %d each of two members has one agenda, found %d", i+1, n)
		}
		w.RunTo(s.EndsAt.Add(10 * time.Minute))
		if n := w.Sent()[program.MetQuestion] - before[program.MetQuestion]; n != 0 {
			t.Errorf("%d questions came before people could be back at their desks", n)
		}
		w.RunTo(s.EndsAt.Add(24 * time.Hour))
		if n := w.Sent()[program.MetQuestion] - before[program.MetQuestion]; n != 2 {
			t.Errorf("after session %d each of two members has one question, found %d", i+1, n)
		}
	}
	yes := pairings[0].Members[0].ParticipantID
	if err := w.Store.AnswerMet(context.Background(), sessions[1].ID, yes, true, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(sessions[1].EndsAt.Add(6 * 24 * time.Hour))
	for i, want := range []program.SessionState{program.SessionUnknown, program.SessionMet, program.SessionInvited} {
		got, err := w.Store.Session(context.Background(), sessions[i].ID)
		if err != nil || got.State != want {
			t.Errorf("session %d is %s, %v; want %s", i+1, got.State, err, want)
		}
	}
	if err := w.Store.AnswerMet(context.Background(), sessions[1].ID, yes, false, w.Now); err != program.ErrClosed {
		t.Errorf("answering after the close gives %v, want ErrClosed", err)
	}
}

func TestSurveyRemindsOnlyThoseWhoHaveNotAnswered(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-03-09 08:59"))
	before := w.Sent()
	w.RunTo(at(t, "2027-03-10 09:00")) // a day later to whom an agenda leaves
	if n := w.Sent()[program.SurveyInvitation] - before[program.SurveyInvitation]; n != 4 {
		t.Fatalf("%d survey invitations at midpoint, want 4", n)
	}
	surveys, err := w.Store.Surveys(context.Background(), w.Program.ID)
	if err != nil || len(surveys) != 1 {
		t.Fatalf("surveys: %v, %v", surveys, err)
	}
	for _, p := range w.People()[:3] {
		if err := w.Store.SaveAnswer(context.Background(), surveys[0].ID, p.ID, program.Answers{surveys[0].Questions[0].ID: {"4"}}, w.Now); err != nil {
			t.Fatal(err)
		}
	}
	w.RunTo(at(t, "2027-03-16 12:00"))
	if n := w.Sent()[program.SurveyReminder]; n != 1 {
		t.Errorf("%d reminders, want one to the one who has not answered", n)
	}
	w.RunTo(at(t, "2027-03-24 12:00"))
	if err := w.Store.SaveAnswer(context.Background(), surveys[0].ID, w.People()[3].ID, program.Answers{}, w.Now); err != program.ErrClosed {
		t.Errorf("answering after two weeks gives %v, want ErrClosed", err)
	}
}
