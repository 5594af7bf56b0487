package matching_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/matching"
)

var objectives = []matching.Objective{matching.Participation, matching.Score}

// total is what a matching is judged by.
type total struct {
	Pairs  int
	Weight int64
}

func (t total) better(u total, objective matching.Objective) bool {
	if objective == matching.Participation {
		return t.Pairs > u.Pairs || t.Pairs == u.Pairs && t.Weight > u.Weight
	}
	return t.Weight > u.Weight || t.Weight == u.Weight && t.Pairs > u.Pairs
}

// bestByForce tries every matching.
func bestByForce(g matching.Graph, objective matching.Objective) total {
	used := make([]bool, g.N)
	var best total
	var try func(from int, have total)
	try = func(from int, have total) {
		if have.better(best, objective) {
			best = have
		}
		for at := from; at < len(g.Edges); at++ {
			e := g.Edges[at]
			if used[e.I] || used[e.J] {
				continue
			}
			used[e.I], used[e.J] = true, true
			try(at+1, total{have.Pairs + 1, have.Weight + int64(e.Weight)})
			used[e.I], used[e.J] = false, false
		}
	}
	try(0, total{})
	return best
}

// graphs generates graphs of up to n vertices. Few different weights make many
// ties, hence many blossoms; parallel edges and negative weights occur.
func graphs(most int) *rapid.Generator[matching.Graph] {
	return rapid.Custom(func(t *rapid.T) matching.Graph {
		n := rapid.IntRange(2, most).Draw(t, "n")
		limit := rapid.SampledFrom([]int32{1, 3, 10, 1_000_000}).Draw(t, "limit")
		low := rapid.SampledFrom([]int32{0, 1, -limit / 3}).Draw(t, "low")
		count := rapid.IntRange(0, 2*n).Draw(t, "count")
		g := matching.Graph{N: n}
		for range count {
			i := rapid.IntRange(0, n-1).Draw(t, "i")
			j := rapid.IntRange(0, n-2).Draw(t, "j")
			if j >= i {
				j++
			}
			g.Edges = append(g.Edges, matching.Edge{I: int32(i), J: int32(j), Weight: rapid.Int32Range(low, limit).Draw(t, "w")})
		}
		return g
	})
}

// solve returns a matching whose certificate holds.
func solve(t interface{ Fatalf(string, ...any) }, g matching.Graph, objective matching.Objective, seed int64) matching.Matching {
	m, err := matching.MaxWeight(context.Background(), g, objective, seed)
	if err != nil {
		t.Fatalf("%s: %v", objective, err)
	}
	if err := matching.Verify(g, m); err != nil {
		t.Fatalf("%s: %v\ngraph %+v\nmatching %+v", objective, err, g, m)
	}
	return m
}

func TestEngineFindsWhatTryingEveryMatchingFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := graphs(9).Draw(t, "graph")
		for _, objective := range objectives {
			m := solve(t, g, objective, rapid.Int64().Draw(t, "seed"))
			if diff := cmp.Diff(bestByForce(g, objective), total{len(m.Chosen), m.Weight}); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", objective, diff)
			}
		}
	})
}

// randomGraph has about the given share of all edges, with weights up to limit.
func randomGraph(r *rand.Rand, n int, share float64, limit int32) matching.Graph {
	g := matching.Graph{N: n}
	for i := range n {
		for j := range i {
			if r.Float64() < share {
				g.Edges = append(g.Edges, matching.Edge{I: int32(i), J: int32(j), Weight: r.Int32N(limit) + 1})
			}
		}
	}
	return g
}

func TestEngineFindsTheBestOfThousandsOfSmallGraphs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for run := range 6000 {
		n := 2 + r.IntN(9)
		g := randomGraph(r, n, []float64{.2, .35, .6}[run%3], []int32{1, 2, 5, 1000}[run%4])
		if n > 8 && len(g.Edges) > 24 {
			continue
		}
		for _, objective := range objectives {
			m := solve(t, g, objective, int64(run))
			if diff := cmp.Diff(bestByForce(g, objective), total{len(m.Chosen), m.Weight}); diff != "" {
				t.Fatalf("run %d, %s (-want +got):\n%s\n%+v", run, objective, diff, g)
			}
		}
	}
}

