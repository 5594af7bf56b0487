package jobs

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// erasedName is what former partners and Administrators read instead of the
// name.
const erasedName = "a former participant"

// asErased is a Participant as others read of them once they are erased.
func asErased(p program.Participant) program.Participant {
	p.Person = program.Person{ID: p.PersonID, Name: erasedName, Address: program.ErasedAddress(p.PersonID)}
	p.Headline, p.State = "", program.Erased
	return p
}

// unnamed is what word of a departure reads without a Person who is being
// erased. It is nil for all else, and where nobody is left to speak of.
func unnamed(p program.Person, row program.OutboxRow) ([]byte, error) {
	if row.Kind.IsEvent() {
		return nil, nil
	}
	data, err := templates.New(row.Kind)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(row.Data, data); err != nil {
		return nil, err
	}
	name := p.DisplayName()
	switch d := data.(type) {
	case *templates.PairingChangedEmail:
		d.Left = withoutName(d.Left, name)
	case *templates.PairingEndedEmail:
		d.Partners = unnamedPartners(d.Partners, p)
	case *templates.InvitationCancelledEmail:
		d.Partners, d.Calendar = unnamedPartners(d.Partners, p), unnamedCalendar(d.Calendar, p)
	case *templates.PartnerLostEmail:
		if d.Left == name {
			d.Left = ""
			break
		}
		if d.Alone = slices.DeleteFunc(d.Alone, func(alone string) bool { return alone == name }); len(d.Alone) == 0 {
			return nil, nil
		}
	default:
		return nil, nil
	}
	return json.Marshal(data)
}

func withoutName(text, name string) string {
	if text == name {
		return ""
	}
	return text
}

// unnamedPartners are partners of whom one is erased. Of who had left before
// the end the name alone is known.
func unnamedPartners(partners []templates.Partner, p program.Person) []templates.Partner {
	for i, one := range partners {
		if one.Address == p.Address || one.Address == "" && one.Name == p.DisplayName() {
			partners[i] = templates.Partner{Name: erasedName, Address: program.ErasedAddress(p.ID)}
		}
	}
	return partners
}

func unnamedCalendar(c templates.Calendar, p program.Person) templates.Calendar {
	title := strings.TrimSuffix(c.Summary, namesIn(c.Attendees))
	for i, one := range c.Attendees {
		if one.Address == p.Address {
			c.Attendees[i] = templates.Attendee{Name: erasedName, Address: program.ErasedAddress(p.ID)}
		}
	}
	c.Summary = title + namesIn(c.Attendees)
	return c
}
