package jobs_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/mail/mailtest"
	"github.com/peerpost/peerpost/program"
)

// approvedPair plays to an approval of Ana and Ben on a Friday evening, when
// nothing leaves before Monday.
func approvedPair(t *testing.T) *jobstest.World {
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-29 18:30"))
	return w
}

// mailTo is what an address has got with these words in its subject.
func mailTo(w *jobstest.World, address, subject string) []mail.Received {
	var found []mail.Received
	for _, m := range w.Delivered() {
		if m.To == address && strings.Contains(m.Subject, subject) {
			found = append(found, m)
		}
	}
	return found
}

// since counts what has left after before.
func since(w *jobstest.World, before counts) counts {
	n := counts{}
	for kind, count := range w.Sent() {
		if count > before[kind] {
			n[kind] = count - before[kind]
		}
	}
	return n
}

func TestSwitchedOffBeforeTheIntroductionNobodyHearsOfAPartner(t *testing.T) {
	t.Parallel()
	w := approvedPair(t)
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-29 18:45"))
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOff, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	before := w.Sent()
	w.RunTo(at(t, "2027-03-05 12:00"))
	if diff := cmp.Diff(counts{}, since(w, before)); diff != "" {
		t.Errorf("what has left while pairing was off (-want +got):\n%s", diff)
	}
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOn, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-03-06 12:00"))
	if n := w.Sent()[program.Introduction]; n != 2 {
		t.Errorf("switched on again, %d are introduced, want 2", n)
	}
}

func TestPartnerOfSomeoneWhoLeavesBeforeTheIntroductionIsTold(t *testing.T) {
	t.Parallel()
	for name, leaves := range map[string]string{
		"before the pairings are opened": "2027-01-29 18:30",
		"inside the undo window":         "2027-01-29 18:35",
		"after it, before Monday":        "2027-01-30 12:00",
	} {
		t.Run(name, func(t *testing.T) {
			w := approvedPair(t)
			w.ApproveDraft()
			if moment := at(t, leaves); moment.After(w.Now) {
				w.RunTo(moment)
			}
			if err := w.Leave(context.Background(), w.Person("a@example.org"), w.Now); err != nil {
				t.Fatal(err)
			}
			before := w.Sent()
			delete(before, program.DraftDecided)
			w.RunTo(at(t, "2027-03-05 12:00"))
			want := counts{program.ParticipationConfirmed: 1, program.UnpairedNotice: 1, program.PartnerLost: 1, program.DraftDecided: 1}
			if diff := cmp.Diff(want, since(w, before)); diff != "" {
				t.Errorf("what has left (-want +got):\n%s", diff)
			}
			reason := mailTo(w, "b@example.org", "no partner for you this time")
			if len(reason) != 1 || !strings.Contains(reason[0].Text, "We had found a partner for you, who no longer takes part.") {
				t.Errorf("the partner is told another reason: %v", reason)
			}
			if told := mailTo(w, "admin@example.org", "Ben has no partner any more"); len(told) != 1 || !strings.Contains(told[0].Text, "Ana no longer takes part in Small. Ben is told") {
				t.Errorf("the administrator is told %v", told)
			}
		})
	}
}

func TestPartnerOfSomeoneWhoHasGoneForGoodIsToldAndMeetsNobody(t *testing.T) {
	t.Parallel()
	told := counts{program.UnpairedNotice: 1, program.PartnerLost: 1}
	for name, c := range map[string]struct {
		known string
		want  counts
	}{
		"before the pairings are opened": {"2027-01-29 18:30", told},
		"inside the undo window":         {"2027-01-29 18:35", told},
		"after it, before Monday":        {"2027-01-30 12:00", told},
		"after the introduction":         {"2027-02-20 12:00", counts{program.PairingEndedNotice: 1, program.PartnerLost: 1, program.InvitationCancelled: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			w := approvedPair(t)
			w.ApproveDraft()
			if moment := at(t, c.known); moment.After(w.Now) {
				w.RunTo(moment)
			}
			imports(t, w, "email,status\na@example.org,terminated\n")
			before := w.Sent()
			imports(t, w, "email,status\na@example.org,terminated\n") // the same file comes every night
			w.RunTo(at(t, "2027-03-05 12:00"))
			after := since(w, before)
			delete(after, program.DraftDecided)
			if diff := cmp.Diff(c.want, after); diff != "" {
				t.Errorf("what has left (-want +got):\n%s", diff)
			}
			if n := len(mailTo(w, "admin@example.org", "Ben has no partner any more")); n != 1 {
				t.Errorf("the administrator was told %d times", n)
			}
		})
	}
}

func TestInterruptedDepartureIsFinished(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-02-24 12:00"))
	p := w.Person("a@example.org")
	// What the first transaction of leaving writes, and nothing after it.
	moved, err := w.Store.MoveParticipant(context.Background(), p.ID, program.Registered, program.Left, program.Date{}, w.Now, db.Effects{
		Moments: []program.Moment{{ID: w.IDs.New(w.Now), Kind: jobs.EndPairings, Subject: string(p.ID), ProgramID: p.ProgramID, Due: w.Now}}})
	if err != nil || !moved {
		t.Fatal(moved, err)
	}
	before := w.Sent()
	w.RunTo(at(t, "2027-02-26 12:00"))
	if got := since(w, before); got[program.PairingEndedNotice] != 1 || got[program.InvitationCancelled] != 2 {
		t.Errorf("after the interruption %v have left, want one notice and two cancellations", got)
	}
}

