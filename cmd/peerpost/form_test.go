package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// testdata/form.csv holds 33 made-up sign-ups in the shape in which a form
// exports them: headings that are sentences, columns that nobody reads, blanks,
// several values and line breaks in a cell.
func TestTheExportOfAFormLeadsToIntroductions(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t)
	definition, err := os.ReadFile("../../examples/form-export.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tr.done("program", "apply", tr.write("graduate-peers.yaml", string(definition)))
	tr.says(tr.done("people", "import", "graduate-peers", filepath.Join("testdata", "form.csv")),
		"33 people: 33 new, 0 changed, 0 unchanged, 0 skipped. In the program: 33 registered.")
	in := tr.open()
	p, err := in.program(t.Context(), "graduate-peers")
	if err != nil {
		t.Fatal(err)
	}

	tr.setClock(p.RoundDue())
	tr.work()
	drafts, err := in.store.DraftsIn(t.Context(), p.ID, program.DraftReady)
	if err != nil || len(drafts) != 1 {
		t.Fatalf("drafts: %v, %v", drafts, err)
	}
	admins, err := in.store.Administrators(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.work.Approve(t.Context(), drafts[0], admins[0], 33, in.now()); err != nil {
		t.Fatal(err)
	}
	tr.setClock(p.RoundDue().Add(p.Pairing.Undo.Duration() + time.Hour))
	tr.work()

	pairings, err := in.store.Pairings(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[int]int{}
	for _, one := range pairings {
		sizes[len(one.Members)]++
	}
	if diff := cmp.Diff(map[int]int{2: 15, 3: 1}, sizes); diff != "" {
		t.Errorf("pairings by how many are in them (-want +got):\n%s", diff)
	}
	people, err := in.store.Participants(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range people {
		rows, err := in.store.Outbox(t.Context(), db.OutboxFilter{PersonID: one.PersonID, States: []program.OutboxState{program.OutboxDone}, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		var got []program.Kind
		for _, r := range rows {
			got = append(got, r.Kind)
		}
		slices.Sort(got)
		if diff := cmp.Diff([]program.Kind{program.ImportConfirmed, program.Introduction, program.Invitation}, got); diff != "" {
			t.Errorf("what %s got (-want +got):\n%s", one.Person.Name, diff)
		}
	}
	invited := map[string]int{}
	for _, letter := range mailbox(tr) {
		if letter.ICS != nil {
			invited[letter.To]++
		}
	}
	if len(people) != 33 || len(invited) != 33 {
		t.Errorf("%d people, of whom %d found an invitation in their mailbox, want 33", len(people), len(invited))
	}
}
