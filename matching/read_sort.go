package matching

import (
	"cmp"
	"slices"
)

// run is edges on lines that follow each other, from this one on.
type run struct{ edge, line int }

// lineOf tells on which line an edge was, counted from 0.
func (g *graphReader) lineOf(edge int) int {
	at, found := slices.BinarySearchFunc(g.runs, edge, func(r run, edge int) int { return cmp.Compare(r.edge, edge) })
	if !found {
		at--
	}
	return g.runs[at].line + edge - g.runs[at].edge
}

// sort puts the edges in order by their ends, and forgets the blocks as it goes.
// It fails where an edge is there twice, with the line of the second.
func (g *graphReader) sort() error {
	next := make([]int32, g.graph.N+1)
	for _, block := range g.edges {
		for _, e := range block {
			next[e.I+1]++
		}
	}
	for v := range g.graph.N {
		next[v+1] += next[v]
	}
	sorted, read := make([]Edge, g.count), int32(0)
	for at, block := range g.edges {
		for _, e := range block {
			sorted[next[e.I]] = Edge{I: read, J: e.J, Weight: e.Weight} // whose edge it is says the place
			next[e.I]++
			read++
		}
		g.edges[at] = nil
	}
	from := int32(0)
	for v := range g.graph.N {
		edges := sorted[from:next[v]]
		slices.SortFunc(edges, func(a, b Edge) int { return cmp.Or(cmp.Compare(a.J, b.J), cmp.Compare(a.I, b.I)) })
		for at := range edges {
			if at > 0 && edges[at].J == edges[at-1].J {
				g.line = g.lineOf(int(edges[at].I))
				return g.wrong("found the edge of %d and %d a second time, expected it once", v, int(edges[at].J)-g.graph.Left)
			}
			if at > 0 {
				edges[at-1].I = int32(v)
			}
		}
		if len(edges) > 0 {
			edges[len(edges)-1].I = int32(v)
		}
		from = next[v]
	}
	g.graph.Edges = sorted
	return nil
}