// The certificate proves these without brute force. Sparse graphs of few
// weights nest blossoms and open them again.
func TestEveryMatchingCarriesAProof(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	sets := 0
	for run := range 300 {
		n := 10 + r.IntN(60)
		g := randomGraph(r, n, []float64{2.5 / float64(n), 4 / float64(n), .2, 1}[run%4], []int32{1, 2, 4, 20, 1_000_000}[run%5])
		for _, objective := range objectives {
			sets += len(solve(t, g, objective, int64(run)).Duals.Sets)
		}
	}
	if sets < 100 {
		t.Errorf("only %d odd sets in all: these graphs do not test blossoms", sets)
	}
}

func TestSameSeedGivesTheSameMatching(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	g := randomGraph(r, 40, .5, 3)
	first := solve(t, g, matching.Participation, 7)
	r.Shuffle(len(g.Edges), func(i, j int) { g.Edges[i], g.Edges[j] = g.Edges[j], g.Edges[i] })
	if diff := cmp.Diff(first, solve(t, g, matching.Participation, 7)); diff != "" {
		t.Errorf("edges in another order (-want +got):\n%s", diff)
	}
	mates := map[string]bool{}
	for seed := range int64(10) {
		m := solve(t, g, matching.Participation, seed)
		mates[fmt.Sprint(m.Chosen)] = true
		if m.Weight != first.Weight {
			t.Errorf("seed %d weighs %d, want %d", seed, m.Weight, first.Weight)
		}
	}
	if len(mates) < 2 {
		t.Error("ten seeds break all ties the same way")
	}
}

// The benchmarks say how long this takes: well below a second.
func TestFiveHundredPeopleWhoAllKnowEachOtherAreMatched(t *testing.T) {
	g := randomGraph(rand.New(rand.NewPCG(7, 8)), 500, 1, 1_000_000)
	if m := solve(t, g, matching.Participation, 1); len(m.Chosen) != 250 {
		t.Errorf("%d pairs, want 250", len(m.Chosen))
	}
}

func TestEngineStopsWhenItsContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	g := randomGraph(rand.New(rand.NewPCG(7, 8)), 50, 1, 1_000_000)
	if _, err := matching.MaxWeight(ctx, g, matching.Score, 1); err == nil {
		t.Error("no error")
	}
}

func TestMalformedGraphsAreRefused(t *testing.T) {
	for name, g := range map[string]matching.Graph{
		"an edge to nobody":           {N: 2, Edges: []matching.Edge{{I: 0, J: 2}}},
		"a negative vertex":           {N: 2, Edges: []matching.Edge{{I: -1, J: 1}}},
		"an edge inside a side":       {N: 3, Left: 1, Edges: []matching.Edge{{I: 1, J: 2}}},
		"a side too large":            {N: 3, Left: 4},
		"too few capacities":          {N: 3, Capacity: []int32{1}},
		"a capacity of 0":             {N: 1, Capacity: []int32{0}},
		"a huge capacity":             {N: 2, Capacity: []int32{1, 1 << 30}},
		"a lower bound of -1":         {N: 1, Least: []int32{-1}},
		"a lower bound too high":      {N: 2, Least: []int32{1, 2}},
		"a negative weight of places": {N: 2, Capacity: []int32{1, 1}, Edges: []matching.Edge{{I: 0, J: 1, Weight: -1}}},
		"an edge to itself":           {N: 2, Edges: []matching.Edge{{I: 1, J: 1}}},
		"a huge weight":               {N: 2, Edges: []matching.Edge{{I: 0, J: 1, Weight: 1 << 30}}},
		"hugely apart weights":        {N: 3, Edges: []matching.Edge{{I: 0, J: 1, Weight: -1 << 31}, {I: 1, J: 2, Weight: 1<<31 - 1}}},
	} {
		for _, objective := range objectives {
			if _, err := matching.MaxWeight(context.Background(), g, objective, 1); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
	}
	if _, err := matching.MaxWeight(context.Background(), matching.Graph{N: 2}, "luck", 1); err == nil {
		t.Error("an unknown objective: no error")
	}
}

func BenchmarkMaxWeightDense(b *testing.B) {
	for _, n := range []int{100, 500, 1000} {
		for _, limit := range []int32{10, 1_000_000} {
			g := randomGraph(rand.New(rand.NewPCG(9, 10)), n, 1, limit)
			b.Run(fmt.Sprintf("%d people, weights to %d", n, limit), func(b *testing.B) {
				for b.Loop() {
					if _, err := matching.MaxWeight(b.Context(), g, matching.Participation, 1); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
