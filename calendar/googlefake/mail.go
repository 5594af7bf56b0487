package googlefake

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"google.golang.org/api/calendar/v3"
)

// MailKind says what Google tells a guest.
type MailKind string

// The kinds.
const (
	Invitation   MailKind = "invitation"
	Update       MailKind = "update"
	Cancellation MailKind = "cancellation"
)

// Mail is one email that Google would send to a guest.
type Mail struct {
	To       string
	Calendar string // the organizer
	EventID  string
	Kind     MailKind

	// Shape is what the guest reads: times, words, place, guests. The same
	// Shape twice is the same news twice.
	Shape string
}

// Mails returns what was sent so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// MailsTo returns what was sent to one guest so far.
func (s *Server) MailsTo(guest string) []Mail {
	return slices.DeleteFunc(s.Mails(), func(m Mail) bool { return m.To != guest })
}

// mail tells all guests but the organizer of a change, where the call asks for
// it. Nobody is mailed by default.
func (s *Server) mail(r *http.Request, before, after *calendar.Event) {
	if r.FormValue("sendUpdates") != "all" {
		return
	}
	had := map[string]bool{}
	if before != nil && before.Status != cancelled {
		for _, guest := range before.Attendees {
			had[strings.ToLower(guest.Email)] = true
		}
	}
	tell := func(guest string, kind MailKind) {
		if !strings.EqualFold(guest, after.Organizer.Email) {
			s.mails = append(s.mails, Mail{guest, after.Organizer.Email, after.Id, kind, shape(after)})
		}
	}
	for _, guest := range after.Attendees {
		known := had[strings.ToLower(guest.Email)]
		delete(had, strings.ToLower(guest.Email))
		switch {
		case after.Status == cancelled && known:
			tell(guest.Email, Cancellation)
		case after.Status == cancelled:
		case known:
			tell(guest.Email, Update)
		default:
			tell(guest.Email, Invitation)
		}
	}
	for gone := range had {
		tell(gone, Cancellation)
	}
}

func shape(event *calendar.Event) string {
	var guests []string
	for _, guest := range event.Attendees {
		guests = append(guests, guest.Email)
	}
	text, err := json.Marshal([]any{event.Status, event.Summary, event.Location, event.Start, event.End, event.Recurrence, guests})
	if err != nil {
		panic("googlefake: write an event: " + err.Error())
	}
	return string(text)
}
