package matching

import (
	"fmt"
	"math"
	"math/bits"
)

// ScoreUnit is the weight of the score 1: weights count millionths, because
// exact optimality needs integers.
const ScoreUnit = 1_000_000

// Graph is candidates and weights. Vertices are 0 to N-1; two that must not
// be paired have no edge between them, whatever it would weigh. Of parallel
// edges the heaviest counts.
type Graph struct {
	N     int
	Edges []Edge
}

// Edge says that I and J may be paired, and what that is worth.
type Edge struct {
	I, J   int
	Weight int64 // score × ScoreUnit; may be negative
}

// Objective says which matching is best. Its values are those of a Program's
// pairing.objective.
type Objective string

// The objectives. Each breaks its ties by the other.
const (
	Participation Objective = "participation" // the most people with a partner, then the best total
	Score         Objective = "score"         // the best total, then the most people with a partner
)

// Matching is a best matching of a Graph, with the proof that it is one.
type Matching struct {
	Objective Objective
	Mate      []int // each vertex's partner, or -1
	Pairs     int
	Weight    int64 // total of the pairs
	// Bound is the most that the duals allow: no matching weighs more (under
	// Participation: none of as many pairs). It equals Weight.
	Bound int64
	Duals Duals
}

// Duals is a solution of the dual of Edmonds' linear program (1965): a price
// for each vertex and some odd sets, such that no edge is worth more than its
// two ends and the sets that hold both. All values are doubled, which keeps
// them integers, and refer to lifted weights. With h = N/2+1 (rounded down)
// these are, under Score, weight·h + 1; under Participation, weight + h·d + 1,
// where d is the heaviest weight or 0 less the lightest or 0.
type Duals struct {
	Vertex []int64
	Sets   []OddSet
}

// OddSet is an odd number of vertices, of which at most (len-1)/2 pairs can be
// made.
type OddSet struct {
	Vertices []int // ascending
	Dual     int64 // positive
}

// lift makes one weight of both parts of an objective: weight × scale + bonus
// for each pair. The parts cannot mix: the smaller sums to less than one unit
// of the larger over any matching.
type lift struct{ scale, bonus int64 }

func (l lift) of(weight int64) int64 { return weight*l.scale + l.bonus }

// bound turns a bound on the lifted weight into one on the plain weight of
// matchings of this many pairs.
func (l lift) bound(lifted int64, pairs int) int64 {
	if l.scale == 1 {
		return lifted - int64(pairs)*l.bonus
	}
	return lifted / l.scale // bonuses sum to less than scale
}

// lift checks the graph and returns the lift of its weights. It fails for
// edges outside the graph or from a vertex to itself, for an unknown
// objective, and where the sums could leave 62 bits.
func (g Graph) lift(objective Objective) (lift, error) {
	if g.N < 0 || g.N > math.MaxInt32/2 || len(g.Edges) > math.MaxInt32/2 {
		return lift{}, fmt.Errorf("graph of %d vertices and %d edges: expected fewer than 2^30 of each", g.N, len(g.Edges))
	}
	var least, most int64
	for at, e := range g.Edges {
		if e.I < 0 || e.J < 0 || e.I >= g.N || e.J >= g.N || e.I == e.J {
			return lift{}, fmt.Errorf("edge %d joins %d and %d: expected two different vertices below %d", at, e.I, e.J, g.N)
		}
		least, most = min(least, e.Weight), max(most, e.Weight)
	}
	half := uint64(g.N/2 + 1)
	spread := uint64(most) - uint64(least)
	if high, low := bits.Mul64(4*uint64(g.N+1)*half, spread|1); high != 0 || low >= 1<<62 {
		return lift{}, fmt.Errorf("weights from %d to %d among %d vertices: their sums leave 62 bits", least, most, g.N)
	}
	switch objective {
	case Participation:
		return lift{scale: 1, bonus: int64(half*spread) + 1}, nil
	case Score:
		return lift{scale: int64(half), bonus: 1}, nil
	}
	return lift{}, fmt.Errorf("objective %q: expected %s or %s", objective, Participation, Score)
}
