package matching

import (
	"context"
	"fmt"
	"math"
)

// expanded is a Graph as the engine solves it: a vertex has one partner, or
// some places if it is an object, and being matched is worth its floor.
type expanded struct {
	n       int
	edges   []Edge  // of weights not negative
	floor   []int64 // vertex → the least its dual may be, in dualUnits; at most 0
	of      []int32 // vertex → the Graph's; -1: it stands for an edge
	whole   int     // vertices of the Graph, of which those without an edge may be left out
	bidders []int32 // of a bipartite graph whose one side has one partner each: that side
	places  []int32 // object → its places; nil: one each
	shift   int32   // what was taken from each weight
	first   int64   // what it is worth that one of the Graph's vertices has a partner, in dualUnits
	pieces  []Edge  // edges that stand as two vertices each, at the end
	single  bool    // each vertex is one of the graph's, and has the same floor
	odd     bool    // the last vertex is whom the one left over is matched with
}

// mostExpanded is how many edges capacities may make of fewer: gigabytes.
const mostExpanded = 1 << 25

// expand writes the graph in the engine's terms. It fails for a malformed graph,
// an unknown objective, and capacities that would make too many edges.
func (g Graph) expand(ctx context.Context, objective Objective) (*expanded, error) {
	if err := g.check(); err != nil {
		return nil, err
	}
	if objective != Participation && objective != Score {
		return nil, fmt.Errorf("objective %q: expected %s or %s", objective, Participation, Score)
	}
	g = g.clipped()
	x := &expanded{}
	if objective == Participation {
		for _, e := range g.Edges {
			x.shift = min(x.shift, e.Weight)
		}
	}
	var most int64
	for _, e := range g.Edges {
		most = max(most, int64(e.Weight)-int64(x.shift))
	}
	floors := newFloors(g.mostPairs(), most, objective)
	x.first = -floors.someone
	if err := x.build(ctx, g, floors); err != nil {
		return nil, err
	}
	return x, x.sums(most)
}

// build makes the vertices and edges of a graph that is clipped. Where most
// vertices have no edge, it leaves these out.
func (x *expanded) build(ctx context.Context, g Graph, f floors) error {
	x.whole = g.N
	if g.N <= 2*len(g.Edges) {
		return x.buildAll(ctx, g, f)
	}
	g, names := g.joined()
	if err := x.buildAll(ctx, g, f); err != nil {
		return err
	}
	for v, of := range x.of {
		if of >= 0 {
			x.of[v] = names[of]
		}
	}
	for at, e := range x.pieces {
		x.pieces[at].I, x.pieces[at].J = names[e.I], names[e.J]
	}
	return nil
}

func (x *expanded) buildAll(ctx context.Context, g Graph, f floors) error {
	switch {
	case g.Capacity == nil && g.Least == nil && g.Paired == nil && g.Left == 0:
		x.singles(g, f)
		return nil
	case g.Left > 0:
		return x.join(ctx, g, f, x.sides(g, f))
	}
	return x.join(ctx, g, f, x.slots(g, f))
}

// sums refuses a graph in which no weight is more than most, but which is so
// large that what its matchings are worth may not fit.
func (x *expanded) sums(most int64) error {
	var deepest int64
	for _, floor := range x.floor {
		deepest = min(deepest, floor)
	}
	places := x.n
	for _, more := range x.places {
		places += int(max(more-1, 0))
	}
	if 2*float64(places)*(float64(dualUnit*most)-float64(deepest)) > math.MaxInt64/2 {
		return fmt.Errorf("weights up to %d among %d places: their sums leave 62 bits", most, places)
	}
	return nil
}

// clipped is the graph in which no vertex has more places than edges.
func (g Graph) clipped() Graph {
	if g.Capacity == nil {
		return g
	}
	degree := g.degrees()
	for v, c := range g.Capacity {
		degree[v] = max(min(c, degree[v]), 1)
	}
	g.Capacity = degree
	return g
}

// joined is the graph without the vertices that have no edge, and the names in g
// of those that are left.
func (g Graph) joined() (small Graph, names []int32) {
	number := make([]int32, g.N)
	for _, e := range g.Edges {
		number[e.I], number[e.J] = 1, 1
	}
	for v := range int32(g.N) {
		if number[v] == 0 {
			continue
		}
		number[v] = int32(len(names))
		if names = append(names, v); int(v) < g.Left {
			small.Left++
		}
	}
	small.N = len(names)
	small.Capacity, small.Least, small.Paired = picked(g.Capacity, names), picked(g.Least, names), picked(g.Paired, names)
	for _, e := range g.Edges {
		small.Edges = append(small.Edges, Edge{I: number[e.I], J: number[e.J], Weight: e.Weight})
	}
	return small, names
}

