package jobs_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/jobs/jobstest"
	"github.com/peerpost/peerpost/program"
)

// approvedTrio plays to an approval of Ana, Ben and Cem on a Friday evening,
// when nothing leaves before Monday.
func approvedTrio(t *testing.T) *jobstest.World {
	t.Helper()
	w := jobstest.New(t, dbtest.New(t))
	w.Apply("small", []byte(small), []byte(berliners), func(p *program.Program) { p.Pairing.Odd = "trio" })
	register("a@example.org", "b@example.org", "c@example.org")(t, w)
	w.RunTo(at(t, "2027-01-29 18:30"))
	w.ApproveDraft()
	return w
}

func leave(t *testing.T, w *jobstest.World, a program.Address) {
	t.Helper()
	if err := w.Leave(context.Background(), w.Person(a), w.Now); err != nil {
		t.Fatal(err)
	}
}

// unfolded is iCalendar data with its long lines joined (RFC 5545 section 3.1).
func unfolded(ics []byte) string { return strings.ReplaceAll(string(ics), "\r\n ", "") }

func TestWhenOneOfATrioLeavesTheOthersGoOn(t *testing.T) {
	t.Parallel()
	w := approvedTrio(t)
	w.RunTo(at(t, "2027-02-24 12:00"))
	before := w.Sent()
	leave(t, w, "c@example.org")
	leave(t, w, "c@example.org") // a second click changes nothing
	w.RunTo(at(t, "2027-02-24 18:00"))
	want := counts{program.ParticipationConfirmed: 1, program.InvitationCancelled: 1, program.PairingChanged: 2}
	if diff := cmp.Diff(want, since(w, before)); diff != "" {
		t.Fatalf("what has left (-want +got):\n%s", diff)
	}
	for stays, other := range map[string]string{"a@example.org": "Ben", "b@example.org": "Ana"} {
		told := mailTo(w, stays, "Cem has left your meetings in Small")
		if len(told) != 1 || !strings.Contains(told[0].Text, "Cem no longer takes part in Small. You and "+other+" go on together.") {
			t.Fatalf("%s is told %v", stays, told)
		}
		entry := unfolded(told[0].ICS)
		for _, part := range []string{"METHOD:REQUEST", "SEQUENCE:1\r\n", "mailto:a@example.org", "mailto:b@example.org", "SUMMARY:Small: Ana · Ben\r\n"} {
			if !strings.Contains(entry, part) {
				t.Errorf("the changed invitation has no %q:\n%s", part, entry)
			}
		}
		if strings.Contains(entry, "c@example.org") {
			t.Error("who has left is still invited")
		}
	}
	cancelled := mailTo(w, "c@example.org", "Cancelled: your meetings with Ana and Ben")
	if len(cancelled) != 1 {
		t.Fatalf("who has left got %d cancellations", len(cancelled))
	}
	if entry := unfolded(cancelled[0].ICS); !strings.Contains(entry, "METHOD:CANCEL") || !strings.Contains(entry, "SEQUENCE:1\r\n") || !strings.Contains(entry, "mailto:c@example.org") || strings.Contains(entry, "mailto:a@example.org") {
		t.Errorf("the cancellation is not for the leaver alone:\n%s", entry)
	}
	if report, err := w.Report(context.Background(), w.Program); err != nil || report.Paired != 3 {
		t.Errorf("the report counts %d people who had a partner, %v; want 3", report.Paired, err)
	}
	before = w.Sent()
	w.RunTo(at(t, "2027-03-12 12:00"))
	if n := since(w, before)[program.SessionAgenda]; n != 2 {
		t.Errorf("%d agendas of the next meeting, want 2", n)
	}
	for _, m := range mailTo(w, "a@example.org", "your meeting with Ben") {
		if strings.Contains(m.Subject, "Cem") && m.Date.After(at(t, "2027-02-24 12:00")) {
			t.Errorf("an agenda still names who has left: %s", m.Subject)
		}
	}
}

func TestWhenAnotherOfATrioLeavesTheLastHearsOfThatOne(t *testing.T) {
	t.Parallel()
	w := approvedTrio(t)
	w.RunTo(at(t, "2027-02-24 12:00"))
	leave(t, w, "c@example.org")
	w.RunTo(at(t, "2027-02-24 15:00"))
	before := w.Sent()
	leave(t, w, "a@example.org")
	w.RunTo(at(t, "2027-02-24 18:00"))
	want := counts{program.ParticipationConfirmed: 1, program.InvitationCancelled: 2, program.PairingEndedNotice: 1, program.PartnerLost: 1}
	if diff := cmp.Diff(want, since(w, before)); diff != "" {
		t.Fatalf("what has left (-want +got):\n%s", diff)
	}
	if told := mailTo(w, "b@example.org", "Your pairing with Ana has ended"); len(told) != 1 || !strings.Contains(told[0].Text, "Ana no longer takes part in Small, so your pairing ends here.") {
		t.Errorf("the last one is told %v", told)
	}
	for _, m := range mailTo(w, "b@example.org", "Cancelled: ") {
		if entry := unfolded(m.ICS); !strings.Contains(entry, "SEQUENCE:2\r\n") || strings.Contains(entry, "c@example.org") {
			t.Errorf("the cancellation is not of the changed invitation:\n%s", entry)
		}
	}
	if told := mailTo(w, "admin@example.org", "Ben has no partner any more"); len(told) != 1 {
		t.Errorf("the administrator is told %v", told)
	}
}

