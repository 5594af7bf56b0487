package jobs_test

import (
	"regexp"
	"strings"
	"testing"
)

var aLinkToken = regexp.MustCompile(`\w+/[0-9a-v]{26}\.[A-Za-z0-9_-]{43}`)

func TestEntriesOfCalendarsHoldNoLinkButTheOneThatMovesMeetings(t *testing.T) {
	w := newSmall(t, berliners)
	register("a@example.org", "b@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-01-25 12:00"))
	invitations := 0
	for _, letter := range w.Delivered() {
		if letter.ICS == nil {
			continue
		}
		invitations++
		entry := strings.ReplaceAll(string(letter.ICS), "\r\n ", "")
		links := aLinkToken.FindAllString(entry, -1)
		if len(links) != 1 || !strings.HasPrefix(links[0], "move/") || strings.Count(entry, "http") != 1 {
			t.Errorf("a calendar that others may see gets the links %v:\n%s", links, entry)
		}
		if !strings.Contains(entry, "45 minutes") {
			t.Errorf("the entry does not describe the meeting:\n%s", entry)
		}
	}
	if invitations != 2 {
		t.Errorf("found %d invitations, want 2", invitations)
	}
}

// Emails say "write to us", and a reply is how people do.
func TestRepliesReachThePartnersOrThoseWhoHelp(t *testing.T) {
	w := newSmall(t, berliners+fifth)
	register("a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org")(t, w)
	w.RunTo(at(t, "2027-01-25 09:00"))
	w.ApproveDraft()
	w.RunTo(at(t, "2027-03-01 12:00"))
	partner, help := 0, 0
	for _, m := range w.Delivered() {
		if len(m.ReplyTo) != 1 {
			t.Fatalf("replies to “%s” go to %v", m.Subject, m.ReplyTo)
		}
		toPartner := strings.HasPrefix(m.Subject, "Meet ") || strings.Contains(m.Subject, ": your meeting with ")
		switch {
		case toPartner && m.ReplyTo[0] != "admin@example.org" && m.ReplyTo[0] != m.To:
			partner++
		case !toPartner && m.ReplyTo[0] == string(w.Program.Support):
			help++
		default:
			t.Errorf("replies to “%s” go to %v", m.Subject, m.ReplyTo)
		}
	}
	if partner == 0 || help == 0 {
		t.Errorf("replies to %d emails go to a partner, to %d to who helps", partner, help)
	}
}
