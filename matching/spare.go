package matching

import "slices"

// even returns a graph of an even number of single vertices. Of an odd number
// one is always left over: the last vertex, which all could be matched with and
// which must be matched, takes it. To know that beforehand saves the engine
// from finding it out as the one odd set that holds everybody.
func (x *expanded) even() *expanded {
	if x.n%2 == 0 || !x.single {
		return x
	}
	y := *x
	y.odd = true
	y.n++
	y.floor = append(slices.Clip(x.floor), 3*(x.floor[0]-dualUnit*int64(x.n/2+1)*MostWeight))
	y.of = append(slices.Clip(x.of), -1)
	y.edges = append(slices.Clip(x.edges), y.spare()...)
	return &y
}

// spare lists the edges of the vertex that an odd number has more.
func (x *expanded) spare() []Edge {
	if !x.odd {
		return nil
	}
	last := int32(x.n - 1)
	edges := make([]Edge, last)
	for v := range last {
		edges[v] = Edge{I: v, J: last}
	}
	return edges
}

// withoutSpare turns duals of an even graph into those of the odd one that it
// was made of: what the vertex more takes from each other vertex becomes the
// dual of the set of all. It fails where that vertex is in an odd set.
func (x *expanded) withoutSpare(d Duals) (Duals, bool) {
	last := x.n - 1
	if d.Inner[last] >= 0 {
		return Duals{}, false
	}
	takes := -x.floor[0] - x.floor[last] - d.Vertex[last]
	odd := Duals{Vertex: slices.Clone(d.Vertex[:last])}
	odd.Inner, odd.Sets = slices.Clone(d.Inner[:last]), slices.Clone(d.Sets)
	if takes == 0 {
		return odd, true
	}
	all := int32(len(odd.Sets))
	for v := range odd.Vertex {
		odd.Vertex[v] -= takes
		if odd.Inner[v] < 0 {
			odd.Inner[v] = all
		}
	}
	for at := range odd.Sets {
		if odd.Sets[at].Within < 0 {
			odd.Sets[at].Within = all
		}
	}
	odd.Sets = append(odd.Sets, OddSet{Dual: 2 * takes, Within: -1})
	return odd, true
}
