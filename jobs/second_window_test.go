package jobs_test

import (
	"context"
	"testing"

	"github.com/peerpost/peerpost/program"
)

func TestWhoCouldNotBeInvitedInOneWindowIsInvitedInTheNext(t *testing.T) {
	w := newSmall(t, berliners)
	w.RunTo(at(t, "2027-01-10 12:00"))
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchAllOff, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-01-25 08:00"))
	applied(t, w, secondWindow...)
	if err := w.SetSwitch(context.Background(), w.Program.ID, program.SwitchOn, "operator", w.Now); err != nil {
		t.Fatal(err)
	}
	w.RunTo(at(t, "2027-02-20 12:00"))
	if sent := w.Sent(); sent[program.RegisterInvitation] != 4 || sent[program.RegisterReminder] != 4 {
		t.Errorf("%d were invited and %d reminded, want 4 and 4", sent[program.RegisterInvitation], sent[program.RegisterReminder])
	}
}

func TestWhoDidNotRegisterIsInvitedAndRemindedInASecondWindow(t *testing.T) {
	w := newSmall(t, berliners)
	register("a@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 12:00"))
	before := w.Sent()
	applied(t, w, secondWindow...)
	w.RunTo(at(t, "2027-02-20 12:00"))
	if sent := since(w, before); sent[program.RegisterInvitation] != 3 || sent[program.RegisterReminder] != 3 {
		t.Errorf("%d were invited and %d reminded again, want 3 and 3", sent[program.RegisterInvitation], sent[program.RegisterReminder])
	}
}

// The invitations wait over a weekend when the close moves.
func TestInvitationThatNamesTheOldCloseDoesNotLeave(t *testing.T) {
	w := newSmall(t, berliners)
	opens := "registration: {opens: 2027-01-09, closes: 2027-01-22}"
	applied(t, w, secondWindow[0], opens)
	w.RunTo(at(t, "2027-01-09 12:00"))
	applied(t, w, secondWindow[0], "registration: {opens: 2027-01-09, closes: 2027-01-23}")
	w.RunTo(at(t, "2027-01-12 12:00"))
	if n := w.Sent()[program.RegisterInvitation]; n != 4 {
		t.Errorf("%d invitations have left, want one to each of 4", n)
	}
}

// Workers are down when registration opens, for an hour.
func TestWhoIsInvitedSomewhatLateIsReminded(t *testing.T) {
	w := newSmall(t, berliners)
	applied(t, w, "registration: {opens: 2027-01-11, closes: 2027-01-22}", "registration: {opens: 2027-01-11, closes: 2027-01-15}")
	w.RunTo(at(t, "2027-01-11 08:59"))
	w.Now = at(t, "2027-01-11 10:00")
	w.RunTo(at(t, "2027-01-14 12:00"))
	if sent := w.Sent(); sent[program.RegisterInvitation] != 4 || sent[program.RegisterReminder] != 4 {
		t.Errorf("%d were invited and %d reminded, want 4 and 4", sent[program.RegisterInvitation], sent[program.RegisterReminder])
	}
}

func TestNobodyIsInvitedAndRemindedAtOnce(t *testing.T) {
	w := newSmall(t, berliners)
	w.RunTo(at(t, "2027-01-21 10:00"))
	imports(t, w, "email,first_name,timezone\nz@example.org,Zoe,Europe/Berlin\n")
	applied(t, w, "name: Small", "name: Small again")
	w.RunTo(at(t, "2027-01-22 12:00"))
	if got := mailTo(w, "z@example.org", ""); len(got) != 1 {
		t.Errorf("Zoe has got %d emails, want the invitation alone", len(got))
	}
}
