package web_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
)

var hidden = regexp.MustCompile(`name="(session|revision)" value="([^"]+)"`)

// moving is the form of the first person's page, filled in: the first other hour,
// all meetings, or skip.
func (s *stage) moving(to string) []string {
	s.t.Helper()
	path := s.path(program.ForMove, string(s.People()[0].Person.Address))
	page := s.want(s.get(path), http.StatusOK).body
	form := []string{"token", tokenOf(path)}
	for _, field := range hidden.FindAllStringSubmatch(page, -1) {
		form = append(form, field[1], field[2])
	}
	choice := map[string]string{"opening": `name="to" value="(\d{4}-[^"]+)"`, "shift": `name="to" value="(-?\d+)"`, "skip": `name="to" value="(skip)"`}[to]
	found := regexp.MustCompile(choice).FindStringSubmatch(page)
	if found == nil {
		s.t.Fatalf("no choice %s on\n%s", to, page)
	}
	return append(form, "to", found[1])
}

func introducedStage(t *testing.T) *stage {
	s := drafted(t)
	s.ApproveDraft()
	s.RunTo(s.Now.Add(48 * time.Hour))
	return s
}

func TestMeetingIsMovedAndSkippedByItsMembers(t *testing.T) {
	t.Parallel()
	s := introducedStage(t)
	path := s.path(program.ForMove, string(s.People()[0].Person.Address))
	s.want(s.get(path), http.StatusOK, "Your meeting with", "Move it to", "Skip it this once")
	s.want(s.get(path+"?session=2"), http.StatusOK, "Your meeting with")
	s.want(s.get(path+"?session=99"), http.StatusOK)
	stale := s.moving("shift")
	s.want(s.post("/move", stale[:6]...), http.StatusUnprocessableEntity, "Please answer this")
	s.want(s.post("/move", append(stale[:6:6], "to", "2027-03-01T03:17:00Z")...), http.StatusConflict, "have changed in the meantime")
	moved := s.moving("opening")
	s.want(s.follow("/move", moved...), http.StatusOK, "The meeting is moved")
	s.want(s.follow("/move", moved...), http.StatusOK, "The meeting is moved") // a second click
	s.want(s.post("/move", stale...), http.StatusConflict, "have changed in the meantime")
	skipped := s.moving("skip")
	s.want(s.follow("/move", skipped...), http.StatusOK, "The meeting is skipped")
	s.want(s.follow("/move", skipped...), http.StatusOK, "The meeting is skipped")
	s.want(s.follow("/move", s.moving("shift")...), http.StatusOK, "The meetings are moved")
}

// unvouched takes an answer in the name of the first person that nobody vouches for.
func (s *stage) unvouched(pairing program.ID, edit func(*jobs.InvitationAnswer)) string {
	s.t.Helper()
	series, err := dbtest.LastSeries(background, s.Store, pairing)
	if err != nil {
		s.t.Fatal(err)
	}
	a := jobs.InvitationAnswer{UID: series.UID, Answer: program.Declined, Sequence: series.Sequence, Stamp: s.Now, Source: "imip", From: s.People()[0].Person.Address}
	edit(&a)
	what, err := s.TakeAnswer(background, a, s.Now)
	if err != nil {
		s.t.Fatal(err)
	}
	return what
}

// answers are what the members of a pairing have answered, as far as it counts.
func (s *stage) answers(pairing program.ID) (all []program.PartStat) {
	s.t.Helper()
	replies, err := s.Store.Replies(background, pairing)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, r := range replies {
		all = append(all, r.Answer)
	}
	return all
}

// firstPairing is the pairing of the first person.
func (s *stage) firstPairing() program.ID {
	s.t.Helper()
	pairings, err := s.Store.PairingsOf(background, s.People()[0].ID)
	if err != nil || len(pairings) == 0 {
		s.t.Fatalf("%v, %v", pairings, err)
	}
	return pairings[0].ID
}

func TestAnswerOfAStrangerCountsOnceItsPersonHasConfirmedIt(t *testing.T) {
	t.Parallel()
	s := introducedStage(t)
	p, pairing := s.People()[0], s.firstPairing()
	if what := s.unvouched(pairing, func(*jobs.InvitationAnswer) {}); what != jobs.AskedWhose {
		t.Fatal(what)
	}
	s.RunTo(s.Now.Add(time.Hour))
	path := s.path(program.ForReply, string(p.Person.Address))
	s.want(s.get(path), http.StatusOK, "Was this answer to", "you decline your meetings")
	if got := s.answers(pairing); len(got) != 0 {
		t.Errorf("%s counts, which nobody has confirmed", got)
	}
	s.want(s.follow("/reply", "token", tokenOf(path)), http.StatusOK, "Your answer counts now")
	s.want(s.follow("/reply", "token", tokenOf(path)), http.StatusOK, "Your answer counts now")
	if got := s.answers(pairing); len(got) != 1 {
		t.Errorf("%s count, want one answer", got)
	}
}

