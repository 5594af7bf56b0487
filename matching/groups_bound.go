package matching

import (
	"context"
	"math"
	"slices"
)

// bound is what no division into groups exceeds. Give each two members of a
// group of size s the amount 1/(s-1). Then everybody has 1 in all, and no two
// have more than 1/(Min-1) of each other; so the most that such amounts can
// weigh, a linear program, is a bound. Times Min-1 it is that of a matching
// with Min-1 partners each, whose optimum is half that of the double cover,
// which is bipartite and so a matching itself (Balinski 1965). Any prices of
// its vertices make a bound of all pairs (weak duality); those of a matching of
// some pairs are good ones, and better with the pairs that they do not cover.
func (d *division) bound(ctx context.Context) (float64, error) {
	partners := int32(d.sizes.Min - 1)
	g := Graph{N: 2 * d.n, Left: d.n, Capacity: filled(2*d.n, partners)}
	for i := range d.n {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		for _, j := range d.heaviest(i, 2*int(partners)+firstEdges/2) {
			g.Edges = append(g.Edges, d.covering(i, j)...)
		}
	}
	var err error
	if g.Edges, err = simple(ctx, g.N, g.Edges); err != nil {
		return 0, err
	}
	for best := int64(math.MaxInt64); ; {
		m, err := MaxWeight(ctx, g, Score, d.seed)
		if err != nil {
			return 0, err
		}
		prices, err := g.prices(ctx, m)
		if err != nil {
			return 0, err
		}
		most, missing, err := d.priced(ctx, prices)
		if err != nil {
			return 0, err
		}
		best = min(best, most)
		before := len(g.Edges)
		missing = worst(missing, g.N, prices, moreEdges, d.seed)
		if g.Edges, err = simple(ctx, g.N, append(g.Edges, missing...)); err != nil {
			return 0, err
		}
		if len(g.Edges) == before || best-dualUnit*m.Bound <= m.Bound/enough {
			return float64(best) / dualUnit / 2 / float64(partners), nil
		}
	}
}

// enough is which part of the bound, in dualUnits, is not worth another round.
const enough = 2500

// covering is the two edges of the double cover.
func (d *division) covering(i, j int) []Edge {
	weight := d.weights[i][j]
	return []Edge{{I: int32(i), J: int32(d.n + j), Weight: weight}, {I: int32(j), J: int32(d.n + i), Weight: weight}}
}

// priced makes the prices the same on both sides of the double cover, which
// costs nothing, and returns what they come to with what all pairs are worth
// beyond them, in dualUnits. It lists these pairs.
func (d *division) priced(ctx context.Context, prices coverage) (most int64, beyond []Edge, err error) {
	for i := range d.n {
		price := max((prices.vertex[i]+prices.vertex[d.n+i]+1)/2, 0)
		prices.vertex[i], prices.vertex[d.n+i] = price, price
		most += 2 * price * int64(d.sizes.Min-1)
	}
	for i := range d.n {
		if err := ctx.Err(); err != nil {
			return 0, nil, err
		}
		for j, weight := range d.weights[i][:i] {
			slack := prices.slack(int32(j), int32(d.n+i), weight)
			if slack < 0 && weight != apartScore {
				most -= 2 * slack
				beyond = append(beyond, d.covering(i, j)...)
			}
		}
	}
	return most, beyond, nil
}

// heaviest lists up to so many people with whom i weighs most; of equals, those
// who come next after i, so that not everybody has the same.
func (d *division) heaviest(i, most int) []int {
	var others []int
	for k := range d.n - 1 {
		if j := (i + 1 + k) % d.n; d.weights[i][j] != apartScore {
			others = append(others, j)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return int(d.weights[i][b]) - int(d.weights[i][a]) })
	return others[:min(len(others), most)]
}