func TestExpiredDraftCanBeMadeAgain(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-02-01 10:00"))
	if s := w.Draft().State; s != program.DraftExpired {
		t.Fatalf("the draft is %s", s)
	}
	before := w.Sent()
	if _, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-02-01 10:05"))
	if d := w.Draft(); d.State != program.DraftReady || d.Revision != 2 || since(w, before)[program.ApprovalRequest] != 1 {
		t.Errorf("the draft is revision %d, %s, and %v left; want a second one that is asked for", d.Revision, d.State, since(w, before))
	}
}

func TestInputsThatChangeAndChangeBackMakeANewDraft(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 10:00"))
	again := func() {
		t.Helper()
		if err := w.Approve(context.Background(), w.Draft(), w.Admin(), w.Draft().Number(), w.Now); !errors.Is(err, db.ErrStale) {
			t.Fatalf("found %v, want ErrStale", err)
		}
		w.RunTo(w.Now.Add(time.Minute))
	}
	if err := w.Pause(context.Background(), w.Person("a@example.org"), program.Date{Year: 2027, Month: 5, Day: 3}, w.Now); err != nil {
		t.Fatal(err)
	}
	again()
	if err := w.Resume(context.Background(), w.Person("a@example.org"), w.Now); err != nil {
		t.Fatal(err)
	}
	again()
	if d := w.Draft(); d.State != program.DraftReady || d.Revision != 3 || d.Number() != 4 {
		t.Errorf("the draft is revision %d, %s, of %d people; want a third one of 4 that waits", d.Revision, d.State, d.Number())
	}
}

func TestProgramThatIsOverPairsNobody(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(w.Program.ReportDue().Add(time.Hour))
	if _, err := w.MakeRoundDue(context.Background(), w.Program, "operator", w.Now); !errors.Is(err, program.ErrClosed) {
		t.Errorf("found %v, want ErrClosed", err)
	}
}

func TestFailedRoundIsFollowedByAnotherWhenTheDatesMoveOn(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org")(t, w)
	w.RunTo(at(t, "2027-01-26 09:00"))
	later := w.Program.Program
	later.Registration.Closes = program.Date{Year: 2027, Month: 2, Day: 5}
	later.Matching = program.Window{Opens: program.Date{Year: 2027, Month: 2, Day: 8}, Closes: program.Date{Year: 2027, Month: 2, Day: 12}}
	later.Starts = program.Date{Year: 2027, Month: 2, Day: 15}
	var err error
	if w.Program, err = w.ApplyProgram(context.Background(), later, "postponed", w.Now); err != nil {
		t.Fatal(err)
	}
	register("b@example.org", "c@example.org", "d@example.org")(t, w)
	w.RunTo(at(t, "2027-02-08 09:00"))
	if d := w.Draft(); d.State != program.DraftReady || d.Number() != 4 {
		t.Errorf("the draft is %s, of %d people; want one of 4 that waits", d.State, d.Number())
	}
}

func TestShortenedProgramClearsCalendars(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-02-20 12:00"))
	shorter := w.Program.Program
	shorter.Length = program.Length{N: 3, Unit: program.Weeks}
	var err error
	if w.Program, err = w.ApplyProgram(context.Background(), shorter, "shorter", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(w.Program.ReportDue().Add(30 * time.Hour))
	if n := w.Sent()[program.InvitationCancelled]; n != 2 {
		t.Errorf("%d calendars were cleared, want 2", n)
	}
}

func TestDismissedAdministratorGetsNothingThatWaited(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 08:59"))
	server := onSMTP(t, w)
	server.Break(mailtest.Fault{At: mailtest.Banner, Reply: "421 4.3.2 busy", Drop: true})
	w.RunTo(at(t, "2027-01-25 09:05"))
	others := w.Program.Program
	others.Admins = []program.Address{"another@example.org"}
	if _, err := w.ApplyProgram(context.Background(), others, "another administrator", w.Now); err != nil {
		t.Fatal(err)
	}
	server.Mend()
	w.RunTo(at(t, "2027-01-25 12:00"))
	asked := 0
	for _, m := range server.Messages() {
		switch m.To {
		case "admin@example.org":
			t.Error("somebody who is no longer an administrator was asked to approve")
		case "another@example.org":
			asked++
		}
	}
	if asked != 2 {
		t.Errorf("the new administrator got %d messages, want the welcome and a request to approve", asked)
	}
}

func TestRulesThatPairNobodyFailTheRound(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	strict := w.Program.Program
	strict.Pairing.DoNotPair = [][2]program.Address{{"a@example.org", "b@example.org"}}
	var err error
	if w.Program, err = w.ApplyProgram(context.Background(), strict, "strict", w.Now); err != nil {
		t.Fatal(err)
	}
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-26 09:00"))
	if sent := w.Sent(); sent[program.RoundFailedNotice] != 1 || sent[program.ApprovalRequest] != 0 {
		t.Errorf("found %d notices and %d requests to approve, want 1 and 0", sent[program.RoundFailedNotice], sent[program.ApprovalRequest])
	}
}

func TestSwitchedOnAgainPairingRunsAtOnce(t *testing.T) {
	t.Parallel()
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOff, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-26 09:10"))
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOn, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	before := w.Sent()
	w.RunTo(at(t, "2027-01-26 09:11"))
	if n := since(w, before)[program.ApprovalRequest]; n != 1 {
		t.Errorf("%d requests to approve, want 1", n)
	}
}
