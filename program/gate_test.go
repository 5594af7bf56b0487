package program

import (
	"testing"
	"time"
)

var gateNow = time.Date(2027, 1, 25, 9, 0, 0, 0, time.UTC)

// open are facts and a row with which an act of this kind leaves.
func open(kind Kind) (OutboxRow, GateFacts) {
	row := OutboxRow{Kind: kind, DraftID: "draft", PairingID: "pairing", PairingRevision: 1, ParticipantID: "participant"}
	facts := GateFacts{Switch: SwitchOn, ParticipantState: Registered}
	rule, _ := kind.Rule()
	switch rule.Class {
	case Enrolment:
		row.DraftID, row.PairingID = "", ""
		if kind == RegisterInvitation || kind == RegisterReminder {
			facts.ParticipantState = Invited
		}
	case Gated:
		facts.DraftState, facts.PairingState, facts.PairingRevision = DraftApproved, PairingHeld, 1
	case Running:
		facts.PairingState, facts.PairingRevision = PairingIntroduced, 1
	case Control:
		row = OutboxRow{Kind: kind}
		facts = GateFacts{Switch: SwitchOn}
	}
	return row, facts
}

func TestEveryKindPassesWhenNothingStandsInItsWay(t *testing.T) {
	for _, kind := range Kinds() {
		row, facts := open(kind)
		if got, why, _ := Gate(row, facts, gateNow); got != Pass {
			t.Errorf("%s: %s, %s", kind, got, why)
		}
	}
}

func TestNothingThatADraftDecidesLeavesBeforeThatDraftIsApproved(t *testing.T) {
	for _, kind := range []Kind{Introduction, Invitation, UnpairedNotice} {
		for _, state := range []DraftState{"", DraftReady, DraftDiscarded, DraftSuperseded, DraftExpired, DraftStale, DraftUndone} {
			row, facts := open(kind)
			facts.DraftState = state
			if got, why, _ := Gate(row, facts, gateNow); got != Cancel {
				t.Errorf("%s of a draft that is %q: %s, %s", kind, state, got, why)
			}
		}
		row, facts := open(kind)
		row.DraftID = ""
		if got, why, _ := Gate(row, facts, gateNow); got != Cancel {
			t.Errorf("%s of no draft: %s, %s", kind, got, why)
		}
	}
}

func TestTheSwitchStopsWhatItSays(t *testing.T) {
	for _, kind := range Kinds() {
		rule, _ := kind.Rule()
		for position, stopped := range map[Switch][]Class{
			SwitchOff:    {Gated},
			SwitchAllOff: {Enrolment, Gated, Running},
		} {
			want := Pass
			for _, class := range stopped {
				if rule.Class == class {
					want = Wait
				}
			}
			row, facts := open(kind)
			facts.Switch = position
			if got, why, _ := Gate(row, facts, gateNow); got != want {
				t.Errorf("%s with the switch %s: %s (%s), want %s", kind, position, got, why, want)
			}
		}
	}
}

