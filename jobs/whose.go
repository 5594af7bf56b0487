package jobs

import (
	"cmp"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// by is the member whose answer it is: whom the calendar names by the address that is
// known. Of any other address that is who was given the address it went to, else who
// sent it: it may be an alias of theirs.
func (a InvitationAnswer) by(members []program.Participant) (program.Participant, bool) {
	owner, tagged := byID(members)[a.Participant]
	sender, sent := memberAt(members, a.From)
	named, known := memberAt(members, cmp.Or(a.Attendee, a.From))
	switch {
	case a.From == "" && a.Participant == "", a.Participant != "" && !tagged:
		return program.Participant{}, false
	case known:
		return named, true
	case tagged:
		return owner, true
	}
	return sender, sent
}

// proves reports whether an answer by this member needs no asking: it came from their
// known address, or it is in their name and came to the address that they were given.
// Who got their invitation from them has that address too, but answers as somebody
// else; nothing tells an alias from a stranger.
func (a InvitationAnswer) proves(member program.Participant) bool {
	sent, named := isAt(member, a.From), isAt(member, a.Attendee)
	return sent && a.Authentic || (sent || named) && a.Participant == member.ID
}

func memberAt(members []program.Participant, address program.Address) (program.Participant, bool) {
	at := slices.IndexFunc(members, func(p program.Participant) bool { return isAt(p, address) })
	if at < 0 {
		return program.Participant{}, false
	}
	return members[at], true
}

// isAt reports whether this is the address by which somebody is known.
func isAt(p program.Participant, address program.Address) bool {
	return !p.Person.Erased() && p.Person.Address.Key() == address.Key()
}
