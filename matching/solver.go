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
// n) and blossoms (from n): odd cycles of nodes, nested to any depth. Duals count
// dualUnits.
//
// Between searches: every edge has slack ≥ 0; matched edges and the cycles of
// blossoms have slack 0; duals are at least at their floors, and those of
// blossoms ≥ 0. When every exposed vertex has its dual at the floor, these are the conditions of complementary slackness, hence optimality.
type solver struct {
	*core
	floor []int64 // vertex → the least that its dual may be

	mate []int32 // vertex → arc to its partner, or -1: exposed

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

	set     []int32 // vertex → the set of its top node
	topIn   []int32 // set → top node
	sizeOf  []int32 // set → number of vertices
	firstIn []int32 // set → first vertex
	lastIn  []int32 // set → last vertex
	nextIn  []int32 // vertex → the next of its set, or -1

	now     int64 // total dual change
	events  eventQueue
	trees   []tree
	growing int     // trees that are there
	treeOf  []int32 // vertex with a label → its tree
	best    []int64 // vertex without label → earliest event that reaches it
	marks   []int32 // node → the walk that passed it last
	walk    int32
	buffer  []int32
	fresh   []int32
}

// tree is an alternating tree. At its deadline the dual of one of its outer
// vertices is used up, so nothing later matters to it.
type tree struct {
	vertices []int32 // that got a label in it
	deadline int64
}

// cycle is the odd cycle of a blossom: links[i] is an arc from children[i] to
// the next child. children[0] holds the base; 1 and 2, 3 and 4, … are matched
// along the links between them.
type cycle struct{ children, links []int32 }

// newSolver starts from duals that cover every arc, and a matching along arcs
// that they make tight.
func newSolver(c *core, floor, dual []int64, mate []int32) *solver {
	s := &solver{
		core:    c,
		floor:   floor,
		mate:    filled(c.n, -1),
		dual:    dual,
		sign:    make([]int8, c.n),
		base:    make([]int32, c.n),
		parent:  filled(c.n, -1),
		entry:   make([]int32, c.n),
		set:     make([]int32, c.n),
		topIn:   make([]int32, c.n),
		sizeOf:  filled(c.n, 1),
		firstIn: make([]int32, c.n),
		lastIn:  make([]int32, c.n),
		nextIn:  filled(c.n, -1),
		treeOf:  make([]int32, c.n),
		best:    make([]int64, c.n),
		marks:   make([]int32, c.n),
	}
	for v := range int32(c.n) {
		s.base[v], s.set[v], s.topIn[v], s.firstIn[v], s.lastIn[v], s.best[v] = v, v, v, v, v, never
		for at := s.first[v]; s.mate[v] < 0 && mate[v] >= 0; at++ {
			if s.to[at] == mate[v] {
				s.mate[v] = at
			}
		}
	}
	return s
}

// widen gives the solver, between searches, a core that holds its own.
func (s *solver) widen(wide *core) {
	moved := make([]int32, len(s.to))
	for v := range s.n {
		at := wide.first[v]
		for arc := s.first[v]; arc < s.first[v+1]; arc++ {
			for wide.to[at] != s.to[arc] || wide.weight[at] != s.weight[arc] {
				at++
			}
			moved[arc] = at
		}
	}
	move := func(arcs []int32) {
		for at, arc := range arcs {
			if arc >= 0 {
				arcs[at] = moved[arc]
			}
		}
	}
	move(s.mate)
	for _, c := range s.cycles {
		move(c.links)
	}
	s.core = wide
}

func (s *solver) head(arc int32) int32 { return s.to[arc] }

func (s *solver) tail(arc int32) int32 { return s.to[s.rev[arc]] }

// worth is the weight in the duals' unit.
func (s *solver) worth(arc int32) int64 { return dualUnit * int64(s.weight[arc]) }

// value is the dual of a vertex now.
func (s *solver) value(v int32) int64 { return s.dual[v] + int64(s.sign[v])*s.now }

// slack is by how much the arc's ends cost more than its edge is worth. It is
// meant for arcs between different top nodes, where no blossom counts.
func (s *solver) slack(arc int32) int64 {
	return s.value(s.tail(arc)) + s.value(s.head(arc)) - s.worth(arc)
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
