package matching

import (
	"fmt"
	"math"
)

// ScoreUnit is the weight of the score 1: weights count millionths, because
// exact optimality needs integers.
const ScoreUnit = 1_000_000

// Graph is candidates and weights. Vertices are 0 to N-1; two that must not
// be paired have no edge between them, whatever it would weigh. Of parallel
// edges the heaviest counts.
type Graph struct {
	N        int
	Left     int // above 0: every edge joins one of the first Left vertices to another
	Edges    []Edge
	Capacity []int32 // vertex → with how many it may be paired; nil: one each
	Least    []int32 // vertex → with how many it must be paired; nil: none
	Paired   []bool  // vertex → has a partner elsewhere already; nil: nobody has
}

// Edge says that I and J may be paired, and what that is worth.
type Edge struct {
	I, J   int32
	Weight int32 // score × ScoreUnit; may be negative
}

// MostWeight is the most by which weights may differ from each other and from 0.
const MostWeight = 1 << 29

// Objective says which matching is best. Its values are those of a Program's
// pairing.objective.
type Objective string

// The objectives. Solve breaks the ties of Score by Participation. So does
// MaxWeight where everyone may have one partner and there are no sides; elsewhere
// the total alone decides.
const (
	Participation Objective = "participation" // the most people with a partner, then the best total
	Score         Objective = "score"         // the best total; see above
)

// Matching is a best matching of a Graph, with the proof that it is one.
type Matching struct {
	Objective Objective
	Chosen    []Edge // I < J, ascending
	Weight    int64  // their total
	// Bound is the most that the duals allow: no matching weighs more (under
	// Participation: none with as many people). It equals Weight.
	Bound int64
	Duals Duals
}

// Partners lists with whom each of n vertices is paired, ascending.
func (m Matching) Partners(n int) [][]int {
	lists := make([][]int, n)
	for _, e := range m.Chosen {
		lists[e.J] = append(lists[e.J], int(e.I))
	}
	for _, e := range m.Chosen {
		lists[e.I] = append(lists[e.I], int(e.J))
	}
	return lists
}

// Duals is a solution of the dual of Edmonds' linear program (1965): a price
// for each vertex and some odd sets, such that no edge is worth more than its
// two ends and the sets that hold both. All values count quarters (dualUnit),
// which keeps them integers. They are those of the expanded graph, and count
// from its vertices' floors: an edge is worth its weight and what it is worth
// to match its ends.
type Duals struct {
	Vertex []int64
	Family
}

// dualUnit is how many of the duals' units make one of lifted weight: half-
// integral duals (Edmonds), which trees that grow together reach by halves.
const dualUnit = 4

// check refuses a malformed graph.
func (g Graph) check() error {
	if g.N < 0 || g.N > math.MaxInt32/4 || len(g.Edges) > math.MaxInt32/4 {
		return fmt.Errorf("graph of %d vertices and %d edges: expected fewer than 2^29 of each", g.N, len(g.Edges))
	}
	if g.Left < 0 || g.Left > g.N {
		return fmt.Errorf("graph of %d vertices, %d on the left: expected no more than there are", g.N, g.Left)
	}
	for _, length := range []int{len(g.Capacity), len(g.Least), len(g.Paired)} {
		if length != 0 && length != g.N {
			return fmt.Errorf("graph of %d vertices, %d capacities, %d lower bounds, %d told to be paired: expected one a vertex, or none",
				g.N, len(g.Capacity), len(g.Least), len(g.Paired))
		}
	}
	for v := range g.Capacity {
		if c := g.Capacity[v]; c < 1 || int(c) > max(g.N, 1) {
			return fmt.Errorf("vertex %d: capacity %d, expected 1 to %d", v, c, g.N)
		}
	}
	for v := range g.Least {
		if l := g.Least[v]; l < 0 || l > g.capacity(int32(v)) {
			return fmt.Errorf("vertex %d: lower bound %d, expected 0 to its capacity, %d", v, l, g.capacity(int32(v)))
		}
	}
	var least, most int64
	for at, e := range g.Edges {
		if e.I < 0 || e.J < 0 || int(e.I) >= g.N || int(e.J) >= g.N || e.I == e.J {
			return fmt.Errorf("edge %d joins %d and %d: expected two different vertices below %d", at, e.I, e.J, g.N)
		}
		if g.Left > 0 && (int(e.I) < g.Left) == (int(e.J) < g.Left) {
			return fmt.Errorf("edge %d joins %d and %d: expected one of the first %d and one of the others", at, e.I, e.J, g.Left)
		}
		least, most = min(least, int64(e.Weight)), max(most, int64(e.Weight))
	}
	if most-least > MostWeight {
		return fmt.Errorf("weights from %d to %d: expected at most %d between them", least, most, MostWeight)
	}
	if least < 0 && g.Capacity != nil {
		return fmt.Errorf("weights from %d to %d: expected none below 0 where there are capacities", least, most)
	}
	return nil
}

// least is the lightest weight, or 0 if none is below.
func (g Graph) least() int32 {
	var least int32
	for _, e := range g.Edges {
		least = min(least, e.Weight)
	}
	return least
}

// met returns an error that names a vertex whose lower bound the matching does
// not reach: then none does, because the engine puts that above all else.
func (g Graph) met(m Matching) error {
	if g.Least == nil {
		return nil
	}
	partners := m.Partners(g.N)
	var short []int
	for v, least := range g.Least {
		if len(partners[v]) < int(least) {
			short = append(short, v)
		}
	}
	if len(short) == 0 {
		return nil
	}
	v := short[0]
	return &InfeasibleError{Vertices: short, Says: fmt.Sprintf("vertex %d is to have at least %d and can have %d (%d fall short in all)",
		v, g.Least[v], len(partners[v]), len(short))}
}

// InfeasibleError says what of a Graph or a Problem cannot be met: lower
// bounds, people who are pinned, the size of groups.
type InfeasibleError struct {
	Says     string
	Vertices []int // of a Graph: those that fall short where as many lower bounds as possible are met
}

func (e *InfeasibleError) Error() string { return "it cannot be met: " + e.Says }
