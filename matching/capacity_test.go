package matching_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/matching"
)

// capacities generates graphs whose vertices may have several partners, and
// must have some.
func capacities(most int) *rapid.Generator[matching.Graph] {
	return rapid.Custom(func(t *rapid.T) matching.Graph {
		n := rapid.IntRange(2, most).Draw(t, "n")
		g := matching.Graph{N: n, Left: rapid.IntRange(0, n-1).Draw(t, "left")}
		limit := rapid.SampledFrom([]int32{1, 3, 1_000_000}).Draw(t, "limit")
		for j := range int32(n) {
			for i := range j {
				across := (int(i) < g.Left) != (int(j) < g.Left)
				if (g.Left == 0 || across) && len(g.Edges) < 12 && rapid.Bool().Draw(t, "edge") {
					g.Edges = append(g.Edges, matching.Edge{I: i, J: j, Weight: rapid.Int32Range(0, limit).Draw(t, "w")})
				}
			}
		}
		single := rapid.IntRange(0, 2).Draw(t, "single side")
		for v := range n {
			c := int32(rapid.IntRange(1, min(5, n)).Draw(t, "capacity"))
			if single == 1 && v < g.Left || single == 2 && v >= g.Left {
				c = 1
			}
			g.Capacity = append(g.Capacity, c)
		}
		if rapid.Bool().Draw(t, "bounded") {
			for v := range n {
				g.Least = append(g.Least, int32(rapid.IntRange(0, min(1, int(g.Capacity[v]))).Draw(t, "least")))
			}
		}
		return g
	})
}

// worth is what a choice of edges is judged by, the first thing first.
type worth struct {
	Must, People int
	Weight       int64
}

func (a worth) less(b worth, objective matching.Objective) bool {
	switch {
	case a.Must != b.Must:
		return a.Must < b.Must
	case objective == matching.Participation && a.People != b.People:
		return a.People < b.People
	}
	return a.Weight < b.Weight
}

func judge(g matching.Graph, chosen []matching.Edge) worth {
	var w worth
	degree := make([]int32, g.N)
	for _, e := range chosen {
		degree[e.I]++
		degree[e.J]++
		w.Weight += int64(e.Weight)
	}
	for v, d := range degree {
		if d > 0 {
			w.People++
		}
		if g.Least != nil {
			w.Must += int(min(d, g.Least[v]))
		}
	}
	return w
}

func TestEngineFindsWhatTryingEveryChoiceOfSeveralPartnersFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := capacities(6).Draw(t, "graph")
		for _, objective := range objectives {
			var best worth
			for set := range 1 << len(g.Edges) {
				var chosen []matching.Edge
				degree, ok := make([]int32, g.N), true
				for at, e := range g.Edges {
					if set>>at&1 == 0 {
						continue
					}
					chosen = append(chosen, e)
					degree[e.I]++
					degree[e.J]++
					ok = ok && degree[e.I] <= g.Capacity[e.I] && degree[e.J] <= g.Capacity[e.J]
				}
				if w := judge(g, chosen); ok && best.less(w, objective) {
					best = w
				}
			}
			m, err := matching.MaxWeight(context.Background(), g, objective, rapid.Int64().Draw(t, "seed"))
			got := judge(g, m.Chosen)
			if objective == matching.Score {
				best.People, got.People = 0, 0
			}
			if diff := cmp.Diff(best, got); diff != "" {
				t.Fatalf("%s (-want +got):\n%s\n%+v\n%+v", objective, diff, g, m)
			}
			var infeasible *matching.InfeasibleError
			var must int
			for _, least := range g.Least {
				must += int(least)
			}
			if errors.As(err, &infeasible) != (best.Must < must) {
				t.Fatalf("%s: %v; %d of %d lower bounds can be met", objective, err, best.Must, must)
			}
			if err == nil {
				if err := matching.Verify(g, m); err != nil {
					t.Fatalf("%s: %v\n%+v\n%+v", objective, err, g, m)
				}
			}
		}
	})
}
