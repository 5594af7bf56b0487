package matching

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
)

// WriteResult writes a matching of a graph, and what proves it, as text:
//
//	s pairs weight
//	m i j                   a pair, numbered as in the graph's e lines
//
// and, where the vertices are alike,
//
//	t scale C               duals count 1/scale; C was added to every weight
//	y i value               the dual of a vertex, where it is not 0
//	b value i j k …         the dual of an odd set, and its vertices
//
// Then no matching weighs more than Σ y·capacity + Σ b·(size−1)/2, divided by
// scale, less C for each pair. Elsewhere, as where vertices of several places
// count by their first partner, or must have some,
//
//	u scale C               prices count 1/scale; so does C, what a first partner counts
//	v i price               the price of a vertex, where it is not 0
//
// Then no matching comes to more, with C for each vertex that has a partner, than
// what each edge is worth beyond the prices of its ends, if anything, and what
// each vertex can come to with any number k of partners that it may have: its
// price·k, and C if k is not 0. Where edges within one side make odd sets of
// vertices of several places, this form has no lines for the proof, and a comment
// says so. Verify checks that as well.
func WriteResult(w io.Writer, g Graph, m Matching) error {
	ctx := context.Background()
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintf(out, "s %d %d\n", len(m.Chosen), m.Weight)
	for _, e := range m.Chosen {
		fmt.Fprintf(out, "m %d %d\n", e.I, int(e.J)-g.Left)
	}
	x, err := g.expand(ctx, m.Objective)
	if err != nil {
		return err
	}
	bonus, plain := x.plain()
	duals := make([]int64, g.N)
	for v, of := range x.of {
		if plain {
			duals[of] = m.Duals.Vertex[v]
		}
	}
	y, real := g.unclipped(duals)
	switch {
	case plain && real:
		fmt.Fprintf(out, "t %d %d\n", dualUnit, bonus)
		writeValues(out, 'y', y)
		for at, vertices := range m.Duals.Vertices() {
			fmt.Fprintf(out, "b %d", m.Duals.Sets[at].Dual)
			for _, v := range vertices {
				fmt.Fprintf(out, " %d", x.of[v])
			}
			fmt.Fprintln(out)
		}
	case len(m.Duals.Sets) == 0:
		prices, err := g.prices(ctx, m)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "u %d %d\n", dualUnit, x.first)
		writeValues(out, 'v', prices.vertex)
	default:
		fmt.Fprintln(out, "# the proof has odd sets of vertices of several places, which this form has no lines for")
	}
	return out.Flush()
}

func writeValues(out io.Writer, kind byte, values []int64) {
	for v, value := range values {
		if value != 0 {
			fmt.Fprintf(out, "%c %d %d\n", kind, v, value)
		}
	}
}

// unclipped returns duals for the graph's own capacities: a vertex that may have
// more partners than it has edges asks for nothing, and its neighbours for that
// much more. It fails where this would cost more than before.
func (g Graph) unclipped(duals []int64) (y []int64, ok bool) {
	if g.Capacity == nil {
		return duals, true
	}
	y, ok = slices.Clone(duals), true
	degree := g.degrees()
	roomy := func(v int32) bool { return duals[v] > 0 && g.Capacity[v] > degree[v] }
	for _, e := range g.Edges {
		for _, two := range [][2]int32{{e.I, e.J}, {e.J, e.I}} {
			if v, other := two[0], two[1]; roomy(v) {
				y[other] += duals[v]
				ok = ok && !roomy(other) && g.Capacity[other] == 1
			}
		}
	}
	for v := range int32(g.N) {
		if roomy(v) {
			y[v] = 0
		}
	}
	return y, ok
}

// plain reports whether each vertex is one of the graph's, and of the same floor,
// and what is then added to every weight.
func (x *expanded) plain() (bonus int64, ok bool) {
	if len(x.pieces) > 0 {
		return 0, false
	}
	for v, of := range x.of { // neighbours are equal where they are places of one
		if x.floor[v] != x.floor[0] || v > 0 && of <= x.of[v-1] {
			return 0, false
		}
	}
	if x.n > 0 {
		bonus = -2*x.floor[0]/dualUnit - int64(x.shift)
	}
	return bonus, true
}
