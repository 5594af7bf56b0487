package matching

import (
	"context"
	"errors"
	"slices"
)

const (
	firstEdges = 24 // of each vertex that are solved at first
	moreEdges  = 8  // of each vertex that are added at a time

	// manyAdded is of how many vertices one must have got a new edge for another
	// auction to take less time than paths, which are long by then, from each.
	// It begins with a large margin again: to go on with the smallest is slower.
	manyAdded = 128
)

// engine solves an expanded graph whose edges a source gives. Its vertices are
// numbered by order, which is how chance comes in.
type engine struct {
	*expanded
	source source
	order  []int32 // the source's vertex → ours
	cover  *cover
	scale  int32 // what the cover counts each unit of weight as

	pairs []Edge // the result, by the source's numbers
	final Duals  // from the floors
}

func (e *engine) solve(ctx context.Context) error {
	edges, err := e.source.best(ctx, firstEdges)
	if err != nil {
		return err
	}
	e.scale = scaleOf(edges)
	rows, err := newRows(ctx, e.n, edges, e.inCover)
	if err != nil {
		return err
	}
	e.cover = newCover(rows, e.bidding(), e.room())
	if err := e.relax(ctx); err != nil {
		return err
	}
	if e.bidders == nil {
		return e.match(ctx)
	}
	for _, u := range e.cover.bidders {
		if v := e.cover.with[u]; v >= 0 {
			e.pairs = append(e.pairs, Edge{I: u, J: v, Weight: e.cover.gain[u] / e.scale})
		}
	}
	e.conclude(e.cover.duals(int64(e.scale)), Family{Inner: filled(e.n, -1)})
	return nil
}

// bidding lists the bidders, in the order in which they bid.
func (e *engine) bidding() []int32 {
	var list []int32
	if e.bidders == nil {
		list = make([]int32, e.n)
		for v := range list {
			list[v] = int32(v)
		}
		return list
	}
	for _, v := range e.bidders {
		list = append(list, e.order[v])
	}
	slices.Sort(list)
	return list
}

// room returns where each vertex's places begin.
func (e *engine) room() []int32 {
	if e.places == nil {
		return nil
	}
	place := make([]int32, e.n+1)
	for v, places := range e.places {
		place[e.order[v]+1] = places
	}
	for v := range e.n {
		place[v+1] += place[v]
	}
	return place
}

// conclude keeps the result by the source's numbers.
func (e *engine) conclude(vertex []int64, family Family) {
	back := make([]int32, e.n)
	for v, at := range e.order {
		back[at] = int32(v)
	}
	for at, pair := range e.pairs {
		e.pairs[at] = Edge{I: back[pair.I], J: back[pair.J], Weight: pair.Weight}
	}
	e.final = Duals{Vertex: make([]int64, e.n), Family: family}
	for v, at := range e.order {
		e.final.Vertex[v] = vertex[at] - e.floor[v]
	}
}

// relax solves the linear program of the double cover: with floors at 0, and
// from there with their own. The first is solved by auctions, which find their
// way among many new arcs sooner than paths alone would.
func (e *engine) relax(ctx context.Context) error {
	heaviest := e.cover.heaviest()
	last := max(heaviest/10_000, 1)
	first := max(heaviest/100, last)
	err := e.price(ctx, func(added int) error {
		if added == 0 || added > e.n/manyAdded {
			return e.cover.auction(ctx, first, last, int64(e.scale))
		}
		return e.cover.raise(ctx)
	})
	if err != nil || e.level() {
		return err
	}
	for v, at := range e.order {
		e.cover.floor[at] = e.floor[v] / dualUnit * int64(e.scale)
	}
	return e.price(ctx, func(added int) error {
		if added > 0 {
			return e.cover.raise(ctx)
		}
		return nil
	})
}

// price solves the program over the rows and adds the edges that its duals do
// not cover, until there are none. Each time it prepares first, for so many that
// were added.
func (e *engine) price(ctx context.Context, prepare func(added int) error) error {
	for added := 0; ; {
		if err := prepare(added); err != nil {
			return err
		}
		if err := e.cover.paths(ctx); err != nil {
			return err
		}
		edges, err := e.source.short(ctx, e.coverage(e.cover.duals(int64(e.scale)), nil), moreEdges)
		if err != nil || len(edges) == 0 {
			return err
		}
		for at, edge := range edges {
			edges[at] = e.inCover(edge)
		}
		if err := e.cover.add(ctx, edges); err != nil {
			return err
		}
		added = len(edges)
	}
}

