package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

func (s *site) messageID(row program.OutboxRow) string {
	return mail.MessageID(s.in.work.Secret, row.ID, row.Generation, s.in.work.From.Domain())
}

// nothingIsDecided reports gated Messages: before an approval there is none.
func (s *site) nothingIsDecided() {
	s.Helper()
	for _, row := range s.rows() {
		if rule, _ := row.Kind.Rule(); rule.Class == program.Gated {
			s.Errorf("before the approval there is a %s, %s", row.Kind, row.State)
		}
	}
}

// nothingIsIntroduced reports gated Messages that left inside the undo window.
func (s *site) nothingIsIntroduced() {
	s.Helper()
	held := 0
	for _, row := range s.rows() {
		if rule, _ := row.Kind.Rule(); rule.Class == program.Gated {
			held++
			if row.State != program.OutboxHeld {
				s.Errorf("inside the undo window a %s is %s", row.Kind, row.State)
			}
		}
	}
	if held == 0 {
		s.Error("inside the undo window nothing is held")
	}
}

// outboxIsTheTruth compares the Outbox with what the mail server took: each
// row that is done is one message, in its reader's mailbox as it renders
// today, and there is no other; no row is left open or failed.
func (s *site) outboxIsTheTruth() {
	s.Helper()
	rows := map[string]program.OutboxRow{}
	for _, row := range s.rows() {
		switch row.State {
		case program.OutboxDone:
			rows[s.messageID(row)] = row
		case program.OutboxCancelled:
		default:
			s.Errorf("at the end a %s is %s: %s", row.Kind, row.State, row.Reason)
		}
	}
	copies := map[string]int{}
	for _, d := range s.sink.all() {
		copies[d.MessageID]++
		s.isAsRecorded(d, rows[d.MessageID])
	}
	for id, row := range rows {
		if copies[id] != 1 {
			s.Errorf("a %s that is done has arrived %d times", row.Kind, copies[id])
		}
	}
	s.Logf("%d messages left, %d were cancelled", len(rows), len(s.rows(program.OutboxCancelled)))
}

// sinkHasNothingElse reports messages of which the Outbox knows nothing.
func (s *site) sinkHasNothingElse() {
	s.Helper()
	copies := s.sink.copies()
	for _, row := range s.rows() {
		delete(copies, s.messageID(row))
	}
	if len(copies) > 0 {
		s.Errorf("%d messages have arrived of which the Outbox knows nothing", len(copies))
	}
}

// movement changes whenever a message arrives or a row of the Outbox moves.
func (s *site) movement() string {
	s.Helper()
	states := map[program.OutboxState]int{}
	for _, row := range s.rows() {
		states[row.State]++
	}
	return fmt.Sprint(len(s.sink.names()), states)
}

func (s *site) isAsRecorded(d delivery, row program.OutboxRow) {
	s.Helper()
	if row.ID == "" {
		s.Errorf("found “%s” in a mailbox, of which the Outbox knows nothing", d.Subject)
		return
	}
	rendered, err := s.in.work.Render(row)
	if err != nil {
		s.Fatal(err)
	}
	if !bytes.Equal(bytes.TrimSpace(rendered), bytes.TrimSpace(d.raw)) {
		s.Errorf("a %s arrived in other words than it renders:\n%s", row.Kind, cmp.Diff(string(rendered), string(d.raw)))
	}
	if want := []string{string(s.in.work.From), string(row.To)}; !slices.Equal(d.envelope, want) || d.To != string(row.To) {
		s.Errorf("a %s for %s left in the envelope %s", row.Kind, row.To, d.envelope)
	}
}

// invitationsAreGood reads the calendar part of each invitation.
func (s *site) invitationsAreGood() {
	s.Helper()
	seen := 0
	for _, d := range s.sink.all() {
		if d.ICS == nil {
			continue
		}
		calendar, err := ical.NewDecoder(bytes.NewReader(d.ICS)).Decode()
		if err != nil {
			s.Errorf("an invitation cannot be read: %v", err)
			continue
		}
		if method := calendar.Props.Get(ical.PropMethod).Value; method == "REQUEST" {
			seen++
		} else if method != "CANCEL" {
			s.Errorf("found an invitation with METHOD %s", method)
		}
		event := calendar.Events()[0]
		invited := slices.ContainsFunc(event.Props.Values(ical.PropAttendee), func(p ical.Prop) bool {
			return strings.EqualFold(p.Value, "mailto:"+d.To)
		})
		if !invited {
			s.Errorf("%s has an invitation that is for others", d.To)
		}
		links := aLinkToken.FindAllStringIndex(strings.ReplaceAll(string(d.ICS), "\r\n ", ""), -1)
		moves := strings.Count(strings.ReplaceAll(string(d.ICS), "\r\n ", ""), "/move/")
		if len(links) != moves { // the one by which its members move a meeting
			s.Errorf("the calendar of %s gets a link that is theirs alone", d.To)
		}
		if organizer := event.Props.Get(ical.PropOrganizer).Value; organizer != "mailto:"+string(s.in.work.From) {
			s.Errorf("found the organizer %s", organizer)
		}
	}
	if seen == 0 {
		s.Error("nobody has an invitation")
	}
}

