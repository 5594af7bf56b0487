package jobs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// answering takes an answer of one of the pair, as their calendar sends it.
func answering(t *testing.T, w *jobstest.World, pairing program.ID, from program.Address, session *program.Session, edit func(*jobs.InvitationAnswer)) string {
	t.Helper()
	series, err := dbtest.LastSeries(t.Context(), w.Store, pairing)
	if err != nil {
		t.Fatal(err)
	}
	a := jobs.InvitationAnswer{UID: series.UID, Answer: program.Accepted, Sequence: series.Sequence, Stamp: w.Now, Source: "imip", From: from, Authentic: true}
	if session != nil {
		a.Recurrence = session.Recurrence()
	}
	edit(&a)
	what, err := w.TakeAnswer(t.Context(), a, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	return what
}

func says(answer program.PartStat) func(*jobs.InvitationAnswer) {
	return func(a *jobs.InvitationAnswer) { a.Answer = answer }
}

func TestNewestAnswerCountsInWhateverOrderTheyCome(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	session := sessionsOf(t, w, pairing.ID)[1]
	take := func(answer program.PartStat, minutes int, want string) {
		t.Helper()
		got := answering(t, w, pairing.ID, "A@Example.org", &session, func(a *jobs.InvitationAnswer) {
			a.Answer, a.Stamp = answer, w.Now.Add(time.Duration(minutes)*time.Minute)
		})
		if got != want {
			t.Errorf("%s at %d: %s, want %s", answer, minutes, got, want)
		}
	}
	take(program.Tentative, 5, jobs.TookAnswer)
	take(program.Declined, 1, jobs.OldAnswer)
	take(program.Tentative, 5, jobs.OldAnswer)
	take(program.Accepted, 9, jobs.TookAnswer)
	take(program.Declined, 7, jobs.OldAnswer)
	replies, err := w.Store.Replies(t.Context(), pairing.ID)
	if err != nil || len(replies) != 1 {
		t.Fatalf("%v, %v", replies, err)
	}
	a := w.Person("a@example.org")
	if got := program.AnswerTo(session, a.ID, replies); got != program.Accepted {
		t.Errorf("what counts is %s", got)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if n := w.Sent()[program.MoveSuggested]; n != 0 {
		t.Errorf("%d suggestions after answers that do not count", n)
	}
}

func TestAnswersThatMeanNothingAreToldApart(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	session := sessionsOf(t, w, pairing.ID)[0]
	got := map[string]string{
		"unknown UID":     answering(t, w, pairing.ID, "a@example.org", nil, func(a *jobs.InvitationAnswer) { a.UID = "x" }),
		"a stranger":      answering(t, w, pairing.ID, "d@example.org", nil, says(program.Declined)),
		"no such session": answering(t, w, pairing.ID, "a@example.org", nil, func(a *jobs.InvitationAnswer) { a.Recurrence = session.StartsAt.Add(time.Hour) }),
		"nobody vouches":  answering(t, w, pairing.ID, "a@example.org", nil, func(a *jobs.InvitationAnswer) { a.Authentic = false }),
		"by its address": answering(t, w, pairing.ID, "alias@example.org", nil, func(a *jobs.InvitationAnswer) {
			a.Authentic, a.Participant, a.Attendee = false, w.Person("b@example.org").ID, "b@example.org"
		}),
		"another's address": answering(t, w, pairing.ID, "a@example.org", nil, func(a *jobs.InvitationAnswer) { a.Participant = w.Person("d@example.org").ID }),
	}
	want := map[string]string{
		"unknown UID": jobs.UnknownUID, "a stranger": jobs.UnknownMember, "no such session": jobs.UnknownSession, "nobody vouches": jobs.AskedWhose,
		"by its address": jobs.TookAnswer, "another's address": jobs.UnknownMember,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c := choices(t, w, pairing.ID)
	if err := w.MoveSession(t.Context(), c, c.Members()[0].ID, c.Openings[0], w.Now); err != nil {
		t.Fatal(err)
	}
	if got := answering(t, w, pairing.ID, "a@example.org", &session, func(a *jobs.InvitationAnswer) { a.Sequence = 0 }); got != jobs.OldAnswer {
		t.Errorf("an answer to the hour before: %s", got)
	}
	if err := w.Leave(t.Context(), w.Person("a@example.org"), w.Now); err != nil {
		t.Fatal(err)
	}
	if got := answering(t, w, pairing.ID, "b@example.org", nil, says(program.Declined)); got != jobs.ClosedMeeting {
		t.Errorf("after the end: %s", got)
	}
}

func TestWhatFollowsFromAnAnswerIsSentOnce(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	session := sessionsOf(t, w, pairing.ID)[0]
	before := w.Sent()
	since := func() counts {
		w.RunTo(w.Now.Add(time.Hour))
		sent := counts{}
		for kind, n := range w.Sent() {
			if n > before[kind] {
				sent[kind] = n - before[kind]
			}
		}
		before = w.Sent()
		return sent
	}
	check := func(because string, want counts) {
		t.Helper()
		if diff := cmp.Diff(want, since()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", because, diff)
		}
	}
	answering(t, w, pairing.ID, "a@example.org", nil, says(program.Accepted))
	answering(t, w, pairing.ID, "b@example.org", &session, says(program.Tentative))
	check("nothing follows from yes and maybe", counts{})
	for range 3 {
		answering(t, w, pairing.ID, "b@example.org", &session, says(program.Declined))
	}
	check("both hear of hours that suit both", counts{program.MoveSuggested: 2})
	answering(t, w, pairing.ID, "b@example.org", &session, says(program.Declined))
	check("no again, an hour later, is the same answer", counts{})
	proposed := choices(t, w, pairing.ID).Openings[2].Add(15 * time.Minute)
	answering(t, w, pairing.ID, "b@example.org", &session, func(a *jobs.InvitationAnswer) { a.Answer, a.Proposed = program.Tentative, proposed })
	check("the other hears of the proposal", counts{program.MoveSuggested: 1})
	if c := choices(t, w, pairing.ID); !c.Openings[0].Equal(proposed) {
		t.Errorf("the proposal of %s is not offered: %v", proposed, c.Openings)
	} else if err := w.MoveSession(t.Context(), c, c.Members()[0].ID, proposed, w.Now); err != nil {
		t.Error(err)
	}
	check("and takes it", counts{program.MeetingChanged: 2})
	answering(t, w, pairing.ID, "a@example.org", nil, says(program.Declined))
	check("who declines all is asked", counts{program.SeriesDeclined: 1})
	sessions := sessionsOf(t, w, pairing.ID)
	if sessions[0].State != program.SessionInvited || sessions[1].State != program.SessionInvited {
		t.Error("meetings do not stand once somebody has declined them")
	}
}

func TestWhoHasNotAnsweredIsNudgedOnceWhereAnswersArrive(t *testing.T) {
	t.Parallel()
	for _, arrive := range []bool{true, false} {
		w := newSmall(t, berliners)
		register("a@example.org", "b@example.org")(t, w)
		w.RunTo(at(t, "2027-01-25 09:00"))
		w.ApproveDraft()
		w.RunTo(at(t, "2027-01-26 12:00"))
		pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
		if err != nil {
			t.Fatal(err)
		}
		if arrive {
			answering(t, w, pairings[0].ID, "a@example.org", nil, says(program.Accepted))
		}
		w.RunTo(at(t, "2027-02-05 12:00"))
		nudged := 0
		for _, m := range w.Delivered() {
			if strings.HasPrefix(m.Subject, "Does this time suit you") {
				if nudged++; m.To != "b@example.org" {
					t.Errorf("%s is nudged, who has answered", m.To)
				}
			}
		}
		if want := map[bool]int{true: 1}[arrive]; nudged != want {
			t.Errorf("answers arrive: %v; %d nudges, want %d", arrive, nudged, want)
		}
	}
}
