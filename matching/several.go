package matching

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// several returns a best matching of people who may have several partners, or
// are on two sides, with the graph that it is one of. The graph begins with the
// best candidates of everyone; pairs that the duals do not cover are added
// until there are none, which proves the matching best among all pairs. First
// of all, under Participation, as many as possible have a partner: nobody gets
// a second one at the cost of somebody's first.
func (s *scores) several(ctx context.Context, p *pool, objective Objective, fair bool) (Matching, error) {
	pairs := s.source(nil)
	edges, err := pairs.best(ctx, firstEdges)
	if err != nil {
		return Matching{}, err
	}
	g := Graph{N: s.n, Capacity: make([]int32, s.n)}
	if g.Edges, err = simple(ctx, s.n, edges); err != nil {
		return Matching{}, err
	}
	if !p.peers() {
		g.Left = p.firsts
	}
	for v, room := range p.rooms {
		g.Capacity[v] = max(room, 1) // who has no room has no edge
	}
	if len(p.pinned) > 0 {
		g.Paired = p.paired()
	}
	m, prices, err := s.grown(ctx, pairs, &g, objective)
	if err != nil || !fair && objective == Participation {
		return m, err
	}
	tight, err := pairs.near(ctx, prices, 0)
	if err != nil {
		return Matching{}, err
	}
	if g.Edges, err = simple(ctx, g.N, tight); err != nil {
		return Matching{}, err
	}
	if m, err = s.exact(ctx, g, objective); err != nil || !fair {
		return m, err
	}
	return s.fairest(ctx, g, m)
}

// exact returns a best matching of a graph; where several are best by Score, one
// that gives the most people a partner.
func (s *scores) exact(ctx context.Context, g Graph, objective Objective) (Matching, error) {
	m, err := proven(ctx, g, objective, s.seed)
	if err != nil || objective != Score || g.Capacity == nil {
		return m, err
	}
	x, err := g.expand(ctx, Score)
	if err != nil {
		return Matching{}, err
	}
	y := &expanded{}
	if err := y.build(ctx, g.clipped(), counting); err != nil {
		return Matching{}, err
	}
	if m, err = x.fullest(ctx, y, g, m, s.seed); err != nil {
		return Matching{}, err
	}
	return m, x.verify(ctx, g, m)
}

// grown adds to the graph what its matching's duals do not cover, until they
// cover all pairs. It returns the last matching and the prices of its vertices.
func (s *scores) grown(ctx context.Context, pairs *scored, g *Graph, objective Objective) (Matching, coverage, error) {
	for {
		m, err := MaxWeight(ctx, *g, objective, s.seed)
		if err == nil {
			err = verify(ctx, *g, m)
		}
		if err != nil {
			return Matching{}, coverage{}, err
		}
		prices, err := g.prices(ctx, m)
		if err != nil {
			return Matching{}, coverage{}, err
		}
		missing, err := pairs.within(ctx, prices, -1)
		if err != nil {
			return Matching{}, coverage{}, err
		}
		// Those in the graph already are taken, or odd sets cover them.
		missing = slices.DeleteFunc(missing, g.lists)
		if len(missing) == 0 {
			return m, prices, nil
		}
		missing = worst(missing, g.N, prices, moreEdges, s.seed)
		if g.Edges, err = simple(ctx, g.N, append(g.Edges, missing...)); err != nil {
			return Matching{}, coverage{}, err
		}
	}
}

// lists reports whether the edge is one of the graph's, which are in order.
func (g Graph) lists(e Edge) bool {
	i, j := min(e.I, e.J), max(e.I, e.J)
	_, found := slices.BinarySearchFunc(g.Edges, e, func(other, _ Edge) int {
		return cmp.Or(cmp.Compare(other.I, i), cmp.Compare(other.J, j))
	})
	return found
}

// simple returns the edges by their ends; of parallel ones, the heaviest.
func simple(ctx context.Context, n int, edges []Edge) ([]Edge, error) {
	edges, err := sortByEnds(ctx, n, edges)
	kept := edges[:0]
	for _, e := range edges {
		last := len(kept) - 1
		if last >= 0 && kept[last].I == e.I && kept[last].J == e.J {
			kept[last].Weight = max(kept[last].Weight, e.Weight)
			continue
		}
		kept = append(kept, e)
	}
	return kept, err
}

// prices is what the duals of a matching ask for a vertex: the least of its
// places, and nothing where it may have more partners than it has edges. An edge
// that is not in the graph would not change the matching if its ends ask for no
// less than it is worth, also where it would stand as two vertices: their duals
// can be chosen so that they cover all and cost nothing.
func (g Graph) prices(ctx context.Context, m Matching) (coverage, error) {
	x, err := g.expand(ctx, m.Objective)
	if err != nil {
		return coverage{}, err
	}
	c := coverage{vertex: make([]int64, g.N)}
	for v, degree := range g.degrees() {
		switch {
		case degree == 0 && (g.Paired == nil || !g.Paired[v]): // it may be left out of x
			c.vertex[v] = -x.first
		case g.capacity(int32(v)) > degree:
			c.vertex[v] = 0
		default:
			c.vertex[v] = math.MaxInt64
		}
	}
	for v, of := range x.of {
		if of >= 0 {
			c.vertex[of] = min(c.vertex[of], m.Duals.Vertex[v]+x.floor[v])
		}
	}
	return c, nil
}
