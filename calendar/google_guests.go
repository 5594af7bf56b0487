package calendar

import (
	"slices"
	"strings"

	gcal "google.golang.org/api/calendar/v3"

	"github.com/peerpost/peerpost/program"
)

// mergeGuests are the attendees an event shall have, who has some now: a
// change replaces the whole list. Those who stay keep their answers, and those
// whom people added by hand stay. Those whom we invited and do not want any
// more go: invited holds their marks.
func mergeGuests(wanted []Party, organiser program.Address, now []*gcal.EventAttendee, invited string) []*gcal.EventAttendee {
	var out []*gcal.EventAttendee
	keys := guestKeys(wanted)
	ours := strings.Fields(invited)
	for _, guest := range now {
		address := program.Address(guest.Email)
		if slices.Contains(keys, address.Key()) || !slices.Contains(ours, guestMark(address.Key())) {
			out = append(out, guest)
		}
	}
	for _, party := range wanted {
		there := func(g *gcal.EventAttendee) bool { return program.Address(g.Email).Key() == party.Address.Key() }
		if !slices.ContainsFunc(out, there) {
			out = append(out, attendee(party, organiser))
		}
	}
	return out
}

// askedAgain are attendees of whom nobody has answered: what they said was about
// another hour. Google does the same where an organiser changes the hour in its
// own pages. The organiser and rooms keep their answers.
func askedAgain(guests []*gcal.EventAttendee) []*gcal.EventAttendee {
	out := make([]*gcal.EventAttendee, len(guests))
	for i, guest := range guests {
		again := *guest
		if !guest.Organizer && !guest.Resource {
			again.ResponseStatus = "needsAction"
		}
		out[i] = &again
	}
	return out
}

// attendee is somebody who has not answered yet. The organiser need not.
func attendee(party Party, organiser program.Address) *gcal.EventAttendee {
	answer := "needsAction"
	if party.Address.Key() == organiser.Key() {
		answer = "accepted"
	}
	return &gcal.EventAttendee{Email: string(party.Address), DisplayName: paramText(party.Name), ResponseStatus: answer}
}
