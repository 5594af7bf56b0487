package matching

import (
	"context"
	"fmt"
	"math"
)

// Verify proves that m is a best matching of g, from its certificate alone: it
// shares nothing with the algorithm that found it but the expanded graph. The
// proof is weak duality (Edmonds 1965). With w what an edge is worth, vertex
// duals y and set duals z, all not negative, and y(i) + y(j) + Σ z(sets that
// hold both) ≥ w(i,j) for every edge, no matching is worth more than Σ y·places
// + Σ z·(size−1)/2; and m is worth just that. An error says which part of the
// proof does not hold.
func Verify(g Graph, m Matching) error {
	return verify(context.Background(), g, m)
}

func verify(ctx context.Context, g Graph, m Matching) error {
	x, err := g.expand(ctx, m.Objective)
	if err != nil {
		return err
	}
	return x.verify(ctx, g, m)
}

func (x *expanded) verify(ctx context.Context, g Graph, m Matching) error {
	partners, err := m.check(g)
	if err != nil {
		return err
	}
	if len(m.Duals.Vertex) != x.n {
		return fmt.Errorf("verify: %d duals for %d vertices", len(m.Duals.Vertex), x.n)
	}
	if err := x.covered(ctx, m.Duals); err != nil {
		return err
	}
	if worth, bound := x.total(m, partners), m.Duals.total(x.places); bound != worth {
		return fmt.Errorf("verify: the matching is worth %d, the duals allow %d", worth, bound)
	}
	if bound := x.bound(m); m.Bound != bound {
		return fmt.Errorf("verify: the bound is told as %d, the duals give %d", m.Bound, bound)
	}
	return nil
}

// covered refuses duals that are no solution: some edge is worth more.
func (x *expanded) covered(ctx context.Context, d Duals) error {
	if err := d.check(x.n); err != nil {
		return err
	}
	sets := d.ancestry()
	for at, e := range x.edges {
		if at%(1<<16) == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		cost, worth := add(d.Vertex[e.I], d.Vertex[e.J]), x.worth(e)
		if cost >= worth {
			continue // whatever sets hold both, which takes longer to see
		}
		if cost = add(cost, sets.common(e.I, e.J)); cost < worth {
			return fmt.Errorf("verify: the duals of edge %d–%d come to %d, less than its worth %d", e.I, e.J, cost, worth)
		}
	}
	return nil
}

// worth is what an edge of the expanded graph is worth, in dualUnits.
func (x *expanded) worth(e Edge) int64 {
	return dualUnit*int64(e.Weight) - x.floor[e.I] - x.floor[e.J]
}

// total is what the matching is worth in the expanded graph, in dualUnits, when
// each of the graph's vertices has so many partners.
func (x *expanded) total(m Matching, partners []int32) int64 {
	var worth int64
	for _, e := range m.Chosen {
		worth += dualUnit * int64(e.Weight-x.shift)
	}
	for _, e := range x.pieces { // taken or not, beside what is chosen
		worth += dualUnit * int64(e.Weight-x.shift)
	}
	left := append([]int32(nil), partners...)
	if x.odd { // who is left over is matched with the last
		worth -= x.floor[0]
	}
	for v, of := range x.of {
		if of < 0 { // it is matched, always
			worth -= x.floor[v]
			continue
		}
		places := int32(1)
		if x.places != nil && x.places[v] > 0 {
			places = x.places[v]
		}
		taken := min(left[of], places) // the places that count most come first
		left[of] -= taken
		worth -= int64(taken) * x.floor[v]
	}
	return worth
}

// bound is what the duals say that the weight of no other matching exceeds, if
// it has as many people.
func (x *expanded) bound(m Matching) int64 {
	partners := make([]int32, x.whole)
	for _, e := range m.Chosen {
		partners[e.I]++
		partners[e.J]++
	}
	return m.Weight + (m.Duals.total(x.places)-x.total(m, partners))/dualUnit
}

// check refuses what is no matching of the graph, and returns how many partners
// each vertex has.
func (m Matching) check(g Graph) ([]int32, error) {
	heaviest := make(map[[2]int32]int32, len(m.Chosen))
	for _, e := range m.Chosen {
		heaviest[[2]int32{e.I, e.J}] = math.MinInt32
	}
	if len(heaviest) != len(m.Chosen) {
		return nil, fmt.Errorf("verify: a pair is chosen twice")
	}
	for _, e := range g.Edges {
		pair := [2]int32{min(e.I, e.J), max(e.I, e.J)}
		if weight, ok := heaviest[pair]; ok {
			heaviest[pair] = max(weight, e.Weight)
		}
	}
	partners := make([]int32, g.N)
	var weight int64
	for _, e := range m.Chosen {
		if heaviest[[2]int32{e.I, e.J}] != e.Weight || e.Weight == math.MinInt32 {
			return nil, fmt.Errorf("verify: %d and %d are paired by %d, without such an edge", e.I, e.J, e.Weight)
		}
		partners[e.I]++
		partners[e.J]++
		weight += int64(e.Weight)
	}
	for v, count := range partners {
		if count > g.capacity(int32(v)) || g.Least != nil && count < g.Least[v] {
			return nil, fmt.Errorf("verify: vertex %d has %d partners", v, count)
		}
	}
	if weight != m.Weight {
		return nil, fmt.Errorf("verify: the pairs weigh %d, told as %d", weight, m.Weight)
	}
	return partners, nil
}

// check refuses duals that prove nothing.
func (d Duals) check(n int) error {
	for v, y := range d.Vertex {
		if y < 0 {
			return fmt.Errorf("verify: vertex %d has dual %d", v, y)
		}
	}
	if len(d.Inner) != n {
		return fmt.Errorf("verify: sets of %d vertices, expected %d", len(d.Inner), n)
	}
	for v, set := range d.Inner {
		if set < -1 || int(set) >= len(d.Sets) {
			return fmt.Errorf("verify: vertex %d is in set %d of %d", v, set, len(d.Sets))
		}
	}
	for at, set := range d.Sets {
		if set.Dual < 0 || set.Within != -1 && (int(set.Within) <= at || int(set.Within) >= len(d.Sets)) {
			return fmt.Errorf("verify: set %d of %d has dual %d and is in set %d", at, len(d.Sets), set.Dual, set.Within)
		}
	}
	for at, size := range d.sizes() {
		if size%2 == 0 {
			return fmt.Errorf("verify: set %d has %d vertices, expected an odd number", at, size)
		}
	}
	return nil
}

// add returns the sum of two numbers that are not negative, or the largest
// number where it leaves 63 bits: a bound that high proves nothing.
func add(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
