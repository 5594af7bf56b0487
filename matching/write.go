package matching

import (
	"bufio"
	"context"
	"fmt"
	"io"
)

// WriteResult writes a matching of a graph, and what proves it, as text:
//
//	s pairs weight
//	m i j                   a pair, numbered as in the graph's e lines
//	t scale C               duals count 1/scale; C was added to every weight
//	y i value               the dual of a vertex, where it is not 0
//	b value i j k …         the dual of an odd set, and its vertices
//
// No matching weighs more than Σ y·capacity + Σ b·(size−1)/2, divided by scale,
// less C for each pair. The proof is left out, and a comment says so, where it
// is not one of the graph itself: where a vertex must have partners, or edges
// join vertices of several places. Verify checks that as well.
func WriteResult(w io.Writer, g Graph, m Matching) error {
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintf(out, "s %d %d\n", len(m.Chosen), m.Weight)
	for _, e := range m.Chosen {
		fmt.Fprintf(out, "m %d %d\n", e.I, int(e.J)-g.Left)
	}
	x, err := g.expand(context.Background(), m.Objective)
	if err != nil {
		return err
	}
	if bonus, ok := x.plain(g); ok {
		fmt.Fprintf(out, "t %d %d\n", dualUnit, bonus)
		for v, y := range m.Duals.Vertex {
			if y != 0 {
				fmt.Fprintf(out, "y %d %d\n", v, y)
			}
		}
		for at, vertices := range m.Duals.Vertices() {
			fmt.Fprintf(out, "b %d", m.Duals.Sets[at].Dual)
			for _, v := range vertices {
				fmt.Fprintf(out, " %d", v)
			}
			fmt.Fprintln(out)
		}
	} else {
		fmt.Fprintln(out, "# the proof is one of the expanded graph, which this form has no lines for")
	}
	return out.Flush()
}

// plain reports whether the vertices are the graph's own, each of one floor, and
// what is then added to every weight.
func (x *expanded) plain(g Graph) (bonus int64, ok bool) {
	if x.n != g.N || len(x.pieces) > 0 {
		return 0, false
	}
	for v, of := range x.of {
		if of != int32(v) || x.floor[v] != x.floor[0] {
			return 0, false
		}
	}
	if x.n > 0 {
		bonus = -2*x.floor[0]/dualUnit - int64(x.shift)
	}
	return bonus, true
}
