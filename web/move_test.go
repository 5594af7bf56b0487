package web_test

import (
	"net/http"
	"regexp"
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

func TestAnswerOfAStrangerCountsOnceItsPersonHasConfirmedIt(t *testing.T) {
	t.Parallel()
	s := introducedStage(t)
	p := s.People()[0]
	pairings, err := s.Store.PairingsOf(background, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	series, err := dbtest.LastSeries(background, s.Store, pairings[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	what, err := s.TakeAnswer(background, jobs.InvitationAnswer{
		UID: series.UID, Answer: program.Declined, Stamp: s.Now, Source: "imip", From: p.Person.Address,
	}, s.Now)
	if err != nil || what != jobs.AskedWhose {
		t.Fatalf("%s, %v", what, err)
	}
	s.RunTo(s.Now.Add(time.Hour))
	answers := func() int {
		replies, err := s.Store.Replies(background, pairings[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(replies)
	}
	path := s.path(program.ForReply, string(p.Person.Address))
	s.want(s.get(path), http.StatusOK, "Was this answer to", "you decline your meetings")
	if answers() != 0 {
		t.Error("an answer counts that nobody has confirmed")
	}
	s.want(s.follow("/reply", "token", tokenOf(path)), http.StatusOK, "Your answer counts now")
	s.want(s.follow("/reply", "token", tokenOf(path)), http.StatusOK, "Your answer counts now")
	if answers() != 1 {
		t.Errorf("%d answers count, want 1", answers())
	}
}
