package matching

import (
	"context"
	"slices"
)

// scores is what each two people score, and who may not be paired.
type scores struct {
	*scorer
	n    int
	seed int64
}

const apartScore int32 = -1

// mostListed is how many people are few enough for all their pairs to be listed
// and checked against the certificate once more.
const mostListed = 2000

// best returns a best matching of everyone. Its certificate holds: of all pairs
// where the people are few, and else of those that the engine has seen, which
// has looked for others that the duals do not cover.
func (s *scores) best(ctx context.Context, objective Objective) (Matching, error) {
	x := people(s.n, objective)
	pairs := &scored{scorer: s.scorer, n: s.n, seed: s.seed, more: x.edges}
	m, err := x.solve(ctx, pairs, objective, s.seed)
	if err != nil {
		return Matching{}, err
	}
	x.edges = pairs.kept
	if s.n <= mostListed {
		x.edges = append(s.all(), x.spare()...)
	}
	return m, x.verify(Graph{N: s.n, Edges: append(slices.Clip(x.edges), m.Chosen...)}, m)
}

// all lists the pairs that may be.
func (s *scores) all() []Edge {
	var edges []Edge
	for j := range s.n {
		for i := range j {
			if score := s.of(i, j); score != apartScore {
				edges = append(edges, Edge{I: int32(i), J: int32(j), Weight: score})
			}
		}
	}
	return edges
}

// hasCandidate reports whether anyone may be paired with i.
func (s *scores) hasCandidate(i int) bool {
	for j := range s.n {
		if j != i && s.of(i, j) != apartScore {
			return true
		}
	}
	return false
}
