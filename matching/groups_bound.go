package matching

import (
	"context"
	"slices"
)

// bound is what no division into groups exceeds. Give each two members of a
// group of size s the amount 1/(s-1). Then everybody has 1 in all, and no two
// have more than 1/(Min-1) of each other; so the most that such amounts can
// weigh, a linear program, is a bound. Times Min-1 it is that of a matching
// with Min-1 partners each, whose optimum is half that of the double cover,
// which is bipartite and so a matching itself (Balinski 1965).
func (d *division) bound(ctx context.Context) (float64, error) {
	partners := int32(d.sizes.Min - 1)
	g := Graph{N: 2 * d.n, Left: d.n, Capacity: filled(2*d.n, min(partners, int32(2*d.n)))}
	for i := range d.n {
		heavy := d.heaviest(i, 2*int(partners)+firstEdges/2)
		for _, j := range heavy {
			g.Edges = append(g.Edges, d.covering(i, j), d.covering(j, i))
		}
	}
	for {
		g.Edges = heaviest(sortByEnds(g.N, g.Edges))
		m, err := proven(ctx, g, Score, d.seed)
		if err != nil {
			return 0, err
		}
		prices, err := g.prices(m)
		if err != nil {
			return 0, err
		}
		missing := d.uncovered(ctx, prices)
		before := len(g.Edges)
		g.Edges = heaviest(sortByEnds(g.N, append(g.Edges, missing...)))
		if len(g.Edges) == before {
			return float64(m.Bound) / 2 / float64(partners), ctx.Err()
		}
	}
}

// covering is an edge of the double cover.
func (d *division) covering(i, j int) Edge {
	return Edge{I: int32(i), J: int32(d.n + j), Weight: d.weights[i][j]}
}

// heaviest lists up to so many people with whom i weighs most.
func (d *division) heaviest(i, most int) []int {
	var others []int
	for j, weight := range d.weights[i] {
		if j != i && weight != apartScore {
			others = append(others, j)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return int(d.weights[i][b]) - int(d.weights[i][a]) })
	return others[:min(len(others), most)]
}

// uncovered lists the pairs that cost less than they weigh.
func (d *division) uncovered(ctx context.Context, prices coverage) []Edge {
	var edges []Edge
	for i := range d.n {
		for j := 0; j < d.n && ctx.Err() == nil; j++ {
			if i != j && d.weights[i][j] != apartScore && prices.slack(int32(i), int32(d.n+j), d.weights[i][j]) < 0 {
				edges = append(edges, d.covering(i, j))
			}
		}
	}
	return edges
}
