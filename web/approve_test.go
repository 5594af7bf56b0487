package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/peerpost/peerpost/program"
)

func TestWrongNumberApprovesNothing(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	token := tokenOf(s.path(program.ForApprove, "ada@example.org"))
	before := s.dump()
	for _, typed := range []string{"", " ", "5", "7", "60", "-6", "6.0", "6 6", "six", "0x6", "٦", strings.Repeat("6", 4000), "<script>alert(1)</script>"} {
		a := s.want(s.post("/approve", "token", token, "number", typed), http.StatusUnprocessableEntity, "This is not the number that is asked for")
		if strings.Contains(a.body, "<script") {
			t.Errorf("the page repeats %q as it came", typed)
		}
	}
	if before != s.dump() {
		t.Error("a wrong number changed something")
	}
	s.want(s.follow("/approve", "token", token, "number", " 6 "), http.StatusOK, "The draft is approved", "Undo the approval")
}

func TestLoserOfARaceIsToldWhoWon(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	ada, grace := s.path(program.ForApprove, "ada@example.org"), s.path(program.ForApprove, "grace@example.org")
	s.want(s.follow("/approve", "token", tokenOf(ada), "number", "6"), http.StatusOK, "The draft is approved", "ada approved")
	s.want(s.follow("/approve", "token", tokenOf(grace), "number", "6"), http.StatusOK, "The draft is approved", "ada approved")
	s.want(s.get(grace), http.StatusOK, "ada approved")
	s.want(s.follow("/discard", "token", tokenOf(s.path(program.ForDiscard, "grace@example.org"))), http.StatusOK, "ada approved")
	s.want(s.get(s.path(program.ForReview, "grace@example.org")), http.StatusOK, "The draft is approved.")
}

func TestApprovalIsUndoneUntilItsDeadlineOnly(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	approve := s.path(program.ForApprove, "ada@example.org")
	s.follow("/approve", "token", tokenOf(approve), "number", "6")
	s.RunTo(s.Now.Add(time.Minute))
	undo := s.path(program.ForUndo, "grace@example.org")
	s.want(s.get(undo), http.StatusOK, "Undo the approval?")
	s.want(s.get(approve), http.StatusOK, `href="`+s.path(program.ForUndo, "ada@example.org")+`"`)
	deadline := s.Draft().UndoUntil
	now := s.Now
	s.Now = deadline.Add(time.Second)
	over := s.want(s.get(undo), http.StatusOK, "The draft is approved", "The time to undo the approval is over.")
	if strings.Contains(over.body, "go out next") {
		t.Error("the page speaks as if nothing had left")
	}
	s.want(s.follow("/undo", "token", tokenOf(undo)), http.StatusOK, "The draft is approved")
	s.Now = now
	s.want(s.follow("/undo", "token", tokenOf(undo)), http.StatusOK, "The approval was undone", "grace")
	s.RunTo(deadline.Add(48 * time.Hour))
	if n := s.Sent()[program.Introduction]; n != 0 {
		t.Errorf("%d introductions left", n)
	}
}

// The pages and the worker have each a clock of their own: the worker's says
// when people are introduced, and that is what the pages tell.
func TestUndoByAClockThatIsAnHourOffTellsWhatHappened(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		pages time.Duration // ahead of the worker's clock
		at    time.Duration // after the undo deadline, by the worker's clock
		want  string
		sent  int
	}{
		{"behind, before people are introduced", -time.Hour, -time.Second, "The approval was undone", 0},
		{"behind, once people are introduced", -time.Hour, time.Second, "The time to undo the approval is over.", 6},
		{"ahead, before people are introduced", time.Hour, -time.Second, "The time to undo the approval is over.", 6},
		{"ahead, once people are introduced", time.Hour, time.Second, "The time to undo the approval is over.", 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := drafted(t)
			s.ApproveDraft()
			s.RunTo(s.Now.Add(time.Minute))
			undo := s.path(program.ForUndo, "grace@example.org")
			deadline := s.Draft().UndoUntil
			s.RunTo(deadline.Add(c.at))
			worker := s.Now
			s.Now = worker.Add(c.pages)
			if form := s.get(undo); strings.Contains(form.body, "Undo the approval?") != (c.sent == 0) {
				t.Errorf("before the click the page says:\n%s", form.body)
			}
			s.want(s.follow("/undo", "token", tokenOf(undo)), http.StatusOK, c.want)
			s.Now = worker
			s.RunTo(deadline.Add(4 * 24 * time.Hour))
			if n := s.Sent()[program.Introduction]; n != c.sent {
				t.Errorf("%d introductions left, want %d", n, c.sent)
			}
		})
	}
}

