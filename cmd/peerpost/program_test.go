package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/examples"
)

func TestCheckSaysWhatWillHappenAndStoresNothing(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t)
	tr.says(tr.done("program", "check", tr.write("p.yaml", string(examples.Program()))),
		"Engineering peer mentoring (eng-peers): cohort of peers, for networking, 6 months",
		"Mon 11 Jan 2027 09:00  registration opens", "Fri 22 Jan 2027 24:00  registration closes",
		"Mon 25 Jan 2027 09:00  pairing runs: the draft goes to 2 administrators", "Mon 8 Feb 2027         the program starts",
		`survey "Midpoint": 3 questions`, "5 questions, 2 of them required", "12 meetings of 45 minutes")
	tr.says(tr.done("program", "list"), "There is no program yet.")
}

func TestCheckCountsTheMeetingsThatClosuresLeave(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	text, err := os.ReadFile("../../examples/form-export.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tr.says(tr.done("program", "check", tr.write("p.yaml", string(text))), "  at most 18 meetings of 45 minutes")
	open := strings.Replace(string(examples.Program()), "closures: [2027-03-26..2027-03-29]", "", 1)
	tr.says(tr.done("program", "check", tr.write("open.yaml", open)), "  12 meetings of 45 minutes")
}

func TestCheckTellsEachMistakeWithItsPlaceInOneLine(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	path := tr.write("p.yaml", strings.NewReplacer("odd: trio", "odd: tri", "6 months", "6 moons").Replace(string(examples.Program())))
	for _, command := range []string{"check", "apply"} {
		code, stdout, stderr := tr.run("program", command, path)
		lines := strings.Split(strings.TrimSpace(stderr), "\n")
		if code != exitWrong || stdout != "" || len(lines) != 2 {
			t.Fatalf("exit code %d, said:\n%s%s", code, stdout, stderr)
		}
		for i, want := range []string{":16:9: length: found ", ":24:8: pairing.odd: found "} {
			if !strings.HasPrefix(lines[i], path+want) {
				t.Errorf("found %q, expected it to begin %q", lines[i], path+want)
			}
		}
	}
	tr.says(tr.done("program", "list"), "There is no program yet.")
}

func TestAnAgendaThatThisBuildLacksIsRefused(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	path := tr.write("p.yaml", strings.Replace(string(examples.Program()), "agenda: peer-starter", "agenda: peer-startr", 1))
	for _, command := range []string{"check", "apply"} {
		line := tr.refused(exitWrong, path+":37:", "program", command, path)
		tr.says(line, `: sessions.agenda: found "peer-startr", expected peer-starter; did you mean peer-starter?`)
	}
}

func TestAProgramThatIsOverIsRefusedAndNothingIsStored(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t)
	path := tr.write("p.yaml", string(examples.Program()))
	tr.setClock(time.Date(2027, 8, 8, 9, 0, 0, 0, time.UTC))
	line := tr.refused(exitWrong, path+":15:9: starts: ", "program", "apply", path)
	tr.says(line, `found "2027-02-08", after which 6 months are over on 2027-08-08, expected a program that ends after today, 2027-08-08; move its dates`)
	tr.says(tr.done("program", "list"), "There is no program yet.")
	tr.setClock(duringRegistration)
	tr.done("program", "apply", path)
	early := tr.write("early.yaml", strings.NewReplacer("2027-0", "2025-0", "2027-1", "2025-1").Replace(string(examples.Program())))
	tr.refused(exitWrong, early+":15:9: starts: ", "program", "apply", early)
	tr.says(tr.done("program", "show", "eng-peers"), "version 1")
}

func TestWhatThisBuildCannotRunIsRefused(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	path := tr.write("p.yaml", strings.Replace(string(examples.Program()), "led_by: algorithm", "led_by: roulette", 1))
	tr.says(tr.refused(exitWrong, path+":21:11: pairing.led_by: found ", "program", "apply", path), `found "roulette", expected algorithm, all that this build runs; change it, or wait for a later build`)
}

