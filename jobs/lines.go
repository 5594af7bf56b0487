package jobs

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// ToldApart are people of whom those with the same name are called by their
// addresses too.
func ToldApart(people map[program.ID]program.Participant) map[program.ID]program.Participant {
	called := map[string]int{}
	for _, p := range people {
		called[strings.ToLower(p.Person.DisplayName())]++
	}
	apart := maps.Clone(people)
	for id, p := range apart {
		if name := p.Person.DisplayName(); called[strings.ToLower(name)] > 1 {
			p.Person.Name = name + " (" + string(p.Person.Address) + ")"
			apart[id] = p
		}
	}
	return apart
}

// ProposalLines are Proposals as an Administrator reads them.
func ProposalLines(prog program.Program, proposals []program.Proposal, people map[program.ID]program.Participant) []templates.ProposalLine {
	lines := make([]templates.ProposalLine, len(proposals))
	for i, p := range proposals {
		lines[i] = templates.ProposalLine{Ordinal: p.Ordinal, Percent: percent(p.Score), Reasons: reasons(prog, p.Reasons, people, "")}
		for _, m := range p.Members {
			lines[i].Names = append(lines[i].Names, people[m.ParticipantID].Person.DisplayName())
		}
	}
	return lines
}

// UnpairedLines are people without a partner as an Administrator reads them: by
// the names that they have in people, where they are.
func UnpairedLines(prog program.Program, unpaired []program.Unpaired, people map[program.ID]program.Participant) []templates.UnpairedLine {
	lines := make([]templates.UnpairedLine, len(unpaired))
	for i, u := range unpaired {
		lines[i] = templates.UnpairedLine{Name: u.Name, Candidates: u.Candidates, Blockers: blockers(prog, u.Blockers), Unreached: u.Unreached}
		if p, known := people[u.ParticipantID]; known && u.Name != "" { // "" is who was erased
			lines[i].Name = p.Person.DisplayName()
		}
	}
	return lines
}

func blockers(prog program.Program, all []program.Blocker) []templates.Blocker {
	out := make([]templates.Blocker, len(all))
	for i, b := range all {
		out[i] = templates.Blocker{Blocker: b, SubjectText: subjectText(prog, b.Rule.Field)}
	}
	return out
}

// reasons are Reasons as reader sees them; "" is an Administrator. A reason
// between two others of a trio is left out for the third.
func reasons(prog program.Program, all []program.Reason, people map[program.ID]program.Participant, reader program.ID) []templates.Reason {
	var out []templates.Reason
	for _, r := range all {
		directed := r.From != "" && r.To != ""
		if directed && reader != "" && r.From != reader && r.To != reader {
			continue
		}
		t := templates.Reason{Reason: r, SubjectText: subjectText(prog, r.Subject)}
		if directed {
			t.FromReader, t.ToReader = r.From == reader, r.To == reader
			if !t.FromReader {
				t.FromName = people[r.From].Person.DisplayName()
			}
			if !t.ToReader {
				t.ToName = people[r.To].Person.DisplayName()
			}
		}
		out = append(out, t)
	}
	return out
}

// subjectText is the text of a question, or the name of a field.
func subjectText(prog program.Program, subject string) string {
	if q, ok := prog.Question(subject); ok {
		return q.Text
	}
	return subject
}

func byID(people []program.Participant) map[program.ID]program.Participant {
	m := make(map[program.ID]program.Participant, len(people))
	for _, p := range people {
		m[p.ID] = p
	}
	return m
}

// members are the Participants of a Pairing, in the Pairing's order.
func (w *Work) members(ctx context.Context, p program.Pairing) ([]program.Participant, error) {
	ids := make([]program.ID, len(p.Members))
	for i, m := range p.Members {
		ids[i] = m.ParticipantID
	}
	found, err := w.Store.ParticipantsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	members := make([]program.Participant, 0, len(ids))
	for _, id := range ids {
		if p, ok := found[id]; ok {
			members = append(members, p)
		}
	}
	return members, nil
}

// partners are the members of a Pairing as one of them sees the others.
func partners(prog db.Program, members []program.Participant, reader program.ID) []templates.Partner {
	var out []templates.Partner
	for _, p := range members {
		if p.ID == reader {
			continue
		}
		out = append(out, templates.Partner{
			Name: p.Person.DisplayName(), Address: p.Person.Address, Headline: p.Headline, Department: p.Person.Department,
			Location: p.Person.Location, Zone: zoneName(p.Person.TimeZone(prog.Location())),
		})
	}
	return out
}

// withAnswers are the members of a Pairing as one of them gets to know the
// others: with what the Program shows a partner of their answers.
func withAnswers(prog db.Program, members []program.Participant, reader program.ID) []templates.Partner {
	answering := partners(prog, members, reader)
	for i, p := range without(members, reader) {
		for _, q := range prog.Questionnaire {
			if q.ShownTo != program.ShownToPartner {
				continue
			}
			for _, a := range answered([]program.Question{q}, p.Role, p.Answers) {
				a.Values, a.Shown = cut(a.Values, q.Longest()), false
				answering[i].Answers = append(answering[i].Answers, a)
			}
		}
	}
	return answering
}

// cut is texts without what is longer than a form takes: an import takes more.
func cut(texts []string, longest int) []string {
	all := slices.Clone(texts)
	for i, text := range all {
		if characters := []rune(text); len(characters) > longest {
			all[i] = string(characters[:longest]) + "…"
		}
	}
	return all
}

// without is members except one.
func without(members []program.Participant, id program.ID) []program.Participant {
	return slices.DeleteFunc(slices.Clone(members), func(p program.Participant) bool { return p.ID == id })
}
