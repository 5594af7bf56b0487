package jobs_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// wishes takes a member's answer that they would rather have the next meeting at an hour.
func wishes(t *testing.T, w *jobstest.World, pairing program.ID, from program.Address, hour time.Time) {
	t.Helper()
	session := choices(t, w, pairing).Session()
	got := answering(t, w, pairing, from, &session, func(a *jobs.InvitationAnswer) { a.Answer, a.Proposed = program.Tentative, hour })
	if got != jobs.TookAnswer {
		t.Fatal(got)
	}
}

// suggestedTo is what one person reads of other times for a meeting.
func suggestedTo(w *jobstest.World, to string) string {
	for _, m := range slices.Backward(w.Delivered()) {
		if m.To == to && strings.Contains(m.Subject, "another time for your meeting") {
			return m.Text
		}
	}
	return ""
}

func TestHourThatDoesNotSuitEverybodyIsNotForWhoeverWishesForIt(t *testing.T) {
	t.Parallel()
	w, pairing := meeting(t)
	a, b := w.Person("a@example.org"), w.Person("b@example.org")
	day := choices(t, w, pairing.ID).Session().StartsAt.In(w.Program.Location())
	night := time.Date(day.Year(), day.Month(), day.Day(), 2, 0, 0, 0, day.Location())
	wishes(t, w, pairing.ID, "b@example.org", night)
	c := choices(t, w, pairing.ID)
	if len(c.Wishes(b.ID)) != 0 || len(c.Wishes(a.ID)) != 1 || !c.Wishes(a.ID)[0].Outside || c.Wishes(a.ID)[0].Busy {
		t.Errorf("b wishes for %v, a is offered %v", c.Wishes(b.ID), c.Wishes(a.ID))
	}
	if err := w.MoveSession(t.Context(), c, b.ID, night, w.Now); !errors.Is(err, jobs.ErrNotOffered) {
		t.Errorf("b moves the meeting of both into the night: %v", err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if text := suggestedTo(w, "a@example.org"); !strings.Contains(text, "02:00 (Berlin time).\n\nIt is outside your working hours.\n") {
		t.Errorf("a reads:\n%s", text)
	}
	if err := w.MoveSession(t.Context(), choices(t, w, pairing.ID), a.ID, night, w.Now); err != nil {
		t.Errorf("a moves it there: %v", err)
	}
}

func TestMeetingIsNeverMovedToWhenAMemberMeetsOthers(t *testing.T) {
	t.Parallel()
	w := mentors(t)
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 3 {
		t.Fatal(pairings, err)
	}
	mine, taken := pairings[0].ID, sessionsOf(t, w, pairings[1].ID)[0].StartsAt
	members := choices(t, w, mine).Members()
	mentee := members[slices.IndexFunc(members, func(p program.Participant) bool { return p.Person.Address != "m@example.org" })]
	for _, hour := range []time.Time{taken, taken.Add(15 * time.Minute)} {
		wishes(t, w, mine, mentee.Person.Address, hour)
		for _, p := range members {
			if err := w.MoveSession(t.Context(), choices(t, w, mine), p.ID, hour, w.Now); !errors.Is(err, jobs.ErrNotOffered) {
				t.Errorf("%s moves the meeting to %s, when the mentor meets another: %v", p.Person.Address, hour, err)
			}
		}
		w.RunTo(w.Now.Add(time.Minute))
	}
}

func TestMeetingsAreNotMovedToAnHourThatWasTakenSinceItWasOffered(t *testing.T) {
	t.Parallel()
	w := mentors(t)
	pairings, err := w.Store.Pairings(t.Context(), w.Program.ID)
	if err != nil || len(pairings) != 3 {
		t.Fatal(pairings, err)
	}
	first, second := choices(t, w, pairings[0].ID), choices(t, w, pairings[1].ID)
	both := slices.DeleteFunc(slices.Clone(first.Openings), func(at time.Time) bool { return !slices.ContainsFunc(second.Openings, at.Equal) })
	if len(both) == 0 {
		t.Fatalf("offered are %v and %v", first.Openings, second.Openings)
	}
	if err := w.MoveSession(t.Context(), first, first.Members()[0].ID, both[0], w.Now); err != nil {
		t.Fatal(err)
	}
	if err := w.MoveSession(t.Context(), second, second.Members()[0].ID, both[0], w.Now); !errors.Is(err, program.ErrConflict) {
		t.Errorf("the mentor has another meeting then, by now: %v", err)
	}
}

// Ben wishes for an hour in the working hours of both, at which Ana has an appointment.
func TestWhoIsBusyAtAnHourThatIsWishedForReadsSoAndDecides(t *testing.T) {
	t.Parallel()
	w, server, pairing, sessions := introducedInWorkspace(t, "", nil)
	ana, ben := w.Person("ana@example.org"), w.Person("ben@example.org")
	first, last := sessions[0], sessions[len(sessions)-1]
	for _, hour := range []time.Time{first.StartsAt.AddDate(0, 0, 1), last.StartsAt.AddDate(0, 0, 12).Add(-2 * time.Hour)} { // near, and beyond where other hours are looked for
		for c := choices(t, w, pairing); hour.After(last.StartsAt) && c.Session().ID != last.ID; c = choices(t, w, pairing) {
			if err := w.SkipSession(t.Context(), c, ana.ID, w.Now); err != nil {
				t.Fatal(err)
			}
		}
		occupy(server, "ana@example.org", hour, hour.Add(time.Hour))
		wishes(t, w, pairing, "ben@example.org", hour)
		c := choices(t, w, pairing)
		if got := c.Wishes(ana.ID); len(got) != 1 || got[0].Outside || !got[0].Busy || got[0].By != "Ben" {
			t.Errorf("Ana is offered %v", got)
		}
		if slices.ContainsFunc(c.For(ben.ID), hour.Equal) {
			t.Errorf("Ben may choose %s", hour)
		}
		w.RunTo(w.Now.Add(time.Hour))
		if text := suggestedTo(w, "ana@example.org"); !strings.Contains(text, "Your calendar has something else then.") || strings.Contains(text, "outside your working hours") {
			t.Errorf("Ana reads:\n%s", text)
		}
	}
}

func TestHourThatIsWishedForInAnAnswerToTheWholeSeriesIsOfItsNextMeeting(t *testing.T) {
	t.Parallel()
	for _, length := range []string{"2 months", "3 weeks"} { // four meetings; one, which has no rule in a calendar
		w, pairing := meetingsFor(t, length)
		a := w.Person("a@example.org")
		first := choices(t, w, pairing.ID).Session()
		hour := first.StartsAt.Add(5 * time.Hour)
		answering(t, w, pairing.ID, "b@example.org", nil, func(a *jobs.InvitationAnswer) { a.Answer, a.Proposed = program.Tentative, hour })
		w.RunTo(w.Now.Add(time.Hour))
		if text := suggestedTo(w, "a@example.org"); !strings.Contains(text, "You can choose this time") {
			t.Errorf("%s: a reads:\n%s", length, text)
		}
		for _, s := range sessionsOf(t, w, pairing.ID)[1:] {
			if c, err := w.Choices(t.Context(), pairing.ID, s.ID, w.Now); err != nil || slices.ContainsFunc(c.For(a.ID), hour.Equal) {
				t.Errorf("%s: the hour is offered for the meeting of %s, too: %v", length, s.StartsAt, err)
			}
		}
		if err := w.MoveSession(t.Context(), choices(t, w, pairing.ID), a.ID, hour, w.Now); err != nil {
			t.Errorf("%s: a cannot choose what the email offers: %v", length, err)
		}
		if c := choices(t, w, pairing.ID); len(c.Wishes(a.ID)) != 0 {
			t.Errorf("%s: once that is done a is offered %v", length, c.Wishes(a.ID))
		}
	}
}

func TestTheOnlyMeetingOfASeriesIsDeclinedLikeOneOfMany(t *testing.T) {
	t.Parallel()
	w, pairing := meetingsFor(t, "3 weeks")
	decline := func(sequence int) string {
		t.Helper()
		return answering(t, w, pairing.ID, "b@example.org", nil, func(a *jobs.InvitationAnswer) { a.Answer, a.Sequence = program.Declined, sequence })
	}
	decline(0)
	w.RunTo(w.Now.Add(time.Hour))
	if sent := w.Sent(); sent[program.MoveSuggested] != 2 || sent[program.SeriesDeclined] != 0 {
		t.Errorf("sent are %v", sent)
	}
	if text := suggestedTo(w, "a@example.org"); !strings.Contains(text, "cannot come to your meeting of") || !strings.Contains(text, "These times lie in everybody’s working hours") {
		t.Errorf("a reads:\n%s", text)
	}
	c := choices(t, w, pairing.ID)
	if err := w.MoveSession(t.Context(), c, w.Person("a@example.org").ID, c.Openings[0], w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if got := decline(0); got != jobs.OldAnswer {
		t.Errorf("an answer to the hour before: %s", got)
	}
	w.RunTo(w.Now.Add(time.Hour))
	if n := w.Sent()[program.MoveSuggested]; n != 2 {
		t.Errorf("%d suggestions after an answer to the hour before", n)
	}
}

func TestNobodyReadsThatThereIsNoOtherTimeWhileItIsNotKnownWhoIsBusy(t *testing.T) {
	t.Parallel()
	w, server, pairing, sessions := introducedInWorkspace(t, "", nil)
	decline := func(session program.Session) string {
		t.Helper()
		answering(t, w, pairing, "ben@example.org", &session, says(program.Declined))
		w.RunTo(w.Now.Add(time.Hour))
		return suggestedTo(w, "ana@example.org")
	}
	const nothing, unknown, known = "We found no other time", "The link below shows them as soon as we can", "These times lie in everybody’s working hours"
	server.HideBusy("ana@example.org", "internalError")
	if text := decline(sessions[0]); strings.Contains(text, nothing) || strings.Contains(text, known) || !strings.Contains(text, unknown) {
		t.Errorf("while it is not known Ana reads:\n%s", text)
	}
	server.HideBusy("ana@example.org", "")
	if c := choices(t, w, pairing); c.Unknown || len(c.Openings) == 0 {
		t.Errorf("once it is known, the page offers %v", c.Openings)
	}
	if text := decline(sessions[1]); strings.Contains(text, unknown) || !strings.Contains(text, known) {
		t.Errorf("once it is known Ana reads:\n%s", text)
	}
}

// Ana is not known to be busy at the hour that Ben wishes for: she decides.
func TestHourThatIsWishedForWhileItIsNotKnownWhoIsBusyIsForTheOthers(t *testing.T) {
	t.Parallel()
	w, server, pairing, sessions := introducedInWorkspace(t, "", nil)
	hour := choices(t, w, pairing).Openings[0]
	server.HideBusy("ana@example.org", "internalError")
	wishes(t, w, pairing, "ben@example.org", hour)
	c := choices(t, w, pairing)
	if ana, ben := c.For(w.Person("ana@example.org").ID), c.For(w.Person("ben@example.org").ID); len(ana) != 1 || !ana[0].Equal(hour) || len(ben) != 0 {
		t.Errorf("for the meeting of %s Ana may choose %v, Ben %v", sessions[0].StartsAt, ana, ben)
	}
}
