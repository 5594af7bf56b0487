package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// checkIntroductions: everyone who has registered is introduced and invited
// once, or was told once that there is no partner, or none yet.
func (o *outcome) checkIntroductions() {
	pairing := map[program.ID]program.Pairing{}
	for _, p := range o.pairings {
		for _, m := range p.Members {
			if _, twice := pairing[m.ParticipantID]; twice {
				o.lack("somebody is in two pairings")
			}
			pairing[m.ParticipantID] = p
		}
		if p.IntroducedAt.IsZero() {
			o.lack("a pairing was never introduced")
		}
	}
	for _, p := range o.people {
		if p.State != program.Registered {
			continue
		}
		its, paired := pairing[p.ID]
		if o.draft.ID == "" {
			o.expect(p.PersonID, program.NotPairedYet, p.ID, 1)
		} else {
			o.expect(p.PersonID, program.UnpairedNotice, o.draft.ID, ones(!paired))
		}
		if !paired {
			continue
		}
		o.expect(p.PersonID, program.Introduction, its.ID, 1)
		for _, r := range o.expect(p.PersonID, program.Invitation, its.ID, 1) {
			if err := invitationFor(o.letters[r.ID].ICS, string(p.Person.Address), len(its.Members)); err != nil {
				o.lack("the invitation of %s: %v", p.Person.DisplayName(), err)
			}
		}
	}
}

// invitationFor says what is wrong with a calendar invitation for one of so
// many guests.
func invitationFor(ics []byte, address string, guests int) error {
	found := map[string][]string{}
	unfolded := strings.NewReplacer("\r\n ", "", "\r\n\t", "").Replace(string(ics)) // RFC 5545 section 3.1
	for line := range strings.SplitSeq(unfolded, "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		found[name] = append(found[name], value)
	}
	asked := slices.ContainsFunc(found["ATTENDEE"], func(value string) bool {
		return strings.EqualFold(value, "mailto:"+address) || strings.HasSuffix(strings.ToLower(value), "mailto:"+strings.ToLower(address))
	})
	switch {
	case !slices.Equal(found["METHOD"], []string{"REQUEST"}):
		return fmt.Errorf("found METHOD %v, expected REQUEST", found["METHOD"])
	case !slices.Contains(found["BEGIN"], "VEVENT") || len(found["UID"]) != 1 || len(found["DTSTART"]) == 0 || len(found["RRULE"]) == 0:
		return fmt.Errorf("found no event that comes again")
	case !asked || len(found["ATTENDEE"]) != guests:
		return fmt.Errorf("found %d guests, expected %d with its reader among them", len(found["ATTENDEE"]), guests)
	}
	return nil
}

// calendarLines are the values of an iCalendar object's lines, by name.
func calendarLines(ics []byte) map[string][]string {
	found := map[string][]string{}
	unfolded := strings.NewReplacer("\r\n ", "", "\r\n\t", "").Replace(string(ics)) // RFC 5545 section 3.1
	for line := range strings.SplitSeq(unfolded, "\r\n") {
		head, value := cutOutsideQuotes(line)
		name, _, _ := strings.Cut(head, ";")
		found[name] = append(found[name], value)
	}
	return found
}

// cutOutsideQuotes cuts at the first colon that no quotes hold: a parameter
// may hold one there (RFC 5545 section 3.2).
func cutOutsideQuotes(line string) (head, value string) {
	quoted := false
	for i, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ':' && !quoted:
			return line[:i], line[i+1:]
		}
	}
	return line, ""
}

// checkSessions: each member had an agenda before each Session and was asked
// after it, and each Session has come to an end.
func (o *outcome) checkSessions(ctx context.Context) error {
	person := map[program.ID]program.ID{}
	for _, p := range o.people {
		person[p.ID] = p.PersonID
	}
	for _, pairing := range o.pairings {
		sessions, err := o.store.Sessions(ctx, pairing.ID)
		if err != nil {
			return err
		}
		if len(sessions) == 0 {
			o.lack("a pairing has no meeting")
		}
		for _, s := range sessions {
			if !slices.Contains([]program.SessionState{program.SessionMet, program.SessionNotMet, program.SessionUnknown}, s.State) {
				o.lack("a meeting is still %s", s.State)
			}
			for _, m := range pairing.Members {
				who := person[m.ParticipantID]
				if at := o.at(o.expect(who, program.SessionAgenda, s.ID, 1)); !at.IsZero() && !at.Before(s.StartsAt) {
					o.lack("%s got an agenda after the meeting had begun", o.personName(who))
				}
				if at := o.at(o.expect(who, program.MetQuestion, s.ID, 1)); !at.IsZero() && at.Before(s.EndsAt) {
					o.lack("%s was asked whether they had met before they could have", o.personName(who))
				}
			}
		}
	}
	return nil
}

// checkSurveys: each survey was sent where anybody was introduced, answered by
// somebody and closed; only who had not answered was reminded.
func (o *outcome) checkSurveys(ctx context.Context) error {
	surveys, err := o.store.Surveys(ctx, o.program.ID)
	if err != nil {
		return err
	}
	planned := len(o.program.Surveys)
	if len(o.pairings) == 0 {
		planned = 0
	}
	if len(surveys) != planned {
		o.lack("%d surveys were sent, expected %d", len(surveys), planned)
	}
	person := map[program.ID]program.ID{}
	for _, p := range o.people {
		person[p.ID] = p.PersonID
	}
	for _, s := range surveys {
		answers, err := o.store.Answers(ctx, s.ID)
		if err != nil {
			return err
		}
		answered := 0
		for _, a := range answers {
			who := person[a.ParticipantID]
			o.expect(who, program.SurveyInvitation, s.ID, 1)
			reminders := o.got[act{program.SurveyReminder, who, s.ID}]
			if at := o.at(reminders); !at.IsZero() && !a.AnsweredAt.IsZero() && a.AnsweredAt.Before(at) {
				o.lack("%s was reminded of an answered survey", o.personName(who))
			}
			if a.AnsweredAt.IsZero() || a.AnsweredAt.After(s.OpenedAt.AddDate(0, 0, 7)) {
				o.expect(who, program.SurveyReminder, s.ID, 1)
			}
			answered += ones(!a.AnsweredAt.IsZero())
		}
		if len(answers) > 0 && answered == 0 || s.State != program.SurveyClosed {
			o.lack("the survey “%s” is %s with %d answers", s.Name, s.State, answered)
		}
	}
	return nil
}

// checkAdministrators: each was welcomed, asked, told of the decision, and
// given the report.
func (o *outcome) checkAdministrators() {
	for _, a := range o.admins {
		i := slices.IndexFunc(o.rows, func(r program.OutboxRow) bool { return string(r.To) == a.address && r.ParticipantID == "" })
		if i < 0 {
			o.lack("%s has no mail as an administrator", a.name)
			continue
		}
		id := o.rows[i].PersonID
		o.expect(id, program.AdministratorWelcome, o.program.ID, 1)
		if o.draft.ID == "" {
			o.expect(id, program.MatchingClosedNotice, o.program.ID, 1)
		} else {
			o.expect(id, program.ApprovalRequest, o.draft.ID, 1)
			o.expect(id, program.DraftDecided, o.draft.ID, 1)
		}
		o.expect(id, program.ProgramReport, o.program.ID, 1)
	}
}
