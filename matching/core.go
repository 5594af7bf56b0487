package matching

import (
	"context"
	"slices"
)

// core is the edges that the blossom algorithm works on: those of little slack
// under the duals that it starts from (Derigs and Metz 1986). Each vertex has a
// list of arcs, one for each edge it ends, heaviest first.
type core struct {
	n      int
	first  []int32 // vertex → its first arc; the next vertex's is the end
	to     []int32 // arc → head
	weight []int32
	rev    []int32 // arc → the opposite arc
}

// newCore makes a core of n vertices and these edges, of weights not negative.
// Neither their order matters, nor whether one is there twice.
func newCore(ctx context.Context, n int, edges []Edge) (*core, error) {
	edges, err := sortByEnds(ctx, n, edges)
	if err != nil {
		return nil, err
	}
	edges = slices.Compact(edges)
	c := &core{
		n:      n,
		first:  make([]int32, n+1),
		to:     make([]int32, 2*len(edges)),
		weight: make([]int32, 2*len(edges)),
		rev:    make([]int32, 2*len(edges)),
	}
	for _, e := range edges {
		c.first[e.I+1]++
		c.first[e.J+1]++
	}
	for v := range n {
		c.first[v+1] += c.first[v]
	}
	next := append([]int32(nil), c.first...)
	order, err := heaviestFirst(ctx, edges)
	if err != nil {
		return nil, err
	}
	for at, from := range order {
		if at%(1<<16) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		e := edges[from]
		there, back := next[e.I], next[e.J]
		next[e.I]++
		next[e.J]++
		c.to[there], c.to[back] = e.J, e.I
		c.weight[there], c.weight[back] = e.Weight, e.Weight
		c.rev[there], c.rev[back] = back, there
	}
	return c, nil
}

// holds reports whether the edge is one of the core's.
func (c *core) holds(e Edge) bool {
	for arc := c.first[e.I]; arc < c.first[e.I+1]; arc++ {
		if c.to[arc] == e.J && c.weight[arc] == e.Weight {
			return true
		}
	}
	return false
}

// sortByEnds returns the edges by their lower end, then the other: by counting,
// twice.
func sortByEnds(ctx context.Context, n int, given []Edge) ([]Edge, error) {
	edges := make([]Edge, len(given))
	for at, e := range given {
		edges[at] = Edge{I: min(e.I, e.J), J: max(e.I, e.J), Weight: e.Weight}
	}
	other := make([]Edge, len(edges))
	start := make([]int32, n+1)
	for range 2 {
		clear(start)
		for _, e := range edges {
			start[e.J+1]++
		}
		for v := range n {
			start[v+1] += start[v]
		}
		for at, e := range edges {
			if at%(1<<16) == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			to := start[e.J]
			start[e.J]++
			other[to] = Edge{I: e.J, J: e.I, Weight: e.Weight}
		}
		edges, other = other, edges
	}
	return edges, nil
}

// heaviestFirst returns the places of the edges by falling weight, and in their
// own order where weights are equal: radix sort, eleven bits at a time.
func heaviestFirst(ctx context.Context, edges []Edge) ([]int32, error) {
	const digits = 1 << 11
	order, other := make([]int32, len(edges)), make([]int32, len(edges))
	var most int32
	for at, e := range edges {
		order[at] = int32(at)
		most = max(most, e.Weight)
	}
	for shift := 0; shift == 0 || most>>shift > 0; shift += 11 {
		var start [digits + 1]int32
		for _, e := range edges {
			start[digits-int(e.Weight>>shift)%digits]++
		}
		for d := range digits {
			start[d+1] += start[d]
		}
		for at, from := range order {
			if at%(1<<16) == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			d := digits - 1 - int(edges[from].Weight>>shift)%digits
			other[start[d]] = from
			start[d]++
		}
		order, other = other, order
		if shift == 22 {
			break
		}
	}
	return order, nil
}
