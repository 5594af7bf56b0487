package matching

import (
	"fmt"
	"math"
)

// Verify proves that m is a best matching of g, from its certificate alone: it
// shares nothing with the algorithm that found it. The proof is weak duality
// (Edmonds 1965). With lifted weights w, vertex duals y and set duals z, all
// not negative, and y(i) + y(j) + Σ z(sets that hold both) ≥ 2·w(i,j) for every
// edge, no matching can weigh more than half of Σ y + Σ z·(size−1)/2; and m
// weighs just that. An error says which part of the proof does not hold.
func Verify(g Graph, m Matching) error {
	lift, err := g.lift(m.Objective)
	if err != nil {
		return err
	}
	if len(m.Mate) != g.N || len(m.Duals.Vertex) != g.N {
		return fmt.Errorf("verify: %d partners and %d duals for %d vertices", len(m.Mate), len(m.Duals.Vertex), g.N)
	}
	lifted, err := m.weigh(g, lift)
	if err != nil {
		return err
	}
	within, err := m.Duals.within(g.N)
	if err != nil {
		return err
	}
	for _, e := range g.Edges {
		cost, worth := add(m.Duals.Vertex[e.I], m.Duals.Vertex[e.J]), 2*lift.of(e.Weight)
		if cost >= worth {
			continue // whatever sets hold both, which takes longer to see
		}
		eachCommon(within[e.I], within[e.J], func(set int32) { cost = add(cost, m.Duals.Sets[set].Dual) })
		if cost < worth {
			return fmt.Errorf("verify: the duals of edge %d–%d come to %d, less than its worth %d", e.I, e.J, cost, worth)
		}
	}
	if bound := m.Duals.total(); bound != 2*lifted {
		return fmt.Errorf("verify: the matching is worth %d, the duals allow %d", 2*lifted, bound)
	}
	if m.Bound != lift.bound(lifted, m.Pairs) {
		return fmt.Errorf("verify: the bound is told as %d, the duals give %d", m.Bound, lift.bound(lifted, m.Pairs))
	}
	return nil
}

// weigh returns the lifted weight of the matching, once it is one and its own
// numbers are right.
func (m Matching) weigh(g Graph, lift lift) (int64, error) {
	heaviest := make([]int64, g.N)
	found := make([]bool, g.N)
	for _, e := range g.Edges {
		low := min(e.I, e.J)
		if m.Mate[low] == max(e.I, e.J) && (!found[low] || heaviest[low] < e.Weight) {
			heaviest[low], found[low] = e.Weight, true
		}
	}
	var pairs int
	var weight, lifted int64
	for v, mate := range m.Mate {
		switch {
		case mate == -1:
			continue
		case mate < 0 || mate >= g.N || m.Mate[mate] != v || mate == v:
			return 0, fmt.Errorf("verify: %d is with %d, who is not with %d", v, mate, v)
		case mate < v:
			continue
		case !found[v]:
			return 0, fmt.Errorf("verify: %d and %d are paired without an edge", v, mate)
		}
		pairs++
		weight += heaviest[v]
		lifted += lift.of(heaviest[v])
	}
	if pairs != m.Pairs || weight != m.Weight {
		return 0, fmt.Errorf("verify: %d pairs weigh %d, told as %d pairs and %d", pairs, weight, m.Pairs, m.Weight)
	}
	return lifted, nil
}

// within checks the duals and returns, for each vertex, the sets that hold it,
// in ascending order.
func (d Duals) within(n int) ([][]int32, error) {
	for v, y := range d.Vertex {
		if y < 0 {
			return nil, fmt.Errorf("verify: vertex %d has dual %d", v, y)
		}
	}
	within := make([][]int32, n)
	for at, set := range d.Sets {
		if len(set.Vertices)%2 == 0 || set.Dual < 0 {
			return nil, fmt.Errorf("verify: set %d has %d vertices and dual %d", at, len(set.Vertices), set.Dual)
		}
		before := -1
		for _, v := range set.Vertices {
			if v <= before || v >= n {
				return nil, fmt.Errorf("verify: set %d does not list vertices below %d in ascending order", at, n)
			}
			within[v] = append(within[v], int32(at))
			before = v
		}
	}
	return within, nil
}

func (d Duals) total() int64 {
	var sum int64
	for _, y := range d.Vertex {
		sum = add(sum, y)
	}
	for _, set := range d.Sets {
		for range len(set.Vertices) / 2 {
			sum = add(sum, set.Dual)
		}
	}
	return sum
}

// add returns the sum of two numbers that are not negative, or the largest
// number where it leaves 63 bits: a bound that high proves nothing.
func add(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