func TestTheGateSaysNoForItsReason(t *testing.T) {
	for _, c := range []struct {
		why    string
		kind   Kind
		change func(*OutboxRow, *GateFacts)
		want   Passage
		reason string
	}{
		{"a kind that nobody knows", "gossip", func(*OutboxRow, *GateFacts) {}, Cancel, "unknown kind"},
		{"what was erased does not even leave as control", ProgramReport, func(r *OutboxRow, _ *GateFacts) { r.Data = []byte(ErasedData) }, Cancel, "what it said was erased"},
		{"suppression wins over control", ProgramReport, func(_ *OutboxRow, f *GateFacts) { f.Suppressed = true }, Cancel, "the address must not be mailed"},
		{"who unsubscribed gets no reminder", RegisterReminder, func(_ *OutboxRow, f *GateFacts) { f.Unsubscribed = true }, Cancel, "unsubscribed"},
		{"but what others wait for", Introduction, func(_ *OutboxRow, f *GateFacts) { f.Unsubscribed = true }, Pass, ""},
		{"and confirmations", ParticipationConfirmed, func(_ *OutboxRow, f *GateFacts) { f.Unsubscribed = true }, Pass, ""},
		{"late is late, even for control", AdministratorHome, func(r *OutboxRow, _ *GateFacts) { r.NotAfter = gateNow.Add(-time.Second) }, Cancel, "too late"},
		{"just in time", AdministratorHome, func(r *OutboxRow, _ *GateFacts) { r.NotAfter = gateNow }, Pass, ""},
		{"no invitation for who has answered", RegisterReminder, func(_ *OutboxRow, f *GateFacts) { f.ParticipantState = Registered }, Cancel, "already answered"},
		{"word of an import is for who is registered", ImportConfirmed, func(_ *OutboxRow, f *GateFacts) { f.ParticipantState = Paused }, Pass, ""},
		{"and not for who left", ImportConfirmed, func(_ *OutboxRow, f *GateFacts) { f.ParticipantState = Left }, Cancel, "no longer takes part"},
		{"no invitation while away", RegisterInvitation, func(_ *OutboxRow, f *GateFacts) { f.Away = true }, Wait, "not at work"},
		{"nor word of an import", ImportConfirmed, func(_ *OutboxRow, f *GateFacts) { f.Away = true }, Wait, "not at work"},
		{"but what a person asked for", RegistrationConfirmed, func(_ *OutboxRow, f *GateFacts) { f.Away = true }, Pass, ""},
		{"the approval can be undone", Introduction, func(_ *OutboxRow, f *GateFacts) { f.UndoUntil = gateNow.Add(time.Second) }, Wait, "the approval can still be undone"},
		{"the undo window is over", Introduction, func(_ *OutboxRow, f *GateFacts) { f.UndoUntil = gateNow }, Pass, ""},
		{"who left is not introduced", Introduction, func(_ *OutboxRow, f *GateFacts) { f.ParticipantState = Left }, Cancel, "no longer takes part"},
		{"nor who has gone for good", Introduction, func(_ *OutboxRow, f *GateFacts) { f.Away, f.Terminated = true, true }, Cancel, "no longer takes part"},
		{"who is on leave is introduced", Introduction, func(_ *OutboxRow, f *GateFacts) { f.Away = true }, Pass, ""},
		{"no survey for who has gone for good", SurveyInvitation, func(r *OutboxRow, f *GateFacts) { r.PairingID, f.Away, f.Terminated = "", true, true }, Cancel, "no longer takes part"},
		{"whose calendar is cleared", InvitationCancelled, func(_ *OutboxRow, f *GateFacts) { f.Away, f.Terminated = true, true }, Pass, ""},
		{"who paused is introduced", Introduction, func(_ *OutboxRow, f *GateFacts) { f.ParticipantState = Paused }, Pass, ""},
		{"the pairing ended first", Introduction, func(_ *OutboxRow, f *GateFacts) { f.PairingState = PairingEnded }, Cancel, "the pairing has ended"},
		{"composed for other members", Introduction, func(_ *OutboxRow, f *GateFacts) { f.PairingRevision = 2 }, Cancel, "the pairing has other members now"},
		{"the unpaired have no pairing", UnpairedNotice, func(r *OutboxRow, f *GateFacts) { r.PairingID, f.PairingState, f.PairingRevision = "", "", 0 }, Pass, ""},
		{"no agenda before the introduction", SessionAgenda, func(_ *OutboxRow, f *GateFacts) { f.PairingState = PairingHeld }, Cancel, "the pairing has ended"},
		{"nor while it waits", SessionAgenda, func(_ *OutboxRow, f *GateFacts) { f.Introduction = OutboxPending }, Wait, "the introduction has not left yet"},
		{"unless it left before and waits to leave again", SessionAgenda, func(_ *OutboxRow, f *GateFacts) { f.Introduction = OutboxUnknown }, Pass, ""},
		{"no agenda without an introduction", SessionAgenda, func(_ *OutboxRow, f *GateFacts) { f.Introduction = OutboxCancelled }, Cancel, "the recipient was never introduced"},
		{"no agenda for other members", SessionAgenda, func(_ *OutboxRow, f *GateFacts) { f.PairingRevision = 2 }, Cancel, "the pairing has other members now"},
		{"no agenda for who left", SessionAgenda, func(_ *OutboxRow, f *GateFacts) { f.ParticipantState = Left }, Cancel, "no longer takes part"},
		{"whose invitation is cancelled may have left", InvitationCancelled, func(_ *OutboxRow, f *GateFacts) { f.ParticipantState = Left }, Pass, ""},
		{"but is not erased", InvitationCancelled, func(_ *OutboxRow, f *GateFacts) { f.ParticipantState = Erased }, Cancel, "no longer takes part"},
		{"word of an end is only for who may have heard of the pairing", PairingEndedNotice, func(_ *OutboxRow, f *GateFacts) { f.PairingState, f.Introduction = PairingEnded, OutboxCancelled }, Pass, ""},
		{"also where the introduction waits for a switch", PairingEndedNotice, func(_ *OutboxRow, f *GateFacts) { f.PairingState, f.Introduction = PairingEnded, OutboxPending }, Pass, ""},
		{"and not for who has left too", PairingEndedNotice, func(_ *OutboxRow, f *GateFacts) { f.PairingState, f.ParticipantState = PairingEnded, Left }, Cancel, "no longer takes part"},
		{"what never came needs no cancelling", InvitationCancelled, func(_ *OutboxRow, f *GateFacts) { f.PairingState, f.Introduction = PairingEnded, OutboxCancelled }, Cancel, "the recipient was never introduced"},
		{"nor what cannot come any more", InvitationCancelled, func(_ *OutboxRow, f *GateFacts) { f.PairingState, f.Introduction = PairingEnded, OutboxPending }, Cancel, "the recipient was never introduced"},
		{"an agenda that was put off until the pairing had ended", SessionAgenda, func(_ *OutboxRow, f *GateFacts) { f.PairingState = PairingEnded }, Cancel, "the pairing has ended"},
		{"a survey needs no pairing", SurveyInvitation, func(r *OutboxRow, f *GateFacts) { r.PairingID, f.PairingState = "", "" }, Pass, ""},
		{"no reminder for who has answered", SurveyReminder, func(_ *OutboxRow, f *GateFacts) { f.Answered = true }, Cancel, "already answered"},
		{"no survey for who left", SurveyInvitation, func(r *OutboxRow, f *GateFacts) { r.PairingID, f.ParticipantState = "", Left }, Cancel, "no longer takes part"},
		{"no survey for who was removed", SurveyInvitation, func(r *OutboxRow, f *GateFacts) { r.PairingID, f.ParticipantState = "", Removed }, Cancel, "no longer takes part"},
	} {
		t.Run(c.why, func(t *testing.T) {
			row, facts := open(c.kind)
			c.change(&row, &facts)
			if got, reason, _ := Gate(row, facts, gateNow); got != c.want || reason != c.reason {
				t.Errorf("%s, %q; want %s, %q", got, reason, c.want, c.reason)
			}
		})
	}
}

