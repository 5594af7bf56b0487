package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/peerpost/peerpost/mail"
)

func TestDemoPlaysEveryonesPartToTheEnd(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	tr.says(tr.done("demo", "--auto"),
		"Times are those of Europe/Berlin.\n\n2027-01-10 09:00  Engineering",
		"2027-01-11 09:00  Registration opens: 24 people are invited",
		"22 of 24 have registered; 2 people are reminded",
		"ada reads the draft, and types 24 to approve it",
		"grace opens the link to approve, and reads: The draft is approved",
		"Meeting 12 of 12: ",
		"The story is complete",
		"\n24   Introduction\n24   Calendar invitation\n",
		"Each message is a file in "+filepath.Join(tr.dir, "data", "demo", "mail")+"\n", "Play it yourself with: peerpost demo\n",
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
