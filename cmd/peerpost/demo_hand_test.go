package main

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/program"
)

// visitor is somebody in front of a demo that runs, with a browser.
type visitor struct {
	*testing.T
	*player
	box    string // the mailbox page
	stdout *output
}

// visit begins a demo and opens its mailbox. The demo must end well.
func visit(t *testing.T, flags ...string) visitor {
	t.Helper()
	tr := newTrial(t)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var stdout, stderr output
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"demo"}, flags...), &place{environ: tr.environ, stdout: &stdout, stderr: &stderr})
	}()
	t.Cleanup(func() {
		stop()
		if got := <-code; got != exitDone || stderr.String() != "" {
			t.Errorf("stopped with exit code %d, on stderr:\n%s", got, stderr.String())
		}
	})
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/mailbox/`)
	eventually(t, "the mailbox's address", func() bool { return address.MatchString(stdout.String()) })
	box := address.FindString(stdout.String())
	one := newPlayer(1, "visitor@example.org", "Visitor", 0, samplePeople, false)
	one.browser = newBrowser(strings.TrimSuffix(box, "/mailbox/"), demoFolder(filepath.Join(tr.dir, "data", "demo")), nil)
	return visitor{t, one, box, &stdout}
}

func (v visitor) open(href string) *sheet {
	v.Helper()
	page, err := v.browser.open(v.Context(), href)
	if err != nil {
		v.Fatal(err)
	}
	return page
}

// send posts a form as it is filled in, and what is typed into its field.
func (v visitor) send(f *form, typed ...string) *sheet {
	v.Helper()
	values := v.fill(f)
	if len(typed) == 2 {
		values.Set(typed[0], typed[1])
	}
	page, err := v.browser.submit(v.Context(), f, values)
	if err != nil {
		v.Fatal(err)
	}
	return page
}

// does posts the mailbox's n-th form that does so.
func (v visitor) does(what string, n int) *sheet {
	v.Helper()
	for _, f := range v.open(v.box).forms {
		if !slices.ContainsFunc(f.fields, func(f *field) bool { return f.name == "do" && f.value == what }) {
			continue
		}
		if n == 0 {
			return v.send(f)
		}
		n--
	}
	v.Fatalf("the mailbox has no form to %s:\n%s", what, v.stdout.String())
	return nil
}

// movesUntil moves the clock until the story says so: to whatever is next, or
// from one change of the story to another.
func (v visitor) movesUntil(line string, turns bool) {
	v.Helper()
	for range 60 {
		if strings.Contains(v.stdout.String(), line) {
			return
		}
		moves := 0
		for _, f := range v.open(v.box).forms {
			moves += ones(len(f.fields) == 2)
		}
		v.does("move", ones(turns && moves > 1))
	}
	v.Fatalf("the story does not come to “%s”:\n%s", line, v.stdout.String())
}

var messagePath = regexp.MustCompile(`^/mailbox/[0-9a-f]{32}$`)

// letter opens the newest letter to an address, and returns its links.
func (v visitor) letter(address string) (subject string, links []string) {
	v.Helper()
	for _, l := range v.open(v.box + "?to=" + address).links {
		if messagePath.MatchString(l.href) && !strings.HasPrefix(l.words, "Open ") {
			return v.open(l.href).title, v.linksOf(l.href)
		}
	}
	v.Fatalf("%s has no mail", address)
	return "", nil
}

func (v visitor) linksOf(message string) []string {
	v.Helper()
	status, _, body, err := v.browser.do(v.Context(), "GET", message+"/text", nil)
	if err != nil || status != 200 {
		v.Fatalf("status %d, %v", status, err)
	}
	return regexp.MustCompile(`http://[^\s<>"&]+`).FindAllString(string(body), -1)
}

func (v visitor) says(text string, wants ...string) {
	v.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			v.Errorf("found no %q in:\n%s", want, text)
		}
	}
}