func TestWhoLeavesATrioBeforeTheIntroductionIsNotInIt(t *testing.T) {
	t.Parallel()
	for name, leaves := range map[string]string{
		"before the pairings are opened": "2027-01-29 18:30",
		"inside the undo window":         "2027-01-29 18:35",
		"after it, before Monday":        "2027-01-30 12:00",
	} {
		for how, goes := range map[string]func(*testing.T, *jobstest.World){
			"leaves": func(t *testing.T, w *jobstest.World) { leave(t, w, "c@example.org") },
			"is erased": func(t *testing.T, w *jobstest.World) {
				if err := w.Erase(context.Background(), w.Person("c@example.org").Person, w.Now); err != nil {
					t.Fatal(err)
				}
			},
		} {
			t.Run(how+" "+name, func(t *testing.T) {
				w := approvedTrio(t)
				if moment := at(t, leaves); moment.After(w.Now) {
					w.RunTo(moment)
				}
				goes(t, w)
				before := w.Sent()
				w.RunTo(at(t, "2027-02-03 12:00"))
				after := since(w, before)
				delete(after, program.DraftDecided)
				delete(after, program.ParticipationConfirmed)
				if diff := cmp.Diff(counts{program.Introduction: 2, program.Invitation: 2}, after); diff != "" {
					t.Fatalf("what has left (-want +got):\n%s", diff)
				}
				for _, m := range w.Delivered() {
					about := m.Text + m.Subject + unfolded(m.ICS)
					if (m.To == "a@example.org" || m.To == "b@example.org") && (strings.Contains(about, "Cem") || strings.Contains(about, "c@example.org")) {
						t.Errorf("%s reads of who has left: %s", m.To, m.Subject)
					}
				}
				if len(mailTo(w, "a@example.org", "Meet Ben, your partner")) != 1 {
					t.Error("Ana does not meet Ben")
				}
			})
		}
	}
}

