package main

import (
	"testing"
	"time"

	"github.com/peerpost/peerpost/program"
)

func TestPairMakesTheRoundDueAndAWorkerRunsIt(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.people())
	tr.says(tr.done("pair", "eng-peers"), "Round 2 of eng-peers is due now, with 24 registered people.",
		"; round 1 stays scheduled for Mon 25 Jan 2027 09:00, for who has no partner then, and who registers until 2027-01-22.\n")
	tr.work()
	tr.says(tr.done("program", "show", "eng-peers"), "round     1, planned; 2, drafted", "pairings  none")
	tr.says(tr.done("outbox"), "approval request")
	tr.setClock(duringRegistration.Add(program.DraftLives + time.Hour))
	tr.work()
	tr.says(tr.done("program", "show", "eng-peers"), "round     1, planned; 2, draft expired", "25 Jan 2027 09:00  pairing runs")
}

func TestPairRefusesInOneLineWhereThereAreNotTwoPeople(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	const few = "peerpost pair: eng-peers: fewer than two people have registered, expected two people to pair; wait until more people have registered"
	tr.refused(exitWrong, few, "pair", "eng-peers")
	tr.says(tr.done("program", "show", "eng-peers"), "round     1, planned\n")
}

func TestPairingWaitsWhileItIsSwitchedOff(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.people())
	tr.says(tr.done("switch", "eng-peers", "off"), "eng-peers: pairing is off: ", "26 messages have not left yet.")
	tr.says(tr.done("pair", "eng-peers"), "Pairing is switched off: the round waits until somebody runs peerpost switch eng-peers on")
	tr.work()
	tr.says(tr.done("program", "show", "eng-peers"), "pairing is switched off", "round     1, planned; 2, due", "tried once, pairing is switched off")
	tr.says(tr.done("switch", "eng-peers", "off", "--all"), "everything is off but ")
	tr.says(tr.done("program", "list"), "all off")
	tr.says(tr.done("switch", "eng-peers", "on"), "eng-peers: pairing is on; ")
	tr.setClock(duringRegistration.Add(2 * time.Hour))
	tr.work()
	tr.says(tr.done("program", "show", "eng-peers"), "pairing is switched on", "round     1, planned; 2, drafted")
}

func TestPairRefusesAProgramThatIsOver(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.people())
	tr.setClock(time.Date(2027, 8, 8, 9, 0, 0, 0, time.UTC))
	tr.refused(exitWrong, "peerpost pair: eng-peers was over on 2027-08-08, expected ", "pair", "eng-peers")
}

func TestPairRefusesAProgramInWhichNobodyCouldMeetAnyMore(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.people())
	tr.setClock(time.Date(2027, 8, 6, 9, 0, 0, 0, time.UTC))
	tr.refused(exitWrong, "peerpost pair: eng-peers is over on 2027-08-08, before two people who are introduced now could meet, expected time for a meeting; give it a later end with peerpost program apply", "pair", "eng-peers")
}

func TestWhatTheOperatorDoesIsInTheAudit(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).registering()
	tr.done("people", "import", "eng-peers", tr.people())
	tr.done("switch", "eng-peers", "off")
	tr.done("pair", "eng-peers")
	in := tr.open()
	row := oneMessage(tr, in)
	tr.done("outbox", "cancel", string(row.ID))
	tr.done("outbox", "resend", string(row.ID))
	p, err := in.program(t.Context(), "eng-peers")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := in.store.Audit(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]program.Audit{}
	for _, line := range lines {
		done[line.Action] = line
	}
	for _, action := range []string{"program applied", "people imported", "switch off", "pairing asked for", "message cancelled", "message sent again"} {
		if done[action].Actor != operator {
			t.Errorf("%q is not in the audit as the operator's: %+v", action, done)
		}
	}
}

func TestTheWayInIsMailedToAdministratorsOnly(t *testing.T) {
	t.Parallel()
	tr := migratedTrial(t).sample()
	tr.done("people", "import", "eng-peers", tr.people())
	tr.says(tr.done("admin", "invite", "Ada@example.org"), "The link to the administrator's home of one program is on its way to ")
	tr.work() // writes it, and sends it at once
	tr.says(tr.done("outbox"), "administrator home")
	const stranger = " is no administrator of any program; name the address under admins: "
	for _, address := range []string{"eve@example.org", "zoe.kohler@example.org"} {
		tr.refused(exitWrong, "peerpost admin invite: "+address+stranger, "admin", "invite", address)
	}
}
