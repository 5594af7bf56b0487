package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/examples"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

func TestImportCountsWhoIsNewChangedRegisteredAndInvited(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	all := string(examples.SamplePeople())
	head, _, _ := strings.Cut(all, "\nzoe.kohler") // the headings and one person
	tr.says(tr.done("people", "import", "eng-peers", tr.write("one.csv", head+"\n")), "One person: 1 new, 0 changed, 0 unchanged, 0 skipped. In the program: 1 registered.")
	without := strings.Replace(all, "Estimating; Saying no,Presenting; Giving feedback", ",", 1) // what is required
	tr.says(tr.done("people", "import", "eng-peers", tr.write("all.csv", without)),
		"24 people: 23 new, 0 changed, 1 unchanged, 0 skipped. In the program: 23 registered, 1 invited.", "Invitations leave within each person's send hours.")
	tr.says(tr.done("outbox", "eng-peers", "--limit", "1"), "Messages in all: 26 pending")
}

func TestInvitationsWaitForRegistrationToOpen(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).sample()
	tr.setClock(time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC))
	tr.says(tr.done("people", "import", "eng-peers", tr.people()), "In the program: 24 invited.", "Invitations leave when registration opens: Mon 11 Jan 2027 09:00.")
	tr.setClock(time.Date(2027, 1, 24, 9, 0, 0, 0, time.UTC))
	tr.says(tr.done("people", "import", "eng-peers", tr.people()), "0 new, 0 changed, 24 unchanged, 0 skipped", "Registration closed on 2027-01-22")
}

func TestWhoAskedToBeErasedIsLeftOutAndCounted(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.people())
	in := tr.open()
	erase := func(a program.Address) {
		p, err := in.store.PersonByAddress(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.store.ErasePerson(t.Context(), p.ID, "A former participant", in.now(), db.Effects{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	erase("zoe.kohler@example.org")
	tr.says(tr.done("people", "import", "eng-peers", tr.people()),
		"24 people: 0 new, 0 changed, 23 unchanged, 1 skipped. In the program: 23 registered.", "One person was skipped because they asked to be erased, or cannot be mailed.")
	erase("jurgen.gross@example.org")
	tr.says(tr.done("people", "import", "eng-peers", tr.people()), "2 people were skipped because they asked to be erased, or cannot be mailed.")
	if text := tr.done("people", "export", "eng-peers"); strings.Contains(text, "zoe.kohler") {
		t.Errorf("the erased address is there again:\n%s", text)
	}
}

func TestAFileWithoutStatusesBringsNobodyBack(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.write("all.csv", "email,status,capacity\na@example.org,terminated,3\nb@example.org,,\n"))
	tr.done("people", "import", "eng-peers", tr.write("some.csv", "email,department\na@example.org,Sales\nb@example.org,Sales\n"))
	tr.says(tr.done("people", "export", "eng-peers"), "a@example.org,,,,,,Sales,,,,,,terminated,peer,3,", "b@example.org,,,,,,Sales,,,,,,active,peer,1,")
}

func TestTheSenderOfTheMailIsNobodyToPairAndAnAdministratorIs(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t, "FROM=Mentoring <mentoring@example.org>").registering()
	path := tr.write("people.csv", "email\nada@example.org\nMentoring@example.org\n")
	want := path + `:3: email: found "Mentoring@example.org", the sender of this installation's own mail, expected the address of a person; delete the line, or change PEERPOST_FROM`
	tr.refused(exitWrong, want, "people", "import", "eng-peers", path)
	tr.says(tr.done("program", "show", "eng-peers"), "people    none")
	tr.says(tr.done("people", "import", "eng-peers", tr.write("people.csv", "email\nada@example.org\n")), "One person: 1 new")
}

func TestHoursWithoutRoomForAMeetingAreWarnedOf(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	path := tr.write("people.csv", "email,working_hours\na@example.org,Mon 09:00-09:01\nb@example.org,Mon 09:00-09:45\nc@example.org,Fri 08:00-08:30; Fri 08:30-08:45\n")
	const want = `:2: found working_hours "Mon 09:00-09:01", expected room for a meeting of 45 minutes; correct them, or the person is asked to meet outside them` + "\n"
	for _, command := range [][]string{{"people", "import", "eng-peers", path}, {"match", "--program", tr.write("p.yaml", anyone()), "--people", path}} {
		if got := tr.warned(command...); got != "warning: "+path+want {
			t.Errorf("%s warns:\n%swant:\nwarning: %s%s", command[0], got, path, want)
		}
	}
	many := "email,working_hours\n"
	for i := range 22 {
		many += fmt.Sprintf("a%d@example.org,Mon 09:00-09:10\n", i)
	}
	path = tr.write("many.csv", many)
	if got := tr.warned("people", "import", "eng-peers", path); strings.Count(got, "\n") != 21 || !strings.HasSuffix(got, "warning: "+path+": found 2 more people whose hours are as short\n") {
		t.Errorf("many are warned of:\n%s", got)
	}
}

func TestNothingOfARefusedFileIsStored(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).sample()
	path := tr.write("people.csv", strings.Replace(string(examples.SamplePeople()), "zoe.kohler@example.org", "zoe.kohler@example", 1))
	tr.refused(exitWrong, path+":3:1: email: found ", "people", "import", "eng-peers", path)
	tr.refused(exitWrong, "peerpost people import: found no program ", "people", "import", "nobody", tr.people())
	tr.says(tr.done("program", "show", "eng-peers"), "people    none")
}

func TestExportIsWhatAnImportReads(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).sample()
	tr.done("people", "import", "eng-peers", tr.people())
	in := tr.open()
	p, err := in.program(t.Context(), "eng-peers")
	if err != nil {
		t.Fatal(err)
	}
	want, err := file.ReadPeople("people.csv", examples.SamplePeople(), &p.Program)
	if err != nil {
		t.Fatal(err)
	}
	got, err := file.ReadPeople("export.csv", []byte(tr.done("people", "export", "eng-peers")), &p.Program)
	if err != nil {
		t.Fatal(err)
	}
	addresses := func(rows []file.Row) map[string]file.Row {
		all := map[string]file.Row{}
		for _, row := range rows {
			row.Line = 0
			row.Capacity = max(row.Capacity, 1) // an import's default
			row.Person.ID, row.Person.CreatedAt = "", time.Time{}
			all[row.Person.Address.Key()] = row
		}
		return all
	}
	if diff := cmp.Diff(addresses(want), addresses(got)); diff != "" {
		t.Errorf("the export (-want +got):\n%s", diff)
	}
}
