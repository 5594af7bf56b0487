package web

import (
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

func (v *visit) participationPage(p program.Participant) (page templates.ParticipationPage, err error) {
	page = templates.ParticipationPage{
		Frame: v.frame(), Form: v.form(), Name: p.Person.DisplayName(), Address: string(p.Person.Address),
		State: p.State, PausedUntil: p.PausedTil, Data: v.here() + "/data",
		Stored: templates.Stored{
			Role: roleLabel(v.prog, p.Role), Headline: p.Headline, Department: p.Person.Department, Level: p.Person.Level,
			Location: p.Person.Location, Language: p.Person.Language, Zone: p.Person.Zone, Hours: p.Person.Hours,
		},
	}
	for _, q := range asked(v.prog, p.Role) {
		if values := p.Answers[q.ID]; len(values) > 0 {
			page.Answers = append(page.Answers, templates.NewAnswered(q, values))
		}
	}
	if page.Partners, err = v.partnersOf(p); err != nil {
		return page, err
	}
	if v.now.Before(v.prog.RegistrationCloses()) && p.State != program.Left && p.State != program.Removed {
		page.Change, err = v.way(program.ForRegister, p.ID)
	}
	return page, err
}

// partnersOf are the names of those whom p is introduced to.
func (v *visit) partnersOf(p program.Participant) ([]string, error) {
	pairings, err := v.Work.Store.PairingsOf(v.ctx, p.ID)
	if err != nil {
		return nil, err
	}
	var ids []program.ID
	for _, pairing := range pairings {
		heard, err := v.introducedTo(pairing, p)
		if err != nil {
			return nil, err
		}
		if !heard || pairing.State != program.PairingIntroduced || !pairing.Has(p.ID) {
			continue
		}
		for _, m := range pairing.Members {
			if m.ParticipantID != p.ID {
				ids = append(ids, m.ParticipantID)
			}
		}
	}
	people, err := v.Work.Store.ParticipantsByID(v.ctx, ids)
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, people[id].Person.DisplayName())
	}
	return names, err
}

// introducedTo reports whether p has got the introduction of a Pairing.
func (v *visit) introducedTo(pairing program.Pairing, p program.Participant) (bool, error) {
	introductions, err := v.Work.Store.Introductions(v.ctx, pairing.ID)
	return introductions[p.ID].State == program.OutboxDone, err
}
