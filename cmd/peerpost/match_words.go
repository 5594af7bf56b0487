package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// match is a result of matching with the people it is about.
type match struct {
	program   *program.Program
	people    map[program.ID]program.Participant
	away      int // people of the file who are not at work
	result    matching.Result
	proposals []program.Proposal
}

func matchOf(p *program.Program, people []program.Participant, away int, result matching.Result) match {
	m := match{program: p, people: map[program.ID]program.Participant{}, away: away, result: result}
	for _, person := range people {
		m.people[person.ID] = person
	}
	for i, proposal := range result.Proposals {
		members := make([]program.Member, len(proposal.Members))
		for j, id := range proposal.Members {
			members[j] = program.Member{ParticipantID: id, Role: cmp.Or(m.people[id].Role, program.Peer)}
		}
		m.proposals = append(m.proposals, program.Proposal{Ordinal: i + 1, Members: members, Score: proposal.Score, Reasons: proposal.Reasons})
	}
	return m
}

func (m match) print(at *place) error {
	for _, line := range jobs.ProposalLines(*m.program, m.proposals, m.people) {
		why, err := m.reasons(line)
		if err != nil {
			return err
		}
		at.say("%d. %s: %d %%\n", line.Ordinal, strings.Join(line.Names, " and "), line.Percent)
		for _, w := range why {
			at.say("   %s\n", w)
		}
	}
	if len(m.result.Unpaired) > 0 {
		at.say("\nWithout a partner:\n")
	}
	for i, line := range jobs.UnpairedLines(*m.program, m.result.Unpaired, m.people) {
		why, err := m.blockers(line, m.result.Unpaired[i].ParticipantID)
		if err != nil {
			return err
		}
		at.say("%s\n", line.Name)
		for _, w := range why {
			at.say("   %s\n", w)
		}
	}
	for _, missing := range m.result.Missing {
		var roles []string
		for _, role := range missing.Roles {
			roles = append(roles, m.program.Roles[role])
		}
		at.say("%s still has no %s.\n", m.people[missing.Newcomer].Person.DisplayName(), strings.Join(roles, " and no "))
	}
	at.say("\n")
	m.sayResult(at)
	return nil
}

// sayResult says how good the result is.
func (m match) sayResult(at *place) {
	paired, mean := map[program.ID]bool{}, 0.0
	for _, p := range m.proposals {
		for _, member := range p.Members {
			paired[member.ParticipantID] = true
		}
		mean += p.Score / float64(len(m.proposals))
	}
	at.say("%d of %d people are in %s; the mean score is %.0f %%.\n", len(paired), len(m.people), count(len(m.proposals), "one pairing", "%d pairings"), 100*mean)
	if m.program.Pairing.LedBy == "roulette" {
		at.say("Chance has decided, leaving out as few people as possible.\n")
		return
	}
	s := program.Summary{Score: m.result.Score, Bound: m.result.Bound, Optimal: m.result.Optimal}
	if s.Optimal {
		at.say("This is the best possible, proven.\n")
	} else {
		at.say("This is within %v %% of the best possible.\n", s.Within())
	}
	if m.away > 0 {
		at.say("%s on leave or gone and not paired.\n", count(m.away, "One person of the file is", "%d people of the file are"))
	}
}

func (m match) reasons(line templates.ProposalLine) ([]string, error) {
	var all []string
	for _, r := range line.Reasons {
		text, err := templates.ReasonText(m.program.Language, len(line.Names), r)
		if err != nil {
			return nil, fmt.Errorf("put a reason into words: %w", err)
		}
		all = append(all, text)
	}
	return all, nil
}

// blockers says what keeps somebody from a partner.
func (m match) blockers(line templates.UnpairedLine, id program.ID) ([]string, error) {
	if len(line.Blockers) == 0 {
		return []string{m.unblocked(m.people[id].Role)}, nil
	}
	var all []string
	if line.Candidates > 0 {
		text, err := templates.CandidatesText(m.program.Language, line.Candidates)
		if err != nil {
			return nil, fmt.Errorf("put candidates into words: %w", err)
		}
		all = append(all, text)
	}
	for _, b := range line.Blockers {
		text, err := templates.BlockerText(m.program.Language, b)
		if err != nil {
			return nil, fmt.Errorf("put a blocker into words: %w", err)
		}
		all = append(all, text)
	}
	return all, nil
}

// unblocked says why somebody of a role whom no rule keeps from anyone is left.
func (m match) unblocked(role program.Role) string {
	if m.program.Format == program.Peers || m.program.Format == "" {
		return "Nothing rules anybody out; the others went together better"
	}
	others := 0
	for _, p := range m.people {
		if (p.Role == program.Mentee) != (role == program.Mentee) {
			others++
		}
	}
	switch mentee := m.program.Roles[program.Mentee]; {
	case others > 0:
		return "Nothing rules anybody out; all who could take one more went together with others better"
	case role == program.Mentee && m.program.Format == program.Buddies:
		return "There is nobody to be a buddy"
	case role == program.Mentee:
		return fmt.Sprintf("There is nobody with the role %s", m.program.Roles[program.Mentor])
	default:
		return fmt.Sprintf("There is nobody with the role %s", mentee)
	}
}