func TestWarningsTellWhatIsAllowedAndMaySurprise(t *testing.T) {
	t.Parallel()
	change := strings.NewReplacer("admins: [ada@example.org, grace@example.org]", "admins: [ada@example.org]",
		"{opens: 2027-01-11,", "{opens: 2027-01-10,", "closures: [2027-03-26..2027-03-29]", "closures: [2027-01-25]")
	tests := []struct {
		now  string
		want string
	}{
		{"2027-01-12T09:00:00Z", "warning: there is one administrator; nobody can approve a draft while ada@example.org is away\n"},
		{"2027-01-12T09:00:00Z", "warning: registration opens on a Sunday; "},
		{"2027-01-12T09:00:00Z", "warning: pairing runs on 2027-01-25, which is one of the closures; "},
		{"2027-01-24T09:00:00Z", "warning: registration closed on 2027-01-22; "},
		{"2027-02-24T09:00:00Z", "warning: pairing was due on 2027-01-25; "},
		{"2027-12-24T09:00:00Z", "warning: the program was over on 2027-08-08; "},
	}
	for _, test := range tests {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			tr := newTrial(t)
			now, err := time.Parse(time.RFC3339, test.now)
			if err != nil {
				t.Fatal(err)
			}
			tr.setClock(now)
			tr.says(tr.warned("program", "check", tr.write("p.yaml", change.Replace(string(examples.Program())))), test.want)
		})
	}
}

func TestClosuresThatSwallowADateAreToldInOneLine(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ closures, want string }{
		{"[2027-01-11]", "warning: registration opens on 2027-01-11, which is one of the closures; people get mail on their next working day\n"},
		{"[2027-01-22]", "warning: registration closes on 2027-01-22, which is one of the closures; nobody can be asked to answer on its last day\n"},
		{"[2027-02-08..2027-02-09]", "warning: the program starts on 2027-02-08, which is one of the closures; nobody meets before they are over\n"},
		{"[2027-01-12..2027-01-20]", ""},
		{"[2027-01-26..2027-02-05]", ""},
		{"[2027-03-01..2027-05-10]", ""},
		{"[2027-01-09..2027-01-22]", "warning: registration from 2027-01-11 to 2027-01-22 has no working day that is not one of the closures; nobody can be invited in time\n"},
		{"[2027-01-25..2027-02-05]", "warning: matching from 2027-01-25 to 2027-02-05 has no working day that is not one of the closures; nobody can be introduced before the start\n"},
		{"[2027-03-01..2027-07-20]", "warning: 76% of the days on which people would meet every 2 weeks are closures; most meetings are left out\n"},
	} {
		t.Run(test.closures, func(t *testing.T) {
			t.Parallel()
			tr := migratedTrial(t)
			tr.setClock(time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC))
			path := tr.write("p.yaml", strings.Replace(string(examples.Program()), "[2027-03-26..2027-03-29]", test.closures, 1))
			for _, command := range []string{"check", "apply"} {
				if got := tr.warned("program", command, path); test.want == "" && got != "" || !strings.Contains(got, test.want) {
					t.Errorf("%s warns:\n%swant:\n%s", command, got, test.want)
				}
			}
		})
	}
}

func TestApplyingTheSameFileAgainChangesNothing(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t)
	path := tr.write("p.yaml", string(examples.Program()))
	tr.says(tr.done("program", "apply", path), "eng-peers is new. Its administrators, 2 people, are told by email.", "Next: peerpost people import eng-peers")
	tr.says(tr.done("program", "apply", path), "eng-peers is as it was, version 1.")
	tr.write("p.yaml", strings.Replace(string(examples.Program()), "6 months", "5 months", 1))
	tr.says(tr.done("program", "apply", path), "eng-peers has version 2 now. It has no new administrator, so nobody is told by email.\n")
	tr.says(tr.done("program", "list"), "eng-peers  Engineering peer mentoring  registering  on       0        0           2027-02-08  2027-07-08")
	tr.says(tr.done("outbox"), "Messages in all: 2 pending")
}