func TestDemoByHandTakesEffectAtOnce(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.says(v.open(v.box).text, "It is Sunday 10 January 2027, 09:00", "Next: registration opens Move the clock to 11 January 2027, 09:00",
		"Welcome as an administrator to ada and grace", "Engineering peer mentoring is set up To ")
	v.movesUntil("Maya Rosen", false)
	_, links := v.letter("maya.rosen@example.org")
	if kindOfPage(links[0]) != string(program.ForRegister) {
		t.Fatalf("the first link leads to /%s", kindOfPage(links[0]))
	}
	v.send(v.open(links[0]).forms[0])
	if subject, _ := v.letter("maya.rosen@example.org"); !strings.HasPrefix(subject, "You are registered") {
		t.Errorf("right after registering, the newest letter is %q", subject)
	}
	v.says(v.open(v.box).text, "Confirmation of what was answered to Maya Rosen")
}

// The visitor opens one invitation without answering, and answers another
// without opening it: neither is answered by anybody else.
func TestDemoLeavesToTheOthersWhatTheVisitorDoesNotOpen(t *testing.T) {
	t.Parallel()
	v := visit(t, "--people", "4", "--seed", "3")
	v.movesUntil("Invitation to register", false)
	var invitations []string
	others := []string{"Otieno O’Connor", "ليلى منصور", "李志强", "赵伟"} // than those whose invitation is opened or answered
	for _, l := range v.open(v.box).links {
		if messagePath.MatchString(l.href) && strings.Contains(l.words, "You are invited to") {
			if invitations = append(invitations, l.href); len(invitations) < 3 {
				others = slices.DeleteFunc(others, func(name string) bool { return strings.Contains(l.words, name) })
			}
		}
	}
	if len(invitations) < 2 {
		t.Fatalf("found %d invitations", len(invitations))
	}
	v.open(invitations[0])
	v.send(v.open(v.linksOf(invitations[1])[0]).forms[0])
	v.movesUntil("3 of 4 have registered; one person is reminded", true)
	v.movesUntil("Pairing runs: 4 people in 2 pairings", true) // the reminder was not opened

	v.movesUntil("The draft still waits", true)
	if strings.Contains(v.stdout.String(), "has approved") {
		t.Error("somebody else has approved the draft")
	}
	page := v.open(v.box)
	i := slices.IndexFunc(page.links, func(l reference) bool { return l.words == "Open the approval email" })
	if i < 0 {
		t.Fatalf("the mailbox does not lead to the draft:\n%s", page.text)
	}
	links := v.linksOf(page.links[i].href)
	f := v.open(links[slices.IndexFunc(links, func(href string) bool { return kindOfPage(href) == string(program.ForApprove) })]).forms[0]
	name, number := numberAskedFor(f)
	v.send(f, name, number)
	v.says(v.open(v.box).text, "Next: the time to undo is over, and people are introduced")
	v.movesUntil("Meeting 1 of 12: 2 of 2 pairings have met", true)
	v.movesUntil("Survey “Midpoint” closes: 4 of 4 have answered", true)
	v.movesUntil("Survey “End” closes", true)
	v.says(v.open(v.box).text, "Nothing more is planned", "Open the report")
	v.says(v.stdout.String(), "Meanwhile: Confirmation of what was answered to "+strings.Join(others, " and ")+"\n")
}

func TestDemoIsPlayedAloneByWhoWantsTo(t *testing.T) {
	t.Parallel()
	v := visit(t, "--people", "3", "--seed", "2")
	v.says(v.open(v.box).text, "Email that you leave unopened is answered by its recipient when you move the clock")
	v.says(v.does("alone", 0).text, "You play everyone")
	v.movesUntil("0 of 3 have registered; 3 people are reminded", true)
	v.says(v.does("together", 0).text, "Email that you leave unopened")
	v.movesUntil("Pairing runs: 2 people in one pairing", true)
}

