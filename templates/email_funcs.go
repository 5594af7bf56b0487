package templates

import (
	"fmt"
	html "html/template"
	"net/url"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// funcs are what the templates of emails may call. They know the letter's
// reader; nothing in a template knows the language.
func (l *letter) funcs() map[string]any {
	return map[string]any{
		"t": l.t, "of": l.of, "plain": l.plain, "said": l.said, "join": l.join, "withYou": l.withYou,
		"day": l.day, "date": l.date, "clock": l.clock, "when": l.when, "by": l.by, "byDay": l.byDay,
		"elsewhere": l.elsewhere, "whereabouts": l.whereabouts,
		"length": l.length, "every": l.every, "percent": l.percent, "tenths": l.tenths,
		"ourReason": l.ourReason, "theirReason": l.theirReason, "rule": l.rule, "blocker": l.blocker,
		"link": l.link, "button": l.button, "home": homePage, "mailto": mailto, "writeTo": writeTo,
		"agendaHTML": agendaHTML, "agendaText": agendaText,
		"fact": newFact, "meetingQuery": func(m Meeting) string { return fmt.Sprintf("?session=%d", m.Number) }, "add": func(a, b int) int { return a + b },
		"subject":  func() words { return l.subject },
		"audience": func() string { return audiences[l.kind] },
		"language": func() string { return l.language },
		"style":    style, "outlook": outlook,
	}
}

// audiences says to whom a kind is written; it decides why they get it.
var audiences = map[program.Kind]string{
	program.AdministratorWelcome:   "administrator",
	program.AdministratorHome:      "administrator",
	program.ApprovalRequest:        "administrator",
	program.ApprovalReminder:       "administrator",
	program.DraftDecided:           "administrator",
	program.RoundFailedNotice:      "administrator",
	program.MatchingClosedNotice:   "administrator",
	program.PartnerLost:            "administrator",
	program.InvitationsWait:        "administrator",
	program.ProgramReport:          "administrator",
	program.RegisterInvitation:     "invited",
	program.RegisterReminder:       "invited",
	program.RegistrationConfirmed:  "participant",
	program.ImportConfirmed:        "participant",
	program.Introduction:           "participant",
	program.Invitation:             "participant",
	program.InvitationCancelled:    "participant",
	program.UnpairedNotice:         "participant",
	program.NotPairedYet:           "participant",
	program.MeetingChanged:         "participant",
	program.SeriesShortened:        "participant",
	program.MoveSuggested:          "participant",
	program.SeriesDeclined:         "participant",
	program.ReplyNudge:             "participant",
	program.ReplyCheck:             "participant",
	program.SessionAgenda:          "participant",
	program.MetQuestion:            "participant",
	program.SurveyInvitation:       "participant",
	program.SurveyReminder:         "participant",
	program.ParticipationConfirmed: "asked",
	program.PairingEndedNotice:     "participant",
	program.PairingChanged:         "participant",
}

// link returns the address of a Link that must be there.
func (l *letter) link(link program.Link) (string, error) {
	if link.Purpose == "" {
		return "", fmt.Errorf("a link is absent")
	}
	address := l.url(link)
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		return "", fmt.Errorf("the link for %s has no absolute address", link.Purpose)
	}
	return address, nil
}

// homePage is the page that asks an Administrator for an address and mails the
// Link to their home, which would be dead before most emails are read.
func homePage() program.Link { return program.Link{Purpose: program.ForHome} }

// action is a button: what it says and where it leads.
type action struct {
	URL   string
	Label words
}

// button makes an action of a Link. More is appended to its address.
func (l *letter) button(link program.Link, more string, label words) (action, error) {
	address, err := l.link(link)
	return action{address + more, label}, err
}

// fact is a thing to know at a glance: "When: Tuesday …".
type fact struct{ Label, Value words }

func newFact(label, value words) fact { return fact{label, value} }

// mailto returns the address that opens a new message to one person.
func mailto(a program.Address) html.URL {
	return html.URL("mailto:" + url.PathEscape(string(a)))
}

// writeTo returns the address that opens a new message to all partners.
func writeTo(partners []Partner) html.URL {
	var all []string
	for _, p := range partners {
		all = append(all, strings.TrimPrefix(string(mailto(p.Address)), "mailto:"))
	}
	return html.URL("mailto:" + strings.Join(all, ","))
}
