package jobs_test

import (
	"slices"
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
			a.Answer, a.Stamp = answer, w.Now.Add(time.Duration(minutes-10)*time.Minute)
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

func TestAnswerThatClaimsToBeFromTheFutureHidesNoLaterOne(t *testing.T) {
	t.Parallel()
	for name, future := range map[string]func(*jobs.InvitationAnswer){
		"DTSTAMP":  func(a *jobs.InvitationAnswer) { a.Stamp = time.Date(9998, 12, 31, 0, 0, 0, 0, time.UTC) },
		"SEQUENCE": func(a *jobs.InvitationAnswer) { a.Sequence = 3_000_000_000 },
	} {
		w, pairing := meeting(t)
		take := func(answer program.PartStat, authentic bool, edit func(*jobs.InvitationAnswer), want string) {
			t.Helper()
			got := answering(t, w, pairing.ID, "a@example.org", nil, func(a *jobs.InvitationAnswer) {
				a.Answer, a.Authentic = answer, authentic
				edit(a)
			})
			if got != want {
				t.Errorf("%s: %s is %s, want %s", name, answer, got, want)
			}
			w.RunTo(w.Now.Add(24 * time.Hour))
		}
		as := func(*jobs.InvitationAnswer) {}
		take(program.Accepted, false, future, jobs.AskedWhose)
		take(program.Declined, false, as, jobs.AskedWhose)
		take(program.Accepted, true, future, jobs.TookAnswer)
		take(program.Declined, true, as, jobs.TookAnswer)
	}
}

func TestTimesThatNoClockShowsAreNoTrouble(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	year := func(n int) time.Time { return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC) }
	for _, stamp := range []time.Time{year(-1), year(0), year(1), w.Now, year(10_000)} {
		for _, proposed := range []time.Time{year(-1), year(2026), year(10_000)} {
			for _, authentic := range []bool{false, true} {
				answering(t, w, pairing.ID, "a@example.org", nil, func(a *jobs.InvitationAnswer) {
					a.Answer, a.Stamp, a.Proposed, a.Authentic = program.Tentative, stamp, proposed, authentic
				})
			}
		}
	}
	w.RunTo(w.Now.Add(time.Hour))
	if n := w.Sent()[program.MoveSuggested]; n != 0 {
		t.Errorf("%d emails speak of an hour that cannot be", n)
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

func TestAnswersToTheOldHourDoNotCountOnceAllMeetingsAreMoved(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	a, b := w.Person("a@example.org"), w.Person("b@example.org")
	counts := func(p program.Participant) program.PartStat {
		t.Helper()
		replies, err := w.Store.Replies(t.Context(), pairing.ID)
		if err != nil {
			t.Fatal(err)
		}
		return program.AnswerTo(sessionsOf(t, w, pairing.ID)[2], p.ID, replies)
	}
	first := func(a *jobs.InvitationAnswer) { a.Sequence = 0 }
	answering(t, w, pairing.ID, "a@example.org", nil, first)
	c := choices(t, w, pairing.ID)
	if err := w.MoveSession(t.Context(), c, a.ID, c.Openings[0], w.Now); err != nil {
		t.Fatal(err)
	}
	if got := answering(t, w, pairing.ID, "b@example.org", nil, first); got != jobs.TookAnswer || counts(a) != program.Accepted || counts(b) != program.Accepted {
		t.Errorf("one meeting has moved, an answer to all is: %s; of another meeting count %s and %s", got, counts(a), counts(b))
	}
	c = choices(t, w, pairing.ID)
	if err := w.ShiftSeries(t.Context(), c, b.ID, c.Shifts[0], w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	late := func(a *jobs.InvitationAnswer) { a.Answer, a.Sequence = program.Declined, 1 }
	if got := answering(t, w, pairing.ID, "b@example.org", nil, late); got != jobs.OldAnswer || counts(a) != "" || counts(b) != "" {
		t.Errorf("all have moved, an answer to what was is: %s; count %q and %q", got, counts(a), counts(b))
	}
	if got := answering(t, w, pairing.ID, "b@example.org", nil, says(program.Tentative)); got != jobs.TookAnswer || counts(b) != program.Tentative {
		t.Errorf("an answer to the new hour is: %s; %q counts", got, counts(b))
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

func TestWhoDeclinesAgainOnceAllMeetingsAreMovedIsAskedAgain(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	stamp := w.Now
	for asked := 1; asked <= 2; asked++ {
		for range 2 {
			answering(t, w, pairing.ID, "b@example.org", nil, func(a *jobs.InvitationAnswer) { a.Answer, a.Stamp = program.Declined, stamp })
		}
		w.RunTo(w.Now.Add(24 * time.Hour))
		if n := w.Sent()[program.SeriesDeclined]; n != asked {
			t.Errorf("asked %d times after %d answers to other hours", n, asked)
		}
		c := choices(t, w, pairing.ID)
		if err := w.ShiftSeries(t.Context(), c, w.Person("b@example.org").ID, c.Shifts[0], w.Now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHourThatSomebodyAsksForIsOfferedWhereAMeetingCanBe(t *testing.T) {
	t.Parallel()
	w := jobstest.New(t, dbtest.New(t))
	definition := strings.NewReplacer("length: 2 months", "length: 10 months", "sessions:", "closures: [2027-10-29..2027-10-29]\nsessions:").Replace(small)
	w.Apply("small", []byte(definition), []byte(berliners), nil)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-10-27 12:00"))
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, ask := range []struct {
		at, why string
		want    bool
	}{
		{"2027-10-28T19:00:00Z", "an evening", true},
		{"2027-10-29T12:00:00Z", "a closure", false},
		{"2027-10-31T00:30:00Z", "the first 02:30 of that night", false},
		{"2027-10-31T01:30:00Z", "the second", false},
		{"2027-10-30T23:45:00Z", "clocks change before its end", false},
		{"2027-10-31T10:00:00Z", "a Sunday", true},
	} {
		session := choices(t, w, pairings[0].ID).Session()
		hour, err := time.Parse(time.RFC3339, ask.at)
		if err != nil {
			t.Fatal(err)
		}
		got := answering(t, w, pairings[0].ID, "a@example.org", &session, func(a *jobs.InvitationAnswer) { a.Answer, a.Proposed = program.Tentative, hour })
		if got != jobs.TookAnswer {
			t.Fatal(got)
		}
		if offered := slices.ContainsFunc(choices(t, w, pairings[0].ID).For(w.Person("b@example.org").ID), hour.Equal); offered != ask.want {
			t.Errorf("%s, %s, is offered: %v for the meeting of %s", ask.at, ask.why, offered, session.StartsAt)
		}
		w.RunTo(w.Now.Add(time.Minute))
	}
}

func TestWhoHasNotAnsweredIsNudgedOnceWhereAnswersCanArrive(t *testing.T) {
	t.Parallel()
	a, b := program.Address("a@example.org"), program.Address("b@example.org")
	for _, c := range []struct {
		because         string
		inbox, received bool
		answers         []program.Address
		want            []program.Address
	}{
		{"no answer can come", false, false, nil, nil},
		{"a mailbox is read, and nobody has answered", true, false, nil, []program.Address{a, b}},
		{"one has answered", true, false, []program.Address{a}, []program.Address{b}},
		{"all have", true, false, []program.Address{a, b}, nil},
		{"a mail server has handed over a message, whatever it was", false, true, nil, []program.Address{a, b}},
	} {
		w := newSmall(t, berliners)
		w.Inbox = c.inbox
		if c.received {
			if _, err := w.Receive(t.Context(), strings.NewReader("Subject: Out of office\r\n\r\n"), w.Now); err != nil {
				t.Fatal(err)
			}
		}
		register(a, b)(t, w)
		w.RunTo(at(t, "2027-01-25 09:00"))
		w.ApproveDraft()
		w.RunTo(at(t, "2027-01-26 12:00"))
		pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range c.answers {
			answering(t, w, pairings[0].ID, from, nil, says(program.Accepted))
		}
		w.RunTo(at(t, "2027-02-05 12:00"))
		var nudged []program.Address
		for _, m := range w.Delivered() {
			if strings.HasPrefix(m.Subject, "Does this time suit you") {
				nudged = append(nudged, program.Address(m.To))
			}
		}
		slices.Sort(nudged)
		if !slices.Equal(nudged, c.want) {
			t.Errorf("%s: %s are nudged, want %s", c.because, nudged, c.want)
		}
	}
}