// decides follows a link of the first letter that the mailbox leads to by these
// words, and sends its form with the number that it asks for.
func (v visitor) decides(words string, purpose program.Purpose) {
	v.Helper()
	page := v.open(v.box)
	i := slices.IndexFunc(page.links, func(l reference) bool { return l.words == words })
	if i < 0 {
		v.Fatalf("the mailbox has no link “%s”:\n%s", words, page.text)
	}
	v.follows(v.linksOf(page.links[i].href), purpose)
}

func (v visitor) follows(links []string, purpose program.Purpose) *sheet {
	v.Helper()
	i := slices.IndexFunc(links, func(href string) bool { return kindOfPage(href) == string(purpose) })
	if i < 0 {
		v.Fatalf("no link leads to /%s", purpose)
	}
	f := v.open(links[i]).forms[0]
	if name, number := numberAskedFor(f); number != "" {
		return v.send(f, name, number)
	}
	return v.send(f)
}

// asksForADraft has a new draft made from the administrator's home, to which
// the mailbox leads.
func (v visitor) asksForADraft() {
	v.Helper()
	page := v.open(v.box)
	v.says(page.text, "An administrator can have a new draft made from the administrator’s home", "matching closes, and who waits for a partner is told")
	i := slices.IndexFunc(page.links, func(l reference) bool { return l.words == "Open the email that leads there" })
	if i < 0 {
		v.Fatalf("the mailbox does not lead to the administrator's home:\n%s", page.text)
	}
	links := v.linksOf(page.links[i].href)
	door := slices.IndexFunc(links, func(href string) bool { return kindOfPage(href) == string(program.ForHome) })
	if door < 0 {
		v.Fatalf("the email leads to %v, and not to the administrator's home", links)
	}
	home := v.open(links[door])
	if asks := func(f *field) bool { return f.name == "address" }; slices.ContainsFunc(home.forms[0].fields, asks) { // who is not signed in yet is mailed the way in
		v.send(home.forms[0], "address", "ada@example.org")
		_, links = v.letter("ada@example.org")
		home = v.follows(links, program.ForHome)
	}
	j := slices.IndexFunc(home.forms, func(f *form) bool { return f.action == "/home/pair" })
	if j < 0 {
		v.Fatalf("the administrator's home has no form to pair:\n%s", home.text)
	}
	v.send(home.forms[j])
}

func TestDemoGoesOnAfterADraftThatCameToNothing(t *testing.T) {
	t.Parallel()
	v := visit(t, "--people", "4", "--seed", "3")
	v.movesUntil("Pairing runs", true)
	v.decides("Open the approval email", program.ForDiscard)
	v.says(v.stdout.String(), "ada has discarded the draft; nobody is introduced by it\n")
	v.asksForADraft()

	v.decides("Open the approval email", program.ForApprove)
	if strings.Contains(v.open(v.box).text, "have a new draft made") {
		t.Error("a new draft is offered while an approval waits")
	}
	_, links := v.letter("ada@example.org")
	v.follows(links, program.ForUndo)
	v.says(v.stdout.String(), "ada has undone the approval; nobody is introduced by it\n")
	v.asksForADraft()

	v.decides("Open the approval email", program.ForApprove)
	v.movesUntil("people are introduced", true)
	if strings.Contains(v.open(v.box).text, "have a new draft made") {
		t.Error("a new draft is offered to people who are introduced")
	}
	v.movesUntil("Agenda of the next meeting", false)
	v.movesUntil("Question whether they met", false)
	v.movesUntil("Meeting 1 of 12: 2 of 2 pairings have met", true)
	for _, what := range []string{"Agenda", "Question"} {
		if strings.Contains(strings.SplitAfter(v.stdout.String(), what)[0], "Meanwhile: "+what) {
			t.Errorf("the clock went past the first %s:\n%s", what, v.stdout.String())
		}
	}
	if n := strings.Count(v.stdout.String(), "nobody is introduced by it"); n != 2 {
		t.Errorf("it is told %d times that a draft came to nothing", n)
	}
}
