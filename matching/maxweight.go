package matching

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
)

// MaxWeight returns a best matching of g, exactly. The seed decides between
// matchings that are equally good; the order of the edges does not. It fails
// for a malformed graph and when ctx ends.
//
// It is Edmonds' primal-dual blossom algorithm (1965), growing one alternating
// tree at a time from a greedy start, with the dual changes of a tree applied
// lazily (Galil 1986, "Efficient algorithms for finding maximum matching in
// graphs"; Kolmogorov 2009, "Blossom V", section 2). A tree costs
// O(m log n) beside the upkeep of its blossoms, and there are at most n trees.
func MaxWeight(ctx context.Context, g Graph, objective Objective, seed int64) (Matching, error) {
	lift, err := g.lift(objective)
	if err != nil {
		return Matching{}, err
	}
	order := shuffled(g.N, seed)
	s := newSolver(g, lift, order)
	s.start()
	for v := range int32(s.n) {
		if s.mate[v] >= 0 || s.dual[v] == 0 {
			continue
		}
		if err := s.search(ctx, v); err != nil {
			return Matching{}, fmt.Errorf("match %d vertices: %w", g.N, err)
		}
	}
	return s.result(objective, lift, order), nil
}

// shuffled returns the numbers below n in an order that depends on the seed
// alone: PCG is specified, and so is this shuffle (Fisher and Yates).
func shuffled(n int, seed int64) []int32 {
	order := make([]int32, n)
	source := rand.NewPCG(uint64(seed), 0x9e3779b97f4a7c15)
	for i := range order {
		j := source.Uint64() % uint64(i+1)
		order[i] = order[j]
		order[j] = int32(i)
	}
	return order
}

// result translates the solver's state back to the graph's vertices; order[v]
// is the solver's number of v.
func (s *solver) result(objective Objective, lift lift, order []int32) Matching {
	m := Matching{
		Objective: objective,
		Mate:      make([]int, s.n),
		Duals:     Duals{Vertex: make([]int64, s.n)},
	}
	back := make([]int, s.n)
	for v, at := range order {
		back[at] = v
	}
	var lifted, dual int64
	for v, at := range order {
		m.Mate[v] = -1
		m.Duals.Vertex[v] = s.dual[at]
		dual += s.dual[at]
		if arc := s.mate[at]; arc >= 0 {
			m.Mate[v] = back[s.to[arc]]
			if m.Mate[v] < v {
				m.Pairs++
				lifted += s.weight[arc] / 2
			}
		}
	}
	for b := int32(s.n); b < int32(len(s.dual)); b++ {
		if s.dual[b] == 0 || !s.alive(b) {
			continue
		}
		set := OddSet{Dual: s.dual[b]}
		for _, at := range s.vertices(b) {
			set.Vertices = append(set.Vertices, back[at])
		}
		slices.Sort(set.Vertices)
		dual += set.Dual * int64(len(set.Vertices)/2)
		m.Duals.Sets = append(m.Duals.Sets, set)
	}
	m.Weight = (lifted - int64(m.Pairs)*lift.bonus) / lift.scale
	m.Bound = lift.bound(dual/2, m.Pairs)
	return m
}
