package main

import (
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/examples"
)

func TestAMistypedAddressToKeepApartIsWarnedOfWhereverItCounts(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t)
	path := tr.write("p.yaml", strings.Replace(string(examples.Program()), "maya.rosen@", "maya.rosn@", 1))
	const want = "warning: pairing.do_not_pair names maya.rosn@example.org, which is nobody's address in the program, so it keeps nobody apart; did you mean maya.rosen@example.org?\n"
	if got := tr.warned("program", "apply", path); got != "" {
		t.Errorf("before there are people, apply warns:\n%s", got)
	}
	for _, command := range [][]string{
		{"people", "import", "eng-peers", tr.people()}, {"program", "apply", path}, {"program", "show", "eng-peers"}, {"match", "--program", path, "--people", tr.people()},
	} {
		if got := tr.warned(command...); got != want {
			t.Errorf("%s warns:\n%swant:\n%s", strings.Join(command[:2], " "), got, want)
		}
	}
	tr.done("program", "apply", tr.write("p.yaml", string(examples.Program())))
}

func TestTheRequestToApproveNamesAnAddressThatKeepsNobodyApart(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t)
	text := strings.NewReplacer("maya.rosen@", "maya.rosn@", "people: invite", "people: register").Replace(string(examples.Program()))
	tr.done("program", "apply", tr.write("p.yaml", text))
	tr.warned("people", "import", "eng-peers", tr.people())
	in := tr.open()
	dwayne, err := in.store.PersonByAddress(t.Context(), "dwayne.carter@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.store.ErasePerson(t.Context(), dwayne.ID, "A former participant", in.now(), db.Effects{}, nil); err != nil {
		t.Fatal(err) // the address is not to be told again
	}
	tr.setClock(time.Date(2027, 1, 25, 9, 0, 0, 0, time.UTC))
	tr.work()
	asked := 0
	for _, m := range mailbox(tr) {
		if strings.HasPrefix(m.Subject, "Please decide: ") {
			asked++
			tr.says(strings.ReplaceAll(m.Text, "\u2060", ""), "the program’s file keeps maya.rosn@example.org apart from somebody, but nobody in the program has this address")
		}
	}
	if asked != 2 {
		t.Errorf("%d administrators were asked to decide, want 2", asked)
	}
}