func TestWhoLeavesBeforeTheIntroductionTakesNoAnswersOfTheOthersAlong(t *testing.T) {
	t.Parallel()
	w := jobstest.New(t, dbtest.New(t))
	people := strings.ReplaceAll(berliners, "Europe/Berlin,,", "Europe/Berlin,Chess openings,Juggling five balls")
	w.Apply("small", []byte(small), []byte(people), func(p *program.Program) {
		p.Pairing.Odd = "trio"
		for i := range p.Questionnaire {
			p.Questionnaire[i].ShownTo = program.ShownToPartner
		}
	})
	register("a@example.org", "b@example.org", "c@example.org")(t, w)
	w.RunTo(at(t, "2027-01-29 18:30"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-29 18:35"))
	leave(t, w, "c@example.org")
	w.RunTo(at(t, "2027-02-02 12:00"))
	met := mailTo(w, "a@example.org", "Meet Ben, your partner")
	if len(met) != 1 || !strings.Contains(met[0].Text, "Juggling five balls") {
		t.Errorf("Ana reads of Ben %v", met)
	}
}

// Some of a trio know each other and some do not yet: what waits is composed
// again, and who has read of the leaver is told.
func TestErasedMemberOfATrioIsNotNamedToTheOthers(t *testing.T) {
	t.Parallel()
	w := approvedTrio(t)
	w.RunTo(at(t, "2027-02-24 20:00")) // nothing leaves before the morning
	if err := w.Erase(context.Background(), w.Person("c@example.org").Person, w.Now); err != nil {
		t.Fatal(err)
	}
	before := w.Sent()
	w.RunTo(at(t, "2027-02-25 12:00"))
	if diff := cmp.Diff(counts{program.PairingChanged: 2}, since(w, before)); diff != "" {
		t.Fatalf("what has left (-want +got):\n%s", diff)
	}
	told := mailTo(w, "a@example.org", "A partner has left your meetings in Small")
	if len(told) != 1 || !strings.Contains(told[0].Text, "One of your partners no longer takes part in Small. You and Ben go on together.") || strings.Contains(told[0].Text+unfolded(told[0].ICS), "Cem") {
		t.Errorf("Ana is told %v", told)
	}
}

func TestWhoLeavesATrioAndIsErasedAtNightIsNotNamedInTheMorning(t *testing.T) {
	t.Parallel()
	w := approvedTrio(t)
	w.RunTo(at(t, "2027-02-24 20:00"))
	leave(t, w, "c@example.org")
	if err := w.Erase(context.Background(), w.Person("c@example.org").Person, w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-02-25 12:00"))
	told := mailTo(w, "b@example.org", "A partner has left your meetings in Small")
	if len(told) != 1 || strings.Contains(told[0].Text, "Cem") {
		t.Errorf("Ben is told %v", told)
	}
}

func TestAgendaThatWaitsNamesThoseWhoStay(t *testing.T) {
	t.Parallel()
	w := approvedTrio(t)
	w.RunTo(at(t, "2027-02-01 12:00"))
	p := w.Person("a@example.org")
	pairings, err := w.Store.PairingsOf(context.Background(), p.ID)
	if err != nil || len(pairings) != 1 {
		t.Fatal(pairings, err)
	}
	sessions, err := w.Store.Sessions(context.Background(), pairings[0].ID)
	if err != nil || len(sessions) == 0 {
		t.Fatal(sessions, err)
	}
	w.RunTo(sessions[0].StartsAt.AddDate(0, 0, -4)) // the agenda waits for the day before
	leave(t, w, "c@example.org")
	w.RunTo(sessions[0].StartsAt)
	if n := w.Sent()[program.SessionAgenda]; n != 2 {
		t.Errorf("%d agendas, want 2", n)
	}
	for _, m := range mailTo(w, "a@example.org", "your meeting with") {
		if strings.Contains(m.Subject+m.Text, "Cem") {
			t.Errorf("the agenda names who has left: %s", m.Subject)
		}
	}
}

func TestWhereTwoOfATrioLeaveAtOnceTheThirdHearsThatItHasEnded(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, dialect string) {
		w := jobstest.New(t, dbtest.Open(t, dbtest.NewURL(t, dialect)))
		w.Apply("small", []byte(small), []byte(berliners), func(p *program.Program) { p.Pairing.Odd = "trio" })
		register("a@example.org", "b@example.org", "c@example.org")(t, w)
		w.RunTo(at(t, "2027-01-25 09:00"))
		w.ApproveDraft()
		w.RunTo(at(t, "2027-02-24 12:00"))
		b, c := w.Person("b@example.org"), w.Person("c@example.org")
		var leaving sync.WaitGroup
		for _, p := range []program.Participant{b, c} {
			leaving.Go(func() {
				if err := w.Leave(context.Background(), p, w.Now); err != nil {
					t.Error(err)
				}
			})
		}
		leaving.Wait()
		w.RunTo(at(t, "2027-02-26 12:00"))
		pairings, err := w.Store.Pairings(context.Background(), w.Program.ID)
		if err != nil || len(pairings) != 1 || pairings[0].State != program.PairingEnded {
			t.Errorf("found %v, %v; want one pairing that has ended", pairings, err)
		}
		if n := countTo(t, w, "a@example.org", program.PairingEndedNotice, program.OutboxDone); n != 1 {
			t.Errorf("Ana was told %d times, want once", n)
		}
	})
}

func TestWhereTwoOfATrioLeaveOnAWeekendEachCalendarIsClearedAndTheThirdHearsOfBoth(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, dialect string) {
		w := jobstest.New(t, dbtest.Open(t, dbtest.NewURL(t, dialect)))
		w.Apply("small", []byte(small), []byte(berliners), func(p *program.Program) { p.Pairing.Odd = "trio" })
		register("a@example.org", "b@example.org", "c@example.org")(t, w)
		w.RunTo(at(t, "2027-01-25 09:00"))
		w.ApproveDraft()
		w.RunTo(at(t, "2027-02-19 19:00"))
		leave(t, w, "c@example.org")
		w.RunTo(at(t, "2027-02-20 12:00"))
		leave(t, w, "b@example.org")
		before := w.Sent()
		w.RunTo(at(t, "2027-02-22 12:00"))
		if diff := cmp.Diff(counts{program.InvitationCancelled: 3, program.PairingEndedNotice: 1, program.PartnerLost: 1, program.ParticipationConfirmed: 1}, since(w, before)); diff != "" {
			t.Errorf("what has left (-want +got):\n%s", diff)
		}
		for _, a := range []string{"a@example.org", "b@example.org", "c@example.org"} {
			if n := len(mailTo(w, a, "Cancelled: ")); n != 1 {
				t.Errorf("%s got %d cancellations, want one", a, n)
			}
		}
		if told := mailTo(w, "a@example.org", "Your pairing with Cem and Ben has ended"); len(told) != 1 || !strings.Contains(told[0].Text, "Cem and Ben no longer take part in Small") {
			t.Errorf("Ana is told %v", mailTo(w, "a@example.org", "has ended"))
		}
	})
}
