package matching

import (
	"context"
	"math"
	"slices"
)

// fairest returns, of the matchings that are as good as m, one whose worst pair
// scores as much as that of any. The graph holds every edge that such a
// matching may have. It looks for the highest score below which no edge is
// needed: without these edges the best matching is as good as before.
func (s *scores) fairest(ctx context.Context, g Graph, m Matching) (Matching, error) {
	score := func(e Edge) int32 { return s.of(int(e.I), int(e.J)) }
	if len(m.Chosen) == 0 {
		return m, nil
	}
	worst := score(m.Chosen[0])
	for _, e := range m.Chosen {
		worst = min(worst, score(e))
	}
	floors := []int32{math.MaxInt32} // above the worst pair of m; the last: no pairs at all
	for _, e := range g.Edges {
		if f := score(e); f > worst {
			floors = append(floors, f)
		}
	}
	slices.Sort(floors)
	floors = slices.Compact(floors)
	for low, high := 0, len(floors); low < high; {
		middle := (low + high) / 2
		less := g
		less.Edges = slices.DeleteFunc(slices.Clone(g.Edges), func(e Edge) bool { return score(e) < floors[middle] })
		other, err := s.exact(ctx, less, m.Objective)
		if err != nil {
			return Matching{}, err
		}
		if other.Weight == m.Weight && g.covered(other) == g.covered(m) {
			m, low = other, middle+1
		} else {
			high = middle
		}
	}
	return m, nil
}

// covered is how many have a partner through the matching.
func (g Graph) covered(m Matching) int {
	count := 0
	for v, partners := range m.Partners(g.N) {
		if g.Paired == nil || !g.Paired[v] {
			count += min(len(partners), 1)
		}
	}
	return count
}
