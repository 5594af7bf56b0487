package matching

import (
	"context"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

// dense is a graph of all pairs, or of those between two sides.
func dense(n, left int, capacity func(v int) int32) Graph {
	r := rand.New(rand.NewPCG(21, 22))
	g := Graph{N: n, Left: left}
	for j := range n {
		g.Capacity = append(g.Capacity, capacity(j))
		for i := range j {
			if left == 0 || i < left && j >= left {
				g.Edges = append(g.Edges, Edge{I: int32(i), J: int32(j), Weight: r.Int32N(1000)})
			}
		}
	}
	return g
}

func TestCapacitiesMakeFewEdgesWhereTheyCan(t *testing.T) {
	for name, test := range map[string]struct {
		graph Graph
		times int // so many edges of each
	}{
		"mentors of many, and one mentee of two": {dense(520, 20, func(v int) int32 {
			if v < 20 {
				return 50
			}
			return 1 + int32(v/519)
		}), 3},
		"mentees of two, and mentors of some": {dense(120, 20, func(v int) int32 { return max(2, int32(20-v)) }), 6},
		"peers who may meet everybody":        {dense(100, 0, func(int) int32 { return 99 }), 5},
	} {
		for _, objective := range []Objective{Participation, Score} {
			x, err := test.graph.expand(t.Context(), objective)
			if err != nil {
				t.Fatal(err)
			}
			if len(x.edges) > test.times*len(test.graph.Edges) {
				t.Errorf("%s, %s: %d edges of %d", name, objective, len(x.edges), len(test.graph.Edges))
			}
			m, err := MaxWeight(t.Context(), test.graph, objective, 1)
			if err == nil {
				err = Verify(test.graph, m)
			}
			if err != nil {
				t.Errorf("%s, %s: %v", name, objective, err)
			}
		}
	}
}

func TestCapacitiesThatMakeTooManyEdgesAreRefused(t *testing.T) {
	g := dense(400, 0, func(int) int32 { return 390 })
	if _, err := MaxWeight(context.Background(), g, Score, 1); err == nil || !strings.Contains(err.Error(), "lower the highest capacities") {
		t.Errorf("%v", err)
	}
}

func TestVerticesWithoutAnEdgeTakeNextToNoMemory(t *testing.T) {
	g := Graph{N: 1_000_000}
	for v := int32(0); v < 20_000; v += 2 {
		g.Edges = append(g.Edges, Edge{I: v * 50, J: v*50 + 50, Weight: v % 7})
	}
	for _, objective := range []Objective{Participation, Score} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		m, err := MaxWeight(t.Context(), g, objective, 1)
		runtime.ReadMemStats(&after)
		if err == nil {
			err = Verify(g, m)
		}
		if err != nil || len(m.Chosen) != len(g.Edges) {
			t.Fatalf("%s: %d pairs, %v", objective, len(m.Chosen), err)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) / uint64(g.N); took > 60 {
			t.Errorf("%s: %d bytes of memory a vertex", objective, took)
		}
	}
}
