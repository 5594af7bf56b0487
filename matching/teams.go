package matching

import (
	"cmp"
	"slices"
)

// team is two or three people who are to be paired, ascending.
type team []int

func newTeam(people ...int) team {
	slices.Sort(people)
	return people
}

// pairs returns each two members.
func (t team) pairs() [][2]int {
	if len(t) == 2 {
		return [][2]int{{t[0], t[1]}}
	}
	return [][2]int{{t[0], t[1]}, {t[0], t[2]}, {t[1], t[2]}}
}

// worth returns three times the team's score, which is an integer for two and
// for three people; false where two of them must be apart.
func (s *scores) worth(t team) (int64, bool) {
	var sum int64
	for _, pair := range t.pairs() {
		score := s.of(pair[0], pair[1])
		if score == apartScore {
			return 0, false
		}
		sum += int64(score)
	}
	if len(t) == 2 {
		sum *= 3
	}
	return sum, true
}

// total is the worth of all the teams.
func (s *scores) total(teams []team) int64 {
	var sum int64
	for _, t := range teams {
		worth, _ := s.worth(t)
		sum += worth
	}
	return sum
}

// split returns the pairs of a matching, and who has candidates but no partner.
func (s *scores) split(m Matching) (teams []team, left []int) {
	for i, partners := range m.Partners(s.n) {
		switch {
		case len(partners) == 0 && s.hasCandidate(i):
			left = append(left, i)
		case len(partners) > 0 && partners[0] > i:
			teams = append(teams, team{i, partners[0]})
		}
	}
	return teams, left
}

// everyoneIn reports whether everyone with a candidate is in a team.
func (s *scores) everyoneIn(teams []team) bool {
	in := members(teams, s.n)
	for i := range s.n {
		if !in[i] && s.hasCandidate(i) {
			return false
		}
	}
	return true
}

func members(teams []team, n int) []bool {
	in := make([]bool, n)
	for _, t := range teams {
		for _, i := range t {
			in[i] = true
		}
	}
	return in
}

// proposals tells teams as people will read of them, best first.
func (p *pool) proposals(s *scores, teams []team) []Proposal {
	var proposals []Proposal
	for _, t := range teams {
		worth, _ := s.worth(t)
		proposal := Proposal{Score: float64(worth) / 3 / ScoreUnit}
		for _, i := range t {
			proposal.Members = append(proposal.Members, p.people[i].ID)
		}
		proposal.Reasons = p.reasons(t)
		proposals = append(proposals, proposal)
	}
	slices.SortFunc(proposals, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Members[0], b.Members[0]))
	})
	return proposals
}