func TestApplyCountsTheAdministratorsWhomItWritesTo(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).sample()
	for _, c := range []struct{ admins, want string }{
		{"[ada@example.org, Grace@example.org, mary@example.org]", "eng-peers has version 2 now. One new administrator is told by email.\n"},
		{"[lena@example.org, joan@example.org]", "eng-peers has version 3 now. 2 new administrators are told by email.\n"},
	} {
		path := tr.write("p.yaml", strings.Replace(string(examples.Program()), "[ada@example.org, grace@example.org]", c.admins, 1))
		tr.says(tr.done("program", "apply", path), c.want)
	}
	tr.says(tr.done("outbox"), "Messages in all: 5 pending")
}

// paired is a trial whose draft has been approved.
func paired(t *testing.T) *trial {
	t.Helper()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.people())
	tr.setClock(time.Date(2027, 1, 25, 9, 0, 0, 0, time.UTC))
	tr.work()
	in := tr.open()
	p, err := in.program(t.Context(), "eng-peers")
	if err != nil {
		t.Fatal(err)
	}
	rounds, err := in.store.Rounds(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	draft, err := in.store.LatestDraft(t.Context(), rounds[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	admins, err := in.store.Administrators(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.work.Approve(t.Context(), draft, admins[0], draft.Number(), in.now()); err != nil {
		t.Fatal(err)
	}
	tr.work()
	return tr
}

func TestApplyAfterPairingSaysWhatStaysAndPromisesNoRound(t *testing.T) {
	t.Parallel()
	tr := paired(t)
	text := strings.Replace(anyone(), "people: invite", "people: register", 1)
	apply := func(old, with string) []string {
		t.Helper()
		text = strings.Replace(text, old, with, 1)
		return []string{"program", "apply", tr.write("p.yaml", text)}
	}
	tr.says(tr.done(apply("name: Engineering peer mentoring", "name: Peers")...), "eng-peers has version 2 now.")
	if got, want := tr.warned(apply("every: 2 weeks", "every: 3 weeks")...), "warning: 12 pairings exist already; their meetings stay as they were\n"; got != want {
		t.Errorf("another rhythm warns:\n%swant:\n%s", got, want)
	}
	ends := regexp.MustCompile(`^warning: 12 pairings exist already; their meetings stay as they were, and [67]\d of them are after the end; what is left of them is cancelled with the report, on 2027-05-15\n$`)
	if got := tr.warned(apply("length: 6 months", "length: 3 months")...); !ends.MatchString(got) {
		t.Errorf("an earlier end warns:\n%swant:\n%s", got, ends)
	}
	tr.says(tr.warned("program", "check", tr.write("p.yaml", text)), "warning: pairing was due on 2027-01-25; it runs as soon as the program is applied\n")
}

func TestApplyBehindItsDayPromisesTheRound(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t)
	tr.setClock(time.Date(2027, 1, 26, 9, 0, 0, 0, time.UTC))
	tr.says(tr.warned("program", "apply", tr.write("p.yaml", anyone())), "warning: pairing was due on 2027-01-25; it runs as soon as the program is applied\n")
}

func TestShowTellsWhereAProgramStands(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.people())
	tr.says(tr.done("program", "show", "eng-peers"),
		"registering, version 1, pairing is switched on", "people    24 registered", "round     1, planned", "messages  26 pending",
		"Mon 25 Jan 2027 09:00  pairing runs", `survey "Midpoint" opens`, "ada@example.org\ngrace@example.org\n")
	tr.setClock(time.Date(2027, 1, 26, 9, 0, 0, 0, time.UTC))
	tr.work()
	tr.says(tr.done("program", "show", "eng-peers"), "matching, version 1", "round     1, drafted", "the draft expires")
}

func TestAProgramThatIsNotThereIsWrongInput(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).sample()
	for _, command := range []string{"program show", "pair", "report", "outbox", "people export"} {
		line := tr.refused(exitWrong, "peerpost "+command, append(strings.Fields(command), "eng-pears")...)
		tr.says(line, `found no program "eng-pears"; did you mean eng-peers?`)
	}
	tr.refused(exitWrong, `peerpost switch: found no program "sales"; see peerpost program list`, "switch", "sales", "off")
}
