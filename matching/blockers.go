package matching

import (
	"cmp"
	"context"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// mostBlockers is how many requirements an Administrator is told of a person.
const mostBlockers = 3

// gradual is a requirement that can be relaxed without dropping it.
type gradual interface {
	// relax returns the least change of the rule that lets i have at least one
	// of the candidates, whom nothing else excludes, and how many it lets i have.
	relax(i int, candidates []int) (value string, frees int)
}

// unpaired returns who is in no team, by id, and what keeps them from others.
func (p *pool) unpaired(ctx context.Context, teams []team) ([]program.Unpaired, error) {
	in := members(teams, len(p.people))
	var unpaired []program.Unpaired
	var numbers []int
	for i, participant := range p.people {
		if !in[i] {
			unpaired = append(unpaired, program.Unpaired{ParticipantID: participant.ID, Name: participant.Person.DisplayName()})
			numbers = append(numbers, i)
		}
	}
	err := parallel(ctx, Explaining, len(unpaired), func(at int) {
		unpaired[at].Candidates, unpaired[at].Blockers = p.blockers(numbers[at])
	})
	return unpaired, err
}

// blockers returns how many could be the partner of person i, which is then left
// over because the pool is odd or places are full, and the requirements that
// exclude most of the other people, most first. Excluded counts all whom the rule
// excludes, whatever else does; Frees counts whom nothing else excludes.
func (p *pool) blockers(i int) (candidates int, blockers []program.Blocker) {
	excluded := make([]int, len(p.barriers))
	alone := make([][]int, len(p.barriers))
	for j := range p.people {
		if !p.eligible(i, j) {
			continue
		}
		violated, last := 0, 0
		for k, b := range p.barriers {
			if !b.allows(i, j) {
				excluded[k]++
				violated, last = violated+1, k
			}
		}
		switch {
		case violated == 1:
			alone[last] = append(alone[last], j)
		case violated == 0 && (p.peers() || p.sides[i] != p.sides[j]):
			candidates++
		}
	}
	for k, b := range p.barriers {
		if excluded[k] == 0 {
			continue
		}
		blocker := program.Blocker{Rule: b.rule, Excluded: excluded[k], Frees: len(alone[k])}
		if g, ok := b.requirement.(gradual); ok && len(alone[k]) > 0 {
			blocker.Relax, blocker.Frees = g.relax(i, alone[k])
		}
		blockers = append(blockers, blocker)
	}
	slices.SortStableFunc(blockers, func(a, b program.Blocker) int {
		return cmp.Or(cmp.Compare(b.Excluded, a.Excluded), cmp.Compare(b.Frees, a.Frees))
	})
	return candidates, blockers[:min(len(blockers), mostBlockers)]
}