func TestWhoeverOpensAnOutdatedDraftReadsSoBeforeTheyApprove(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	approve, review := s.path(program.ForApprove, "ada@example.org"), s.path(program.ForReview, "ada@example.org")
	const outdated = "so it cannot be approved as it is"
	for _, path := range []string{approve, review} {
		if strings.Contains(s.want(s.get(path), http.StatusOK).body, outdated) {
			t.Fatalf("%s calls a draft outdated that is not", path)
		}
	}
	gone := s.People()[0]
	if err := s.Leave(background, gone, s.Now); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{approve, review} {
		s.want(s.get(path), http.StatusOK, outdated, "No longer to be paired", gone.Person.DisplayName())
	}
	s.want(s.get(review), http.StatusOK, "Go on to a new draft")
	asks := s.want(s.get(approve), http.StatusOK, "Make a new draft")
	for _, promise := range []string{"Everyone in the draft is introduced", "Approve the draft<"} {
		if strings.Contains(asks.body, promise) {
			t.Errorf("a page that makes a new draft says %q", promise)
		}
	}
	s.want(s.post("/approve", "token", tokenOf(approve), "do", "anew", "number", "7"), http.StatusUnprocessableEntity)
	s.want(s.follow("/approve", "token", tokenOf(approve), "do", "anew", "number", "6"), http.StatusOK, "The draft is out of date", "A new draft is on its way")
}

func TestWhoAsksForANewDraftNeverApprovesTheOldOne(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	token := tokenOf(s.path(program.ForApprove, "ada@example.org"))
	before := s.dump()
	s.want(s.follow("/approve", "token", token, "do", "anew", "number", "6"), http.StatusOK, "Approve the draft<")
	if before != s.dump() {
		t.Error("a draft was decided on that is what it was again")
	}
}

func TestTheDraftTellsPeopleOfTheSameNameApartAndCountsWhoPauses(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	path := s.path(program.ForReview, "ada@example.org")
	var namesakes []program.Participant // the sample's own
	var other program.Participant
	for _, p := range s.People() {
		if p.Person.DisplayName() == "赵小明" {
			namesakes = append(namesakes, p)
		} else {
			other = p
		}
	}
	if body := s.want(s.get(path), http.StatusOK).body; len(namesakes) != 2 || strings.Contains(body, "pausing") {
		t.Errorf("of %d namesakes, and of who pauses, the draft says\n%s", len(namesakes), body)
	}
	if err := s.Pause(background, other, program.DateOf(s.Now).AddDays(9), s.Now); err != nil {
		t.Fatal(err)
	}
	says := []string{"1 person is pausing."}
	for _, p := range namesakes {
		says = append(says, "赵小明 ("+string(p.Person.Address)+")")
	}
	body := s.want(s.get(path), http.StatusOK, says...).body
	if strings.Contains(body, string(other.Person.Address)) {
		t.Error("the draft shows an address where the name says who it is")
	}
	if _, err := s.MakeRoundDue(background, s.Program, "operator", s.Now); err != nil {
		t.Fatal(err)
	}
	s.RunTo(s.Now)
	requests := 0
	for _, m := range s.Delivered() {
		if strings.Contains(m.Text, "1 person is pausing.") && strings.Count(m.Text, "赵小明 (") >= 2 {
			requests++
		}
	}
	if requests != 2 {
		t.Errorf("%d requests to approve the new draft say the same, want Ada's and Grace's", requests)
	}
}

