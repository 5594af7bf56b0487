package matching

import (
	"context"
	"fmt"
)

// layout is which vertices of an expanded graph are the places of a Graph's.
type layout struct {
	shared [][]int32 // vertex → its places that any of its edges may take
	own    []int32   // vertex → the first of its places for one edge each; 0: none
	many   []bool    // vertex → has several places
}

func newLayout(n int) *layout {
	return &layout{shared: make([][]int32, n), own: make([]int32, n), many: make([]bool, n)}
}

// split reports whether the edge could be taken twice.
func (l *layout) split(e Edge) bool { return l.many[e.I] && l.many[e.J] }

// reach is how many places an edge can take at its end v.
func (l *layout) reach(v int32) int { return len(l.shared[v]) + int(min(l.own[v], 1)) }

// ends lists the places that the next edge can take at its end v, in the buffer
// if need be.
func (l *layout) ends(v int32, buffer *[]int32) []int32 {
	if l.own[v] == 0 {
		return l.shared[v]
	}
	*buffer = append(append((*buffer)[:0], l.shared[v]...), l.own[v])
	l.own[v]++
	return *buffer
}

// edges counts what the graph's edges become.
func (l *layout) edges(g Graph) int {
	most := 1
	for v := range int32(g.N) {
		most = max(most, l.reach(v))
	}
	if most == 1 { // then none becomes more, and it takes no time to see
		return len(g.Edges)
	}
	count := 0
	for _, e := range g.Edges {
		if i, j := l.reach(e.I), l.reach(e.J); l.split(e) {
			count += 1 + i + j
		} else {
			count += i * j
		}
	}
	return count
}

// sides is for a bipartite graph. The vertices of one side are bidders: one for
// each place. Those of the other are objects, or one for each floor that their
// places have. Which is which makes as few edges as possible.
func (x *expanded) sides(g Graph, f floors) *layout {
	l := newLayout(g.N)
	var copies [2]int64
	degree := g.degrees()
	for v := range int32(g.N) {
		copies[min(int(v)/g.Left, 1)] += int64(g.capacity(v)-1) * int64(degree[v])
	}
	left := copies[0] <= copies[1]
	bids := func(v int32) bool { return (int(v) < g.Left) == left }
	for v := range int32(g.N) {
		l.many[v] = g.capacity(v) > 1
		for place := range g.capacity(v) {
			floor, last := f.of(g, v, place), len(l.shared[v])-1
			switch {
			case bids(v):
				l.shared[v] = append(l.shared[v], x.bidder(v, floor))
				continue
			case last < 0 || x.floor[l.shared[v][last]] != floor:
				l.shared[v] = append(l.shared[v], x.object(v, floor))
				last++
			}
			x.places[l.shared[v][last]]++
		}
	}
	return l
}

// bidder and object make vertices of a bipartite graph, without places yet.
func (x *expanded) bidder(of int32, floor int64) int32 {
	x.bidders = append(x.bidders, int32(x.n))
	return x.object(of, floor)
}

func (x *expanded) object(of int32, floor int64) int32 {
	x.places = append(x.places, 0)
	return x.vertex(of, floor)
}

// slots makes a vertex of each place. Who may have as many partners as edges
// needs places for any edge only for those that count; each edge has one of its
// own besides.
func (x *expanded) slots(g Graph, f floors) *layout {
	l := newLayout(g.N)
	degree := g.degrees()
	for v := range int32(g.N) {
		l.many[v] = g.capacity(v) > 1
		shared, all := g.capacity(v), g.capacity(v) == degree[v] && degree[v] > 3
		if all {
			shared = 1
			if g.Least != nil {
				shared = max(g.Least[v], 1)
			}
		}
		for place := range shared {
			l.shared[v] = append(l.shared[v], x.vertex(v, f.of(g, v, place)))
		}
		if all {
			l.own[v] = int32(x.n)
			for range degree[v] {
				x.vertex(v, 0)
			}
		}
	}
	return l
}

// join makes the edges between places. One that could be taken twice becomes two
// vertices besides, so that it is taken once: either these two are matched with
// each other, which says that it is not taken, or each with a place of its end
// (Tutte 1954; Gabow 1983). Either way it is worth its weight more than nothing,
// so that weights keep their differences.
func (x *expanded) join(ctx context.Context, g Graph, f floors, l *layout) error {
	count := l.edges(g)
	if count > max(mostExpanded, 4*len(g.Edges)) {
		return fmt.Errorf("capacities make %d edges of %d: expected at most %d; lower the highest capacities", count, len(g.Edges), mostExpanded)
	}
	x.edges = make([]Edge, 0, count)
	var here, there []int32
	for at, e := range g.Edges {
		if at%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if e.Weight < x.shift {
			continue
		}
		ends, others := l.ends(e.I, &here), l.ends(e.J, &there)
		if l.split(e) {
			x.piece(e, f.piece, ends, others)
			continue
		}
		for _, i := range ends {
			for _, j := range others {
				x.edge(i, j, e.Weight)
			}
		}
	}
	return nil
}

// piece makes two vertices of an edge, after all places, each joined to those
// places that the edge can take at one of its ends.
func (x *expanded) piece(e Edge, floor int64, ends, others []int32) {
	x.pieces = append(x.pieces, e)
	i, j := int32(x.n), int32(x.n+1)
	switch {
	case x.places == nil:
		x.vertex(-1, floor)
		x.vertex(-1, floor)
	case x.places[ends[0]] == 0: // bidders
		x.object(-1, floor)
		x.bidder(-1, floor)
		x.places[i] = 1
	default:
		x.bidder(-1, floor)
		x.object(-1, floor)
		x.places[j] = 1
	}
	x.edge(i, j, e.Weight)
	for _, place := range ends {
		x.edge(place, i, e.Weight)
	}
	for _, place := range others {
		x.edge(place, j, e.Weight)
	}
}