// unmet are the kinds of Message that nobody gets in the whole program, each
// with the reason; a test in package jobs covers each.
var unmet = map[program.Kind]string{
	program.MeetingChanged:  "everybody keeps the hours that were found for them",
	program.SeriesShortened: "the same",
	program.MoveSuggested:   "nobody's calendar answers an invitation by mail",
	program.SeriesDeclined:  "the same",
	program.ReplyCheck:      "the same",
	program.ReplyNudge:      "where no answer ever arrives nobody is nudged to give one",
	program.InvitationsWait: "all calendars are invited by mail",
}

// everyKindWasSent reports the kinds of Message that this test does not cover,
// and those of which it is said that it could not.
func (s *site) everyKindWasSent() {
	s.Helper()
	sent := map[program.Kind]int{}
	for _, row := range s.rows(program.OutboxDone) {
		sent[row.Kind]++
	}
	for _, kind := range program.Kinds() {
		switch reason, excused := unmet[kind]; {
		case sent[kind] == 0 && !excused:
			s.Errorf("no %s was sent; let somebody get one, or give the reason in unmet", kind)
		case sent[kind] > 0 && excused:
			s.Errorf("%d %s were sent; strike it from unmet, which says: %s", sent[kind], kind, reason)
		}
	}
	s.Logf("sent: %v", sent)
}

// everybodyHeardWhatTheyShould counts each one's mail by kind, and compares it
// with what somebody of their habits should hear.
func (c *cohort) everybodyHeardWhatTheyShould() {
	c.Helper()
	kinds := map[string]program.Kind{}
	for _, row := range c.rows(program.OutboxDone) {
		kinds[c.messageID(row)] = row.Kind
	}
	for _, g := range c.all {
		heard := map[program.Kind]int{}
		for _, d := range g.mail {
			heard[kinds[d.MessageID]]++
		}
		if diff := cmp.Diff(c.shouldHear(g), heard); diff != "" {
			c.Errorf("%s heard something else (-want +got):\n%s", g.address, diff)
		}
	}
}

// onlyLeavingCancels reports Messages that were cancelled because of anything
// else: none came too late.
func (s *site) onlyLeavingCancels() {
	s.Helper()
	for _, row := range s.rows(program.OutboxCancelled) {
		if row.Reason != "a member left" {
			s.Errorf("a %s, due %s, is cancelled: %s", row.Kind, row.Due, row.Reason)
		}
	}
}

func (c *cohort) shouldHear(g *guest) map[program.Kind]int {
	if g.address == onlyOne {
		return map[program.Kind]int{program.ImportConfirmed: 1, program.NotPairedYet: 1}
	}
	want := map[program.Kind]int{program.RegisterInvitation: 1}
	add := func(n int, kinds ...program.Kind) {
		for _, k := range kinds {
			want[k] += n
		}
	}
	if g.registers != atOnce {
		add(1, program.RegisterReminder)
	}
	if g.registers == never {
		return want
	}
	add(1, program.RegistrationConfirmed)
	if g.address == farAway {
		add(1, program.UnpairedNotice)
		add(2, program.ParticipationConfirmed) // paused, and back
		return want
	}
	add(1, program.Introduction, program.Invitation)
	switch g {
	case c.leaver, c.third:
		add(1, program.ParticipationConfirmed, program.InvitationCancelled)
		return want
	case c.partner:
		add(1, program.PairingEndedNotice, program.InvitationCancelled)
	default:
		add(2, program.SessionAgenda, program.MetQuestion)
	}
	if c.stay[g] {
		add(1, program.PairingChanged)
	}
	add(2, program.SurveyInvitation)
	if g.answers != atOnce {
		add(2, program.SurveyReminder)
	}
	return want
}
