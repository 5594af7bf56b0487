package matching

import (
	"context"
	"slices"
)

// rows is the edges of the linear program: usually the heaviest few of each
// vertex, to which others are added when their duals turn out too low. Each
// vertex has a row of arcs, one for each edge it ends, heaviest first.
type rows struct {
	n     int
	first []int32 // vertex → its first arc; the next vertex's is where its room ends
	end   []int32 // vertex → where its arcs end
	arcs  []arc
}

// arc is one direction of an edge: what its weight lacks of MostWeight, then
// the vertex it leads to, so that heavy arcs are small numbers.
type arc uint64

func newArc(to, weight int32) arc { return arc(MostWeight-weight)<<32 | arc(to) }

func (a arc) to() int32     { return int32(uint32(a)) }
func (a arc) weight() int32 { return MostWeight - int32(a>>32) }

// spare is how many arcs each vertex has room for when rows are made.
const spare = 6

// newRows makes rows of n vertices and these edges, of weights not negative, each
// as the function has it. The order of the edges does not matter.
func newRows(ctx context.Context, n int, edges []Edge, as func(Edge) Edge) (*rows, error) {
	r := &rows{n: n, first: make([]int32, n+1), end: make([]int32, n)}
	for at, e := range edges {
		if at%(1<<16) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		e = as(e)
		r.first[e.I+1]++
		r.first[e.J+1]++
	}
	for v := range n {
		r.first[v+1] += r.first[v] + spare
		r.end[v] = r.first[v]
	}
	r.arcs = make([]arc, r.first[n])
	for at, e := range edges {
		if at%(1<<16) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		e = as(e)
		r.arcs[r.end[e.I]] = newArc(e.J, e.Weight)
		r.arcs[r.end[e.J]] = newArc(e.I, e.Weight)
		r.end[e.I]++
		r.end[e.J]++
	}
	for v := range int32(n) {
		if v%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		slices.Sort(r.row(v))
	}
	return r, nil
}

// row returns the vertex's arcs.
func (r *rows) row(v int32) []arc { return r.arcs[r.first[v]:r.end[v]] }

// add brings in edges that are not there yet.
func (r *rows) add(ctx context.Context, edges []Edge) error {
	for at, e := range edges {
		if r.end[e.I] == r.first[e.I+1] || r.end[e.J] == r.first[e.J+1] {
			wider, err := newRows(ctx, r.n, append(r.edges(), edges[at:]...), func(e Edge) Edge { return e })
			if err == nil {
				*r = *wider
			}
			return err
		}
		r.insert(e.I, newArc(e.J, e.Weight))
		r.insert(e.J, newArc(e.I, e.Weight))
	}
	return nil
}

func (r *rows) insert(v int32, a arc) {
	at := r.end[v]
	r.end[v]++
	for ; at > r.first[v] && r.arcs[at-1] > a; at-- {
		r.arcs[at] = r.arcs[at-1]
	}
	r.arcs[at] = a
}

// edges returns what the rows are made of.
func (r *rows) edges() []Edge {
	edges := make([]Edge, 0, len(r.arcs)/2)
	for v := range int32(r.n) {
		for _, a := range r.row(v) {
			if v < a.to() {
				edges = append(edges, Edge{I: v, J: a.to(), Weight: a.weight()})
			}
		}
	}
	return edges
}

// heaviest is the most that an edge weighs.
func (r *rows) heaviest() int64 {
	var most int32
	for v := range int32(r.n) {
		if row := r.row(v); len(row) > 0 {
			most = max(most, row[0].weight())
		}
	}
	return int64(most)
}
