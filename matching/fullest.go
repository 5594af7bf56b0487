package matching

import (
	"context"
	"fmt"
	"math"
)

// counting are floors by which a matching is worth how many people it reaches.
var counting = floors{someone: -dualUnit}

// fullest returns, of the matchings that weigh as much as m, which is best by
// Score, one that gives the most people a partner. y is the same graph with
// floors that count.
//
// By the duals of m a matching is best just if all its edges are tight, and every
// vertex and odd set that has a dual is full (complementary slackness). So each
// tight edge weighs how many of these it helps to fill, by more than all people
// count, and the heaviest matching is sought.
func (x *expanded) fullest(ctx context.Context, y *expanded, g Graph, m Matching, seed int64) (Matching, error) {
	at := x.standing(y)
	full := Family{Inner: m.Duals.Inner}
	for _, set := range m.Duals.Sets {
		full.Sets = append(full.Sets, OddSet{Dual: min(set.Dual, 1), Within: set.Within})
	}
	price, fills, people := m.Duals.ancestry(), full.ancestry(), int64(y.n+1)
	edges := y.edges
	y.edges = nil
	for _, e := range edges {
		i, j := at[e.I], at[e.J]
		di, dj := m.Duals.Vertex[i], m.Duals.Vertex[j]
		if di+dj+price.common(i, j) != x.worth(Edge{I: i, J: j, Weight: e.Weight}) {
			continue
		}
		weight := people * (min(di, 1) + min(dj, 1) + fills.common(i, j))
		if weight > MostWeight {
			return Matching{}, fmt.Errorf("match %d vertices: odd sets are too deep to count people", g.N)
		}
		y.edges = append(y.edges, Edge{I: e.I, J: e.J, Weight: int32(weight)})
	}
	chosen, err := y.heaviest(ctx, seed)
	if err != nil {
		return Matching{}, err
	}
	if chosen, err = y.chosen(ctx, chosen); err != nil {
		return Matching{}, err
	}
	m.Chosen = g.weighed(chosen)
	return m, nil
}

// standing tells which vertex of x, whose floors are all 0, each of y stands for.
func (x *expanded) standing(y *expanded) []int32 {
	at := make([]int32, y.n)
	first, begins := map[int32]int32{}, map[int32]int32{} // whose they are → the first in x, and in y
	for v := int32(x.n - 1); v >= 0; v-- {
		first[x.of[v]] = v
	}
	for v := int32(y.n - 1); v >= 0; v-- {
		begins[y.of[v]] = v
	}
	for v, of := range y.of {
		switch {
		case of < 0 || x.places == nil:
			at[v] = int32(x.n - y.n + v)
		case y.places[v] == 0:
			at[v] = first[of] + int32(v) - begins[of]
		default:
			at[v] = first[of]
		}
	}
	return at
}

// heaviest returns the pairs of a matching that is worth most, which is proven.
func (x *expanded) heaviest(ctx context.Context, seed int64) ([]Edge, error) {
	e := &engine{expanded: x, source: listed{x.edges, x.n, seed}, order: shuffled(x.n, seed)}
	if err := e.solve(ctx); err != nil {
		return nil, err
	}
	var worth int64
	for _, pair := range e.pairs {
		worth += x.worth(pair)
	}
	if err := x.covered(ctx, e.final); err != nil {
		return nil, err
	}
	if bound := e.final.total(x.places); bound != worth {
		return nil, fmt.Errorf("verify: the matching is worth %d, the duals allow %d", worth, bound)
	}
	return e.pairs, nil
}

// weighed gives edges the weight that they have in the graph.
func (g Graph) weighed(chosen []Edge) []Edge {
	weight := make(map[[2]int32]int32, len(chosen))
	for _, e := range chosen {
		weight[[2]int32{e.I, e.J}] = math.MinInt32
	}
	for _, e := range g.Edges {
		pair := [2]int32{min(e.I, e.J), max(e.I, e.J)}
		if heaviest, ok := weight[pair]; ok {
			weight[pair] = max(heaviest, e.Weight)
		}
	}
	for at, e := range chosen {
		chosen[at].Weight = weight[[2]int32{e.I, e.J}]
	}
	return chosen
}