func TestLinkConfirmsTheAnswerThatItsMailAskedAboutWhateverCameSince(t *testing.T) {
	t.Parallel()
	s := introducedStage(t)
	p, pairing := s.People()[0], s.firstPairing()
	proposed := s.Now.Add(72 * time.Hour)
	own := func(a *jobs.InvitationAnswer) { a.Answer, a.Proposed = program.Tentative, proposed }
	if what := s.unvouched(pairing, own); what != jobs.AskedWhose {
		t.Fatal(what)
	}
	s.RunTo(s.Now.Add(time.Hour))
	first := s.path(program.ForReply, string(p.Person.Address))
	if what := s.unvouched(pairing, func(*jobs.InvitationAnswer) {}); what != jobs.AskedToday {
		t.Errorf("another of the same day: %s", what)
	}
	s.RunTo(s.Now.Add(24 * time.Hour))
	if what := s.unvouched(pairing, func(a *jobs.InvitationAnswer) { a.Stamp = s.Now.Add(-24 * time.Hour) }); what != jobs.AskedWhose {
		t.Errorf("another of the next day: %s", what)
	}
	s.RunTo(s.Now.Add(time.Hour))
	second := s.path(program.ForReply, string(p.Person.Address))
	if first == second {
		t.Fatal("both questions have the same link")
	}
	s.want(s.get(second), http.StatusOK, "you decline your meetings")
	s.want(s.get(first), http.StatusOK, "you may come to your meetings", "asks for another time")
	s.want(s.follow("/reply", "token", tokenOf(first)), http.StatusOK, "Your answer counts now")
	if got := s.answers(pairing); len(got) != 1 || got[0] != program.Tentative {
		t.Errorf("%s counts, but tentative was confirmed", got)
	}
}

func TestNothingIsLeftToConfirmOnceTheMeetingOrTheAnswerHasChanged(t *testing.T) {
	t.Parallel()
	s := introducedStage(t)
	p, pairing := s.People()[0], s.firstPairing()
	for _, meanwhile := range []struct {
		what   string
		one    bool // the answer is to one meeting
		change func(jobs.Choices, jobs.InvitationAnswer) error
	}{
		{"they have answered again", true, func(_ jobs.Choices, a jobs.InvitationAnswer) error {
			a.Authentic, a.Answer, a.Stamp = true, program.Accepted, s.Now
			_, err := s.TakeAnswer(background, a, s.Now)
			return err
		}},
		{"the meeting is moved", true, func(c jobs.Choices, _ jobs.InvitationAnswer) error {
			return s.MoveSession(background, c, c.Members()[1].ID, c.Openings[0], s.Now)
		}},
		{"the meeting is skipped", true, func(c jobs.Choices, _ jobs.InvitationAnswer) error {
			return s.SkipSession(background, c, c.Members()[1].ID, s.Now)
		}},
		{"all meetings are moved", false, func(c jobs.Choices, _ jobs.InvitationAnswer) error {
			return s.ShiftSeries(background, c, c.Members()[1].ID, c.Shifts[0], s.Now)
		}},
	} {
		s.RunTo(s.Now.Add(24 * time.Hour))
		c, err := s.Choices(background, pairing, "", s.Now)
		if err != nil {
			t.Fatal(err)
		}
		var asked jobs.InvitationAnswer
		got := s.unvouched(pairing, func(a *jobs.InvitationAnswer) {
			if meanwhile.one {
				a.Recurrence = c.Session().Recurrence()
			}
			asked = *a
		})
		if got != jobs.AskedWhose {
			t.Fatal(got)
		}
		s.RunTo(s.Now.Add(time.Hour))
		path := s.path(program.ForReply, string(p.Person.Address))
		s.want(s.get(path), http.StatusOK, "Was this answer to")
		if err := meanwhile.change(c, asked); err != nil {
			t.Fatalf("%s: %v", meanwhile.what, err)
		}
		before := s.answers(pairing)
		s.want(s.get(path), http.StatusGone, "There is nothing left to confirm")
		s.want(s.post("/reply", "token", tokenOf(path)), http.StatusGone, "You need not do anything")
		if got := s.answers(pairing); len(got) != len(before) || slices.Contains(got, program.Declined) {
			t.Errorf("%s, and %v count, before it was %v", meanwhile.what, got, before)
		}
	}
}

func TestLinkOfAQuestionConfirmsNothingThatIsSaidOfTheNextHour(t *testing.T) {
	t.Parallel()
	s := introducedStage(t)
	p, pairing := s.People()[0], s.firstPairing()
	c, err := s.Choices(background, pairing, "", s.Now)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(answer program.PartStat) string {
		t.Helper()
		what := s.unvouched(pairing, func(a *jobs.InvitationAnswer) { a.Recurrence, a.Answer = c.Session().Recurrence(), answer })
		if what != jobs.AskedWhose {
			t.Fatal(what)
		}
		s.RunTo(s.Now.Add(time.Hour))
		return s.path(program.ForReply, string(p.Person.Address))
	}
	first := ask(program.Accepted)
	if err := s.MoveSession(background, c, c.Members()[1].ID, c.Openings[0], s.Now); err != nil {
		t.Fatal(err)
	}
	second := ask(program.Declined) // of the same day
	s.want(s.post("/reply", "token", tokenOf(first)), http.StatusGone)
	if got := s.answers(pairing); len(got) != 0 {
		t.Errorf("%s counts, which nobody has confirmed", got)
	}
	s.want(s.get(second), http.StatusOK, "you cannot come to your meeting")
}

func TestHourThatDoesNotSuitEverybodyIsShownToAllButWhoeverWishesForIt(t *testing.T) {
	t.Parallel()
	s := introducedStage(t)
	c, err := s.Choices(background, s.firstPairing(), "", s.Now)
	if err != nil {
		t.Fatal(err)
	}
	day := c.Session().StartsAt
	s.unvouched(s.firstPairing(), func(a *jobs.InvitationAnswer) {
		a.Authentic, a.Answer, a.Recurrence = true, program.Tentative, c.Session().Recurrence()
		a.Proposed = time.Date(day.Year(), day.Month(), day.Day(), 1, 0, 0, 0, time.UTC)
	})
	for _, p := range c.Members() {
		page := s.want(s.get(s.path(program.ForMove, string(p.Person.Address))), http.StatusOK).body
		if shown := strings.Contains(page, "has asked for. It is outside your working hours."); shown == (p.ID == s.People()[0].ID) {
			t.Errorf("%s is shown the hour of the first person: %v", p.Person.Address, shown)
		}
	}
}
