package matching

import (
	"cmp"
	"context"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// team is people who are to be paired, ascending.
type team []int

func newTeam(people ...int) team {
	slices.Sort(people)
	return people
}

// pairs returns each two members.
func (t team) pairs() [][2]int {
	var pairs [][2]int
	for a := range t {
		for _, j := range t[a+1:] {
			pairs = append(pairs, [2]int{t[a], j})
		}
	}
	return pairs
}

// worth returns three times what a team of two or three weighs, the mean of
// each two, which is an integer; false where two of them must be apart.
func (s *scores) worth(t team) (int64, bool) {
	var sum int64
	for a := range t {
		for _, j := range t[a+1:] {
			weight := s.weight(t[a], j)
			if weight == apartScore {
				return 0, false
			}
			sum += int64(weight)
		}
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

// pairsOf returns the pairs of a matching.
func pairsOf(m Matching) []team {
	var teams []team
	for _, e := range m.Chosen {
		teams = append(teams, team{int(e.I), int(e.J)})
	}
	return teams
}

// left returns who has candidates but is in no team.
func (s *scores) left(ctx context.Context, teams []team) ([]int, error) {
	in := members(teams, s.n)
	var left []int
	for i := range s.n {
		if !in[i] && ctx.Err() == nil && s.hasCandidate(i) {
			left = append(left, i)
		}
	}
	return left, ctx.Err()
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
func (p *pool) proposals(teams []team) []Proposal {
	var proposals []Proposal
	for _, t := range teams {
		proposal := Proposal{Score: p.score(t), Reasons: p.reasons(t)}
		for _, i := range t {
			proposal.Members = append(proposal.Members, p.people[i].ID)
		}
		proposals = append(proposals, proposal)
	}
	slices.SortFunc(proposals, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), slices.Compare(a.Members, b.Members))
	})
	if p.program.Format == program.Buddies {
		bundles := map[program.ID]int{} // newcomer → number
		for at, proposal := range proposals {
			newcomer := proposal.Members[0]
			if bundles[newcomer] == 0 {
				bundles[newcomer] = len(bundles) + 1
			}
			proposals[at].Bundle = bundles[newcomer]
		}
	}
	return proposals
}

// score is the mean of what each two of a team score, in [0,1].
func (p *pool) score(t team) float64 {
	var sum int64
	pairs := t.pairs()
	for _, pair := range pairs {
		sum += int64(p.scorer.points(pair[0], pair[1]))
	}
	return float64(sum) / float64(len(pairs)) / ScoreUnit
}