// match goes on from the optimum of the double cover to that of the graph,
// within a core of the edges of little slack. Where duals have moved so far that
// others may matter, the core is made anew, wider; or, where that would be most
// edges, those are added that the duals do not cover, until there are none.
func (e *engine) match(ctx context.Context) error {
	duals, mate := e.cover.duals(int64(e.scale)), e.cover.halves()
	floor := make([]int64, e.n)
	for v, at := range e.order {
		floor[at] = e.floor[v]
	}
	slack := dualUnit * e.cover.heaviest() / int64(e.scale) / 25
	widest := 4 * slack
	e.cover = nil // which may be most of the memory by now
	edges, err := e.near(ctx, e.coverage(duals, nil), slack)
	if err != nil {
		return err
	}
	for {
		core, err := newCore(ctx, e.n, edges)
		if err != nil {
			return err
		}
		s := newSolver(core, floor, slices.Clone(duals), mate)
		if err := s.run(ctx); err != nil {
			return err
		}
		if 2*s.now <= slack { // no edge outside the core has lost more
			return e.finish(ctx, s)
		}
		if 2*s.now <= widest {
			slack = 2 * s.now
			if edges, err = e.near(ctx, e.coverage(duals, nil), slack); err != nil {
				return err
			}
			continue
		}
		more, err := e.source.short(ctx, e.coverage(s.dual, s), moreEdges)
		if err != nil {
			return err
		}
		if more = e.numbered(more); slices.ContainsFunc(more, s.holds) {
			return errors.New("the duals do not cover an edge that they were found with")
		}
		if edges = append(edges, more...); len(more) > 0 {
			continue
		}
		if s.leaves(2) {
			tight, err := e.near(ctx, e.coverage(s.dual, s), 0)
			if err != nil {
				return err
			}
			if core, err = newCore(ctx, e.n, append(edges, tight...)); err != nil {
				return err
			}
			s.widen(core)
		}
		return e.finish(ctx, s)
	}
}

// finish takes the result from a solver whose core holds every edge that is
// tight.
func (e *engine) finish(ctx context.Context, s *solver) error {
	if err := s.join(ctx); err != nil {
		return err
	}
	for v, arc := range s.mate {
		if arc >= 0 && int(s.head(arc)) > v {
			e.pairs = append(e.pairs, Edge{I: int32(v), J: s.head(arc), Weight: s.weight[arc]})
		}
	}
	e.conclude(s.dual, s.family(e.order))
	return nil
}

func (e *engine) near(ctx context.Context, c coverage, slack int64) ([]Edge, error) {
	edges, err := e.source.near(ctx, c, slack)
	return e.numbered(edges), err
}

// numbered gives the source's edges our numbers.
func (e *engine) numbered(edges []Edge) []Edge {
	for at := range edges {
		edge := &edges[at]
		edge.I, edge.J = e.order[edge.I], e.order[edge.J]
	}
	return edges
}

// scaleOf is by how much to multiply the weights so that auctions find room
// between different ones for margins that many bids do not add up to.
func scaleOf(edges []Edge) int32 {
	var most, scale int32 = 1, 1
	for _, edge := range edges {
		most = max(most, edge.Weight)
	}
	for most*scale < ScoreUnit/2 {
		scale *= 2
	}
	return scale
}

// inCover is a source's edge by our numbers, as the cover counts weights.
func (e *engine) inCover(edge Edge) Edge {
	return Edge{I: e.order[edge.I], J: e.order[edge.J], Weight: edge.Weight * e.scale}
}

// coverage tells the source the duals of vertices, and of a solver's blossoms.
func (e *engine) coverage(vertex []int64, s *solver) coverage {
	c := coverage{vertex: make([]int64, e.n)}
	for v, at := range e.order {
		c.vertex[v] = vertex[at]
	}
	if s != nil && len(s.cycles) > 0 {
		c.sets = s.family(e.order).ancestry().common
	}
	return c
}

// level reports whether all floors are 0.
func (e *engine) level() bool {
	return !slices.ContainsFunc(e.floor, func(floor int64) bool { return floor != 0 })
}
