package matching

// Family is odd sets of vertices, each inside another or apart from it. At most
// (size-1)/2 pairs can be made within a set.
type Family struct {
	Inner []int32 // vertex → the innermost set that holds it, or -1
	Sets  []OddSet
}

// OddSet is a set of a Family.
type OddSet struct {
	Dual   int64 // positive
	Within int32 // the next larger set that holds it, which comes later; or -1
}

// ancestry finds quickly which sets hold two vertices: each set knows the next
// larger one and one further out (Myers 1983, "An applicative random-access
// stack"). Around all is a set more, of no dual.
type ancestry struct {
	inner  []int32
	within []int32
	jump   []int32
	depth  []int32
	sum    []int64 // of the duals from here outwards
}

func (f Family) ancestry() *ancestry {
	all := int32(len(f.Sets))
	a := &ancestry{
		inner:  f.Inner,
		within: make([]int32, all+1),
		jump:   make([]int32, all+1),
		depth:  make([]int32, all+1),
		sum:    make([]int64, all+1),
	}
	a.within[all], a.jump[all] = all, all
	for at := all - 1; at >= 0; at-- { // larger sets come later
		out := f.Sets[at].Within
		if out < 0 {
			out = all
		}
		a.within[at], a.depth[at], a.sum[at] = out, a.depth[out]+1, add(a.sum[out], f.Sets[at].Dual)
		a.jump[at] = out
		if far := a.jump[out]; a.depth[out]-a.depth[far] == a.depth[far]-a.depth[a.jump[far]] {
			a.jump[at] = a.jump[far]
		}
	}
	return a
}

// common returns the duals of the sets that hold both vertices.
func (a *ancestry) common(i, j int32) int64 {
	x, y := a.inner[i], a.inner[j]
	if x < 0 || y < 0 {
		return 0
	}
	x, y = a.out(x, a.depth[y]), a.out(y, a.depth[x])
	for x != y {
		if a.jump[x] != a.jump[y] {
			x, y = a.jump[x], a.jump[y]
		} else {
			x, y = a.within[x], a.within[y]
		}
	}
	return a.sum[x]
}

// out returns the set around x, or x, that is no deeper than depth.
func (a *ancestry) out(x, depth int32) int32 {
	for a.depth[x] > depth {
		if a.depth[a.jump[x]] >= depth {
			x = a.jump[x]
		} else {
			x = a.within[x]
		}
	}
	return x
}

// sizes returns how many vertices each set holds.
func (f Family) sizes() []int {
	sizes := make([]int, len(f.Sets))
	for _, set := range f.Inner {
		if set >= 0 {
			sizes[set]++
		}
	}
	for at, set := range f.Sets {
		if set.Within >= 0 {
			sizes[set.Within] += sizes[at]
		}
	}
	return sizes
}

// Vertices lists the vertices of each set, ascending.
func (f Family) Vertices() [][]int {
	lists := make([][]int, len(f.Sets))
	for v, set := range f.Inner {
		for ; set >= 0; set = f.Sets[set].Within {
			lists[set] = append(lists[set], v)
		}
	}
	return lists
}

// total is the bound that the duals give, in dualUnits, where vertices have so
// many places; nil: one each.
func (d Duals) total(places []int32) int64 {
	var sum int64
	for v, y := range d.Vertex {
		sum = add(sum, y)
		if places != nil {
			for range places[v] - 1 {
				sum = add(sum, y)
			}
		}
	}
	for at, size := range d.sizes() {
		for range size / 2 {
			sum = add(sum, d.Sets[at].Dual)
		}
	}
	return sum
}

// family returns the blossoms that have a dual as sets of the vertices that are
// numbered by order.
func (s *solver) family(order []int32) Family {
	f := Family{Inner: filled(s.n, -1)}
	number := filled(len(s.dual), -1) // node → set
	var visit func(b int32)
	visit = func(b int32) {
		for _, child := range s.cycles[int(b)-s.n].children {
			if !s.isVertex(child) {
				visit(child)
			}
		}
		if s.dual[b] > 0 {
			number[b] = int32(len(f.Sets))
			f.Sets = append(f.Sets, OddSet{Dual: s.dual[b], Within: -1})
		}
	}
	for b := int32(s.n); b < int32(len(s.dual)); b++ {
		if s.alive(b) && s.parent[b] < 0 {
			visit(b)
		}
	}
	around := func(node int32) int32 {
		b := s.parent[node]
		for b >= 0 && number[b] < 0 {
			b = s.parent[b]
		}
		if b < 0 {
			return -1
		}
		return number[b]
	}
	for b := int32(s.n); b < int32(len(s.dual)); b++ {
		if number[b] >= 0 {
			f.Sets[number[b]].Within = around(b)
		}
	}
	for v, at := range order {
		f.Inner[v] = around(at)
	}
	return f
}
