package matching

import "math"

// Labels of nodes in the alternating tree. The number is the sign by which a
// vertex's dual moves while the tree's duals change.
const (
	outer int8 = -1 // at even distance from the root: duals fall
	none  int8 = 0  // not in the tree
	inner int8 = +1 // at odd distance: duals rise
)

const never = int64(math.MaxInt64)

// solver is the state of the primal-dual algorithm. Nodes are vertices (below
// n) and blossoms (from n): odd cycles of nodes, nested to any depth. An arc
// is one direction of an edge, numbered by its place in the lists of its tail.
//
// Between searches: every edge has slack ≥ 0; matched edges and the cycles of
// blossoms have slack 0; duals are ≥ 0; a vertex that was searched from, or
// found, and is still exposed has dual 0. When every exposed vertex has dual 0
// these are the conditions of complementary slackness, hence optimality.
type solver struct {
	n      int
	first  []int32 // vertex → its first arc; the next vertex's is the end
	to     []int32 // arc → head
	rev    []int32 // arc → the opposite arc
	weight []int64 // arc → twice the lifted weight

	mate []int32 // vertex → arc to its partner, or -1: exposed
	top  []int32 // vertex → the outermost node that holds it

	// dual of vertex v is dual[v] + sign[v]·now; of a blossom, which moves
	// twice as fast the other way, dual[b] − 2·sign[b]·now. Nested blossoms
	// have sign 0. See setSign.
	dual   []int64
	sign   []int8
	base   []int32 // node → the vertex matched outside it, or exposed
	parent []int32 // node → the blossom around it, or -1
	entry  []int32 // inner top node → the tree's arc into it
	cycles []cycle // blossom − n → its cycle
	unused []int32 // blossoms to use again

	now     int64 // total dual change of this search
	events  eventQueue
	end     ending
	touched []int32 // vertices that got a label in this search
	best    []int64 // vertex without label → earliest event that reaches it
	reached []int32 // vertices whose best is set
	marks   []int32 // node → the walk that passed it last
	walk    int32
	buffer  []int32
}

// cycle is the odd cycle of a blossom: links[i] is an arc from children[i] to
// the next child. children[0] holds the base; 1 and 2, 3 and 4, … are matched
// along the links between them.
type cycle struct{ children, links []int32 }

// newSolver numbers the vertices by order and sorts arcs by tail, then head.
func newSolver(g Graph, lift lift, order []int32) *solver {
	s := &solver{
		n:      g.N,
		first:  make([]int32, g.N+1),
		mate:   make([]int32, g.N),
		top:    make([]int32, g.N),
		dual:   make([]int64, g.N),
		sign:   make([]int8, g.N),
		base:   make([]int32, g.N),
		parent: make([]int32, g.N),
		entry:  make([]int32, g.N),
		marks:  make([]int32, g.N),
		best:   make([]int64, g.N),
	}
	for v := range int32(g.N) {
		s.mate[v], s.top[v], s.base[v], s.parent[v], s.best[v] = -1, v, v, -1, never
	}
	s.buildArcs(g, lift, order)
	return s
}

// buildArcs sorts by counting, twice: edges into the lists of one end, then
// those lists, in order, into the lists of the other. An edge that lifts to
// nothing can improve no matching and is left out.
func (s *solver) buildArcs(g Graph, lift lift, order []int32) {
	degree := make([]int32, s.n+1)
	for _, e := range g.Edges {
		if lift.of(e.Weight) > 0 {
			degree[order[e.I]]++
			degree[order[e.J]]++
		}
	}
	var total int32
	for v, d := range degree {
		s.first[v] = total
		total += d
	}
	type half struct {
		tail int32
		edge int32
	}
	byHead := make([]half, total)
	next := append([]int32(nil), s.first...)
	for at, e := range g.Edges {
		if lift.of(e.Weight) > 0 {
			i, j := order[e.I], order[e.J]
			byHead[next[j]] = half{i, int32(at)}
			next[j]++
			byHead[next[i]] = half{j, int32(at)}
			next[i]++
		}
	}
	s.to, s.rev, s.weight = make([]int32, total), make([]int32, total), make([]int64, total)
	other := make([]int32, len(g.Edges)) // edge → its first arc + 1
	copy(next, s.first)
	for head := range int32(s.n) {
		for _, h := range byHead[s.first[head]:s.first[head+1]] {
			arc := next[h.tail]
			next[h.tail]++
			s.to[arc], s.weight[arc] = head, 2*lift.of(g.Edges[h.edge].Weight)
			if twin := other[h.edge] - 1; twin >= 0 {
				s.rev[arc], s.rev[twin] = twin, arc
			}
			other[h.edge] = arc + 1
		}
	}
}

// start sets feasible duals and matches greedily along tight edges, which
// leaves few searches to do.
func (s *solver) start() {
	for v := range s.n {
		for arc := s.first[v]; arc < s.first[v+1]; arc++ {
			s.dual[v] = max(s.dual[v], s.weight[arc]/2)
		}
	}
	for v := range int32(s.n) {
		if s.mate[v] >= 0 {
			continue
		}
		var least int64
		tight := int32(-1)
		for arc := s.first[v]; arc < s.first[v+1]; arc++ {
			u := s.to[arc]
			need := s.weight[arc] - s.dual[u]
			if need > least {
				least, tight = need, -1
			}
			if need == least && tight < 0 && s.mate[u] < 0 {
				tight = arc
			}
		}
		s.dual[v] = least
		if tight >= 0 {
			s.mate[v], s.mate[s.to[tight]] = tight, s.rev[tight]
		}
	}
}

func (s *solver) tail(arc int32) int32 { return s.to[s.rev[arc]] }

// value is the dual of a vertex now.
func (s *solver) value(v int32) int64 { return s.dual[v] + int64(s.sign[v])*s.now }

// slack is by how much the arc's ends cost more than its edge is worth. It is
// meant for arcs between different top nodes, where no blossom counts.
func (s *solver) slack(arc int32) int64 {
	return s.value(s.tail(arc)) + s.value(s.to[arc]) - s.weight[arc]
}

// width is the dual of a blossom now.
func (s *solver) width(b int32) int64 { return s.dual[b] - 2*int64(s.sign[b])*s.now }

// setSign changes how a node's dual moves from now on, and not its value.
func (s *solver) setSign(node int32, sign int8) {
	change := int64(s.sign[node]-sign) * s.now
	if s.isVertex(node) {
		s.dual[node] += change
	} else {
		s.dual[node] -= 2 * change
	}
	s.sign[node] = sign
}

func (s *solver) isVertex(node int32) bool { return int(node) < s.n }

func (s *solver) exposed(node int32) bool { return s.mate[s.base[node]] < 0 }