func TestEventsOfOneSeriesPassInTheirOrderAndNoneBeforeTheFirst(t *testing.T) {
	for _, c := range []struct {
		kind  Kind
		world func(*GateFacts)
		want  Passage
	}{
		{SeriesEventChanged, func(*GateFacts) {}, Pass},
		{SeriesEventChanged, func(f *GateFacts) { f.Earlier = true }, Wait},
		{SeriesEventCancelled, func(f *GateFacts) { f.Earlier, f.PairingState = true, PairingEnded }, Wait},
		{SeriesEventCancelled, func(f *GateFacts) { f.Introduction, f.PairingState = OutboxCancelled, PairingEnded }, Pass},
		{SeriesEventChanged, func(f *GateFacts) { f.Introduction = OutboxCancelled }, Cancel},
		{SeriesEventChanged, func(f *GateFacts) { f.Introduction = OutboxFailed }, Pass},
		{SeriesEventChanged, func(f *GateFacts) { f.Introduction, f.Switch = OutboxFailed, SwitchOff }, Wait},
		{SeriesEventChanged, func(f *GateFacts) { f.Introduction, f.Switch = OutboxDone, SwitchOff }, Pass},
	} {
		row, facts := open(c.kind)
		row.ParticipantID, facts.ParticipantState = "", ""
		c.world(&facts)
		if got, why, _ := Gate(row, facts, gateNow); got != c.want {
			t.Errorf("%s with %+v: %s (%s), want %s", c.kind, facts, got, why, c.want)
		}
	}
}
