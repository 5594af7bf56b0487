package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

func TestDemoPlaysEveryonesPartToTheEnd(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	tr.says(tr.done("demo", "--auto"),
		"2027-01-11 09:00  Registration opens: 24 people are invited",
		"22 of 24 have registered; 2 people are reminded",
		"ada reads the draft, and types 24 to approve it",
		"grace opens the link to approve, and reads: The draft is approved",
		"Meeting 12 of 12: ",
		"The story is complete",
		"\n24   Introduction\n24   Calendar invitation\n",
	)
	letters, err := mail.Messages(filepath.Join(tr.dir, "data", "demo", "mail"))
	if err != nil {
		t.Fatal(err)
	}
	invitations := 0
	for _, l := range letters {
		invitations += ones(l.ICS != nil)
	}
	if len(letters) < 600 || invitations != 24 {
		t.Errorf("found %d messages in the Maildir, %d of them invitations, expected hundreds and 24", len(letters), invitations)
	}
}

func TestDemoWithAnOddNumberMakesATrio(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	tr.says(tr.done("demo", "--auto", "--people", "5", "--seed", "8"), "5 people in 2 pairings", "The story is complete", "\n5    Introduction\n")
}

func TestDemoIsTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	var stories [2]string
	for i := range stories {
		tr := newTrial(t)
		out := tr.done("demo", "--auto", "--people", "3", "--seed", "2")
		tr.says(out, "2 people in one pairing", "One person has no partner", "The story is complete", "\n1   Word that there is no partner this time\n")
		stories[i], _, _ = strings.Cut(out, "\n\n")
		stories[i] = regexp.MustCompile(`(?m)^.*… \d+ messages so far\n`).ReplaceAllString(stories[i], "")
	}
	if stories[0] != stories[1] {
		t.Errorf("found two stories:\n%s\n\n%s", stories[0], stories[1])
	}
}

func TestDemoRefusesWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	theirs := filepath.Join(tr.dir, "data", "demo", "thesis.txt")
	if err := os.MkdirAll(filepath.Dir(theirs), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(theirs, []byte("ten years of work"), 0o600); err != nil {
		t.Fatal(err)
	}
	tr.refused(exitWrong, "peerpost demo: "+filepath.Dir(theirs)+": found files that no demo made", "demo", "--auto")
	if _, err := os.Stat(theirs); err != nil {
		t.Errorf("the file is gone: %v", err)
	}
	tr.refused(exitWrong, `peerpost demo: found --listen "0.0.0.0:8025"`, "demo", "--listen", "0.0.0.0:8025")
	tr.refused(exitWrong, "peerpost demo: found --people 1", "demo", "--people", "1")
}

// visitor is somebody in front of a demo that runs, with a browser.
type visitor struct {
	*testing.T
	*player
	box string // the mailbox page
}

func (v visitor) open(href string) *sheet {
	v.Helper()
	page, err := v.browser.open(v.Context(), href)
	if err != nil {
		v.Fatal(err)
	}
	return page
}

// next goes to what happens next.
func (v visitor) next() {
	v.Helper()
	f := v.open(v.box).forms[0]
	if _, err := v.browser.submit(v.Context(), f, v.fill(f)); err != nil {
		v.Fatal(err)
	}
}

// letter opens the newest letter to an address as text, and returns its links.
func (v visitor) letter(address string) (subject string, links []string) {
	v.Helper()
	for _, l := range v.open(v.box + "?to=" + address).links {
		if regexp.MustCompile(`^/mailbox/[0-9a-f]{32}`).MatchString(l.href) {
			status, _, body, err := v.browser.do(v.Context(), "GET", l.href+"/text", nil)
			if err != nil || status != 200 {
				v.Fatalf("status %d, %v", status, err)
			}
			return l.words, regexp.MustCompile(`http://[^\s<>"&]+`).FindAllString(string(body), -1)
		}
	}
	v.Fatalf("%s has no mail", address)
	return "", nil
}

func TestDemoByHandTakesEffectAtOnce(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	defer stop()
	var stdout, stderr output
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"demo"}, &place{environ: tr.environ, stdout: &stdout, stderr: &stderr})
	}()
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/mailbox/`)
	eventually(t, "the mailbox's address", func() bool { return address.MatchString(stdout.String()) })
	box := address.FindString(stdout.String())
	origin := strings.TrimSuffix(box, "/mailbox/")
	one := newPlayer(1, "maya.rosen@example.org", "Maya Rosen", 0, samplePeople, false)
	one.browser = newBrowser(origin, demoFolder(filepath.Join(tr.dir, "data", "demo")), map[string]int{})
	v := visitor{t, one, box}

	tr.says(v.open(box).text, "It is Sunday 10 January 2027, 09:00", "Next: registration opens, Monday 11 January 2027, 09:00", "Welcome as an administrator to ada and grace")
	for !strings.Contains(stdout.String(), "Maya Rosen") {
		v.next()
	}
	_, links := v.letter("maya.rosen@example.org")
	if kindOfPage(links[0]) != string(program.ForRegister) {
		t.Fatalf("the first link leads to /%s", kindOfPage(links[0]))
	}
	f := v.open(links[0]).forms[0]
	if _, err := v.browser.submit(t.Context(), f, v.fill(f)); err != nil {
		t.Fatal(err)
	}
	if subject, _ := v.letter("maya.rosen@example.org"); !strings.HasPrefix(subject, "You are registered") {
		t.Errorf("right after registering, the newest letter is %q", subject)
	}
	tr.says(v.open(box).text, "Confirmation of what was answered to Maya Rosen")

	stop()
	if got := <-code; got != exitDone || stderr.String() != "" {
		t.Errorf("stopped with exit code %d, on stderr:\n%s", got, stderr.String())
	}
}