// picked returns the values at these places, or nil of nil.
func picked[T any](values []T, at []int32) []T {
	if values == nil {
		return nil
	}
	return permuted(values, at)
}

// degrees counts the edges of each vertex.
func (g Graph) degrees() []int32 {
	degree := make([]int32, g.N)
	for _, e := range g.Edges {
		degree[e.I]++
		degree[e.J]++
	}
	return degree
}

// people is the expanded graph of so many, no two of whom weigh more than most,
// without edges.
func people(n int, most int32, objective Objective) *expanded {
	x := &expanded{}
	pair := dualUnit * (int64(n/2+1)*int64(most) + 1)
	var f floors
	if objective == Participation {
		f.someone = -pair
	}
	x.whole = n
	x.singles(Graph{N: n}, f)
	return x.even()
}

// coverage is what the duals of a matching say of each pair.
func (x *expanded) coverage(d Duals) coverage {
	c := coverage{vertex: make([]int64, x.n)}
	for v := range c.vertex {
		c.vertex[v] = d.Vertex[v] + x.floor[v]
	}
	if len(d.Sets) > 0 {
		c.sets = d.ancestry().common
	}
	return c
}

// floors is what it is worth, below 0, that a vertex is matched.
type floors struct{ someone, must, piece int64 }

// newFloors are those where so many pairs at most can be made, none of which
// weighs more than most. A pair more outweighs all that the weights can come
// to, and a place that must be taken outweighs two people who need not be.
func newFloors(pairs int, most int64, objective Objective) floors {
	pair := dualUnit * (int64(pairs+1)*most + 1)
	f := floors{must: -3 * pair, piece: -8 * pair}
	if objective == Participation {
		f.someone = -pair
	}
	return f
}

// of is the floor of a vertex's place, counted from 0.
func (f floors) of(g Graph, v, place int32) int64 {
	switch {
	case g.Least != nil && place < g.Least[v]:
		return f.must
	case place == 0 && (g.Paired == nil || !g.Paired[v]):
		return f.someone
	}
	return 0
}

func (g Graph) capacity(v int32) int32 {
	if g.Capacity == nil {
		return 1
	}
	return g.Capacity[v]
}

// pairs is the most that a matching can have.
func (g Graph) mostPairs() int {
	if g.Capacity == nil {
		return min(g.N/2, len(g.Edges))
	}
	var total int
	for _, c := range g.Capacity {
		total += int(c)
	}
	return min(total/2, len(g.Edges))
}

func (x *expanded) vertex(of int32, floor int64) int32 {
	x.of = append(x.of, of)
	x.floor = append(x.floor, floor)
	x.n++
	return int32(x.n - 1)
}

func (x *expanded) edge(i, j, weight int32) {
	if weight >= x.shift {
		x.edges = append(x.edges, Edge{I: i, J: j, Weight: weight - x.shift})
	}
}

// singles is for vertices that have one partner each.
func (x *expanded) singles(g Graph, f floors) {
	x.single = true
	x.n, x.floor, x.of = g.N, make([]int64, g.N), make([]int32, g.N)
	for v := range int32(g.N) {
		x.floor[v], x.of[v] = f.someone, v
	}
	if x.shift == 0 && g.least() >= 0 {
		x.edges = g.Edges
	} else {
		for _, e := range g.Edges {
			x.edge(e.I, e.J, e.Weight)
		}
	}
}

// chosen tells which of the graph's edges a matching of the expanded one takes.
func (x *expanded) chosen(ctx context.Context, pairs []Edge) ([]Edge, error) {
	var chosen []Edge
	first := int32(x.n - 2*len(x.pieces)) // from here on, vertices are no one's
	if x.odd {
		first = int32(x.n - 1)
	}
	taken := make([]bool, len(x.pieces))
	for _, e := range pairs {
		i, j := min(e.I, e.J), max(e.I, e.J)
		switch {
		case j < first:
			a, b := x.of[i], x.of[j]
			chosen = append(chosen, Edge{I: min(a, b), J: max(a, b), Weight: e.Weight + x.shift})
		case i < first && !x.odd && !taken[(j-first)/2]:
			piece := x.pieces[(j-first)/2]
			taken[(j-first)/2] = true
			chosen = append(chosen, Edge{I: min(piece.I, piece.J), J: max(piece.I, piece.J), Weight: piece.Weight})
		}
	}
	return sortByEnds(ctx, x.whole, chosen)
}