func TestNothingIsApprovedWhilePairingIsOff(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	token := tokenOf(s.path(program.ForApprove, "ada@example.org"))
	s.want(s.follow("/switch", "token", tokenOf(s.path(program.ForSwitch, "ada@example.org")), "switch", "off"), http.StatusOK, "Pairing is off")
	off := s.want(s.get("/approve/"+token), http.StatusOK, "Pairing is switched off", "/switch/", "Go to the switch")
	if strings.Contains(off.body, "<form") {
		t.Errorf("the page has a form while nothing can be approved:\n%s", off.body)
	}
	before := s.dump()
	s.want(s.post("/approve", "token", token, "number", "6"), http.StatusConflict, "Pairing is switched off")
	s.want(s.post("/switch", "token", tokenOf(s.path(program.ForSwitch, "ada@example.org")), "switch", "sideways"), http.StatusSeeOther)
	if before != s.dump() {
		t.Error("something changed while pairing is off")
	}
	s.want(s.follow("/switch", "token", tokenOf(s.path(program.ForSwitch, "ada@example.org")), "switch", "on"), http.StatusOK, "Pairing is on")
	s.want(s.follow("/approve", "token", token, "number", "6"), http.StatusOK, "The draft is approved")
}

// A scanner opens every link of every email, follows what it finds and sends
// every form as it is.
func TestScannerThatSubmitsEveryFormApprovesNothing(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	seen := map[string]bool{}
	queue := []string{}
	for _, m := range s.Delivered() {
		queue = append(queue, pathsIn(m)...)
	}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] || len(seen) > 500 {
			continue
		}
		seen[path] = true
		page, err := html.Parse(strings.NewReader(s.get(path).body))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range formsIn(page) {
			s.request("POST", f.action, values(f.pairs...))
		}
		queue = append(queue, linksIn(page)...)
	}
	if len(seen) < 30 {
		t.Errorf("the scanner saw %d pages, want 30 or more", len(seen))
	}
	s.RunTo(s.Now.Add(48 * time.Hour))
	rounds, err := s.Store.Rounds(background, s.Program.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rounds {
		if r.State == program.RoundApproved {
			t.Errorf("the scanner approved round %d", r.Number)
		}
	}
	if pairings, _ := s.Store.Pairings(background, s.Program.ID); len(pairings) > 0 {
		t.Errorf("the scanner made %d pairings", len(pairings))
	}
	for kind, n := range s.Sent() {
		if rule, _ := kind.Rule(); rule.Class == program.Gated {
			t.Errorf("the scanner made %d messages of kind %s leave", n, kind)
		}
	}
	if erased, _ := s.Store.Participants(background, s.Program.ID, program.Erased); len(erased) > 0 {
		t.Errorf("the scanner erased %d people", len(erased))
	}
}

type aForm struct {
	action string
	pairs  []string
}

func formsIn(n *html.Node) []aForm {
	var all []aForm
	for d := range n.Descendants() {
		if d.Data == "form" {
			all = append(all, aForm{attribute(d, "action"), fieldsIn(d)})
		}
	}
	return all
}

// fieldsIn are what a browser would send of an untouched form.
func fieldsIn(form *html.Node) []string {
	var pairs []string
	for d := range form.Descendants() {
		switch {
		case d.Data == "input" && (attribute(d, "type") == "radio" || attribute(d, "type") == "checkbox") && !has(d, "checked"):
		case d.Data == "input":
			pairs = append(pairs, attribute(d, "name"), attribute(d, "value"))
		case d.Data == "textarea" && d.FirstChild != nil:
			pairs = append(pairs, attribute(d, "name"), d.FirstChild.Data)
		case d.Data == "option" && has(d, "selected"):
			pairs = append(pairs, attribute(d.Parent, "name"), attribute(d, "value"))
		}
	}
	return pairs
}

func linksIn(n *html.Node) []string {
	var all []string
	for d := range n.Descendants() {
		if href := attribute(d, "href"); d.Data == "a" && strings.HasPrefix(href, "/") {
			all = append(all, href)
		}
	}
	return all
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func TestReviewShowsTheWholeDraft(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	a := s.want(s.get(s.path(program.ForReview, "ada@example.org")), http.StatusOK, "Go on to approve", `href="`+s.path(program.ForApprove, "ada@example.org")+`"`)
	for _, p := range s.People() {
		if !strings.Contains(a.body, html.EscapeString(p.Person.LastName)) {
			t.Errorf("the draft does not show %s", p.Person.DisplayName())
		}
	}
	if want := fmt.Sprintf("%d", s.Draft().Number()); !strings.Contains(a.body, want) {
		t.Errorf("the draft does not show the number %s", want)
	}
}
