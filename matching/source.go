package matching

import (
	"context"
	"math"
)

// source is where edges come from: a Graph that lists them, or people who are
// scored as they are asked for. Weights it gives are not negative.
type source interface {
	// best returns each vertex's k heaviest edges, those of either end. They are
	// the source's: not to be changed.
	best(ctx context.Context, k int) ([]Edge, error)
	// near returns the edges of at most this slack.
	near(ctx context.Context, duals coverage, slack int64) ([]Edge, error)
	// short returns edges that the duals do not cover, if there are any: up to
	// k of each vertex, the worst.
	short(ctx context.Context, duals coverage, k int) ([]Edge, error)
}

// coverage says by how much duals cover an edge.
type coverage struct {
	vertex []int64                // in dualUnits
	sets   func(i, j int32) int64 // of the odd sets that hold both; nil: there are none
}

// slack is by how much the duals exceed the edge's worth; below 0, they fail to
// cover it.
func (d coverage) slack(i, j, weight int32) int64 {
	slack := d.vertex[i] + d.vertex[j] - dualUnit*int64(weight)
	if slack < 0 && d.sets != nil {
		slack += d.sets(i, j)
	}
	return slack
}

// rank makes a picker's worth of what an edge is short of.
func (d coverage) rank(e Edge) int32 {
	return int32(min(-d.slack(e.I, e.J, e.Weight)/dualUnit, math.MaxInt32-1)) + 1
}

// listed is a Graph as a source.
type listed struct {
	edges []Edge
	n     int
	seed  int64
}

func (l listed) best(ctx context.Context, k int) ([]Edge, error) {
	if len(l.edges) <= 3*k*l.n {
		return l.edges, nil
	}
	p := newPicker(l.n, k, l.seed)
	for at, e := range l.edges {
		if at%(1<<16) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		p.offer(e.I, e.J, e.Weight)
	}
	var kept []Edge
	p.each(func(e Edge) { kept = append(kept, e) })
	return kept, nil
}

func (l listed) near(ctx context.Context, duals coverage, slack int64) ([]Edge, error) {
	var found []Edge
	for at, e := range l.edges {
		if at%(1<<16) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if duals.slack(e.I, e.J, e.Weight) <= slack {
			found = append(found, e)
		}
	}
	return found, nil
}

func (l listed) short(ctx context.Context, duals coverage, k int) ([]Edge, error) {
	var found []Edge
	for at, e := range l.edges {
		if at%(1<<16) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if duals.slack(e.I, e.J, e.Weight) < 0 {
			found = append(found, e)
		}
	}
	return worst(found, l.n, duals, k, l.seed), nil
}

// worst returns up to k of each vertex's edges, those that miss most.
func worst(edges []Edge, n int, c coverage, k int, seed int64) []Edge {
	if len(edges) <= n {
		return edges
	}
	p := newPicker(n, k, seed)
	for _, e := range edges {
		p.offer(e.I, e.J, c.rank(e))
	}
	kept := edges[:0]
	for _, e := range edges {
		if rank := c.rank(e); p.keeps(e.I, e.J, rank) || p.keeps(e.J, e.I, rank) {
			kept = append(kept, e)
		}
	}
	return kept
}
