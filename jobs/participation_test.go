package jobs_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/program"
)

const fifth = "e@example.org,Eve,Europe/Berlin,,\n"

func TestUnpairedPersonIsToldAfterTheApprovalOnly(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners+fifth)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org")(t, w)
	w.RunTo(at(t, "2027-01-26 09:00"))
	if n := w.Sent()[program.UnpairedNotice]; n != 0 {
		t.Fatalf("%d people were told before the approval", n)
	}
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-27 12:00"))
	sent := w.Sent()
	if sent[program.UnpairedNotice] != 1 || sent[program.Introduction] != 4 {
		t.Errorf("found %d notices and %d introductions, want 1 and 4", sent[program.UnpairedNotice], sent[program.Introduction])
	}
}

func TestLeavingEndsThePairingAndClearsBothCalendars(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-02-24 12:00"))
	leaver := w.Person("a@example.org")
	before := w.Sent()
	for range 2 { // a second click changes nothing
		if err := w.Leave(context.Background(), leaver, w.Now); err != nil {
			t.Fatal(err)
		}
		leaver = w.Person("a@example.org")
	}
	w.RunTo(at(t, "2027-02-26 12:00"))
	sent := w.Sent()
	for kind, want := range (counts{program.ParticipationConfirmed: 1, program.InvitationCancelled: 2, program.PairingEndedNotice: 1}) {
		if n := sent[kind] - before[kind]; n != want {
			t.Errorf("%d messages of kind %s, want %d", n, kind, want)
		}
	}
	w.RunTo(at(t, "2027-04-20 12:00"))
	later := w.Sent()
	if later[program.SessionAgenda] != sent[program.SessionAgenda] || later[program.MetQuestion] != sent[program.MetQuestion] {
		t.Error("agendas or questions still come after the pairing has ended")
	}
	for _, m := range w.Delivered() {
		if strings.Contains(string(m.ICS), "METHOD:CANCEL") && !strings.Contains(string(m.ICS), "SEQUENCE:1\r\n") {
			t.Error("a cancellation has not the next SEQUENCE")
		}
	}
}

func TestPausedPersonIsNotPairedAndComesBack(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org", "c@example.org")(t, w)
	until := program.Date{Year: 2027, Month: 2, Day: 1}
	if err := w.Pause(context.Background(), w.Person("c@example.org"), until, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-25 09:00"))
	if d := w.Draft(); d.Number() != 2 || len(d.Summary.Unpaired) != 0 {
		t.Errorf("the draft pairs %d people and leaves out %d, want 2 and 0", d.Number(), len(d.Summary.Unpaired))
	}
	w.RunTo(at(t, "2027-02-01 08:59"))
	if s := w.Person("c@example.org").State; s != program.Paused {
		t.Errorf("before the date the person is %s", s)
	}
	w.RunTo(at(t, "2027-02-01 09:00"))
	if s := w.Person("c@example.org").State; s != program.Registered {
		t.Errorf("at the date the person is %s, want registered", s)
	}
}

func TestTooFewPeopleFailTheRoundAndAdministratorsAreTold(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	if n := w.Sent()[program.RoundFailedNotice]; n != 1 {
		t.Fatalf("%d notices, want 1", n)
	}
	rounds, err := w.Store.Rounds(context.Background(), w.Program.ID)
	if err != nil || rounds[0].State != program.RoundFailed {
		t.Fatalf("the round is %v, %v; want failed", rounds, err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if n := w.Sent()[program.RoundFailedNotice]; n != 1 {
		t.Errorf("%d notices an hour later, want 1", n)
	}
}

func TestUnsubscribedPersonGetsOnlyWhatTakingPartNeeds(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	if err := w.Unsubscribe(context.Background(), w.Person("a@example.org"), w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-04-20 09:00"))
	sent := w.Sent()
	if sent[program.Introduction] != 2 || sent[program.Invitation] != 2 {
		t.Errorf("found %d introductions and %d invitations, want 2 and 2", sent[program.Introduction], sent[program.Invitation])
	}
	for _, m := range w.Delivered() {
		if m.To == "a@example.org" && strings.Contains(m.Subject, "Did you meet") {
			t.Errorf("an unsubscribed person was asked: %s", m.Subject)
		}
	}
}

func TestNobodyIsPairedByTwoRoundsAtOnce(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	if _, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(5 * time.Minute))
	rounds, err := w.Store.Rounds(context.Background(), w.Program.ID)
	if err != nil || len(rounds) != 2 || rounds[1].State != program.RoundFailed {
		t.Errorf("the second round is %v, %v; want it failed, because everyone is taken", rounds, err)
	}
	w.RunTo(at(t, "2027-01-28 09:00"))
	if n := w.Sent()[program.Introduction]; n != 4 {
		t.Errorf("%d introductions, want 4", n)
	}
}

// February is the shortest month: a month after the last of January would be 29 days.
func TestLinkToTheOwnParticipationIsGoodForThirtyDays(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org")(t, w)
	for _, day := range []string{"2027-01-31 23:30", "2027-02-28 23:30"} {
		w.RunTo(at(t, day))
		p := w.Person("a@example.org")
		if err := w.Pause(context.Background(), p, program.DateOf(w.Now.AddDate(0, 0, 3)), w.Now); err != nil {
			t.Fatal(err)
		}
		w.RunTo(w.Now)
		last := w.Now.Add(30*24*time.Hour - time.Second)
		if _, err := w.Store.LinkFor(context.Background(), program.ForParticipation, p.PersonID, p.ID, last); err != nil {
			t.Errorf("of a message of %s the link to the own participation is not good at %s: %v", day, last, err)
		}
	}
}
