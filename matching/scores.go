package matching

import (
	"context"
	"slices"
)

// scores is what each two people weigh in a search, and who may not be paired:
// what they score, and what it is worth to keep them together.
type scores struct {
	*scorer
	n    int
	seed int64
	most int32 // no score is more
	keep keep
}

const apartScore int32 = -1

// mostListed is how many people are few enough for all their pairs to be listed
// and checked against the certificate once more.
const mostListed = 2000

// weight is what two people weigh, or apartScore.
func (s *scores) weight(i, j int) int32 {
	score := s.of(i, j)
	if score == apartScore {
		return apartScore
	}
	return score + s.keep.of(i, j)
}

// source returns everyone as a source of edges, with these besides.
func (s *scores) source(more []Edge) *scored {
	more = slices.Clip(more)
	for pair := range s.keep.pairs {
		if weight := s.weight(pair[0], pair[1]); weight != apartScore {
			more = append(more, Edge{I: int32(pair[0]), J: int32(pair[1]), Weight: weight})
		}
	}
	return &scored{scorer: s.scorer, n: s.n, seed: s.seed, more: more}
}

// best returns a best matching of everyone. Its certificate holds: of all pairs
// where the people are few, and else of those that the engine has seen, which
// has looked for others that the duals do not cover. Of matchings that are
// equally good, the fair one leaves whoever is paired worst better.
func (s *scores) best(ctx context.Context, objective Objective, fair bool) (Matching, error) {
	x := people(s.n, s.most+s.keep.worth, objective)
	pairs := s.source(x.edges)
	m, err := x.solve(ctx, pairs, objective, s.seed)
	if err != nil {
		return Matching{}, err
	}
	x.edges = pairs.kept
	if s.n <= mostListed {
		x.edges = append(s.all(), x.spare()...)
	}
	if err := x.verify(ctx, Graph{N: s.n, Edges: append(slices.Clip(x.edges), m.Chosen...)}, m); err != nil || !fair {
		return m, err
	}
	tight, err := pairs.near(ctx, x.coverage(m.Duals), 0)
	if err != nil {
		return Matching{}, err
	}
	tight = slices.DeleteFunc(tight, func(e Edge) bool { return int(e.J) >= s.n })
	return s.fairest(ctx, Graph{N: s.n, Edges: tight}, m)
}

// all lists the pairs that may be.
func (s *scores) all() []Edge {
	var edges []Edge
	for j := range s.n {
		for i := range j {
			if weight := s.weight(i, j); weight != apartScore {
				edges = append(edges, Edge{I: int32(i), J: int32(j), Weight: weight})
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
