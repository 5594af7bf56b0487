package matching

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// MaxWeight returns a best matching of g, exactly. The seed decides between
// matchings that are equally good; the order of the edges does not. It fails
// for a malformed graph and when ctx ends.
//
// The linear program over the bipartite double cover of a few heavy edges of
// each vertex is solved by auction and shortest paths; edges that its duals do
// not cover are added until there are none (Applegate and Cook 1993, "Solving
// large-scale matching problems"). Its half-integral optimum is off by its odd
// cycles alone, from which Edmonds' primal-dual blossom algorithm (1965) goes
// on to the optimum among the edges of little slack (Derigs and Metz 1986).
func MaxWeight(ctx context.Context, g Graph, objective Objective, seed int64) (Matching, error) {
	x, err := g.expand(ctx, objective)
	if err != nil {
		return Matching{}, err
	}
	even := x.even()
	m, err := even.solve(ctx, listed{even.edges, even.n, seed}, objective, seed)
	if err == nil && even.odd {
		var ok bool
		if m.Duals, ok = even.withoutSpare(m.Duals); !ok {
			m, err = x.solve(ctx, listed{x.edges, x.n, seed}, objective, seed)
		}
	}
	if err != nil {
		return Matching{}, fmt.Errorf("match %d vertices: %w", g.N, err)
	}
	m.Bound = x.bound(m)
	return m, g.met(m)
}

// solve returns a best matching of the expanded graph, whose edges the source
// gives.
func (x *expanded) solve(ctx context.Context, source source, objective Objective, seed int64) (Matching, error) {
	e := &engine{expanded: x, source: source, order: shuffled(x.n, seed)}
	if err := e.solve(ctx); err != nil {
		return Matching{}, err
	}
	m := Matching{Objective: objective, Duals: e.final}
	var err error
	if m.Chosen, err = x.chosen(ctx, e.pairs); err != nil {
		return Matching{}, err
	}
	for _, edge := range m.Chosen {
		m.Weight += int64(edge.Weight)
	}
	m.Bound = x.bound(m)
	return m, nil
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
