package matching_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/peerpost/peerpost/matching"
)

func TestProofThatIsTamperedWithDoesNotHold(t *testing.T) {
	// Two triangles joined by a cheap edge: each is an odd set.
	g := matching.Graph{N: 6, Edges: []matching.Edge{
		{I: 0, J: 1, Weight: 10}, {I: 1, J: 2, Weight: 10}, {I: 0, J: 2, Weight: 10},
		{I: 3, J: 4, Weight: 10}, {I: 4, J: 5, Weight: 10}, {I: 3, J: 5, Weight: 10},
		{I: 2, J: 3, Weight: 1},
	}}
	for name, tamper := range map[string]func(m *matching.Matching){
		"another weight":          func(m *matching.Matching) { m.Weight++ },
		"another bound":           func(m *matching.Matching) { m.Bound++ },
		"another number of pairs": func(m *matching.Matching) { m.Pairs-- },
		"another objective":       func(m *matching.Matching) { m.Objective = matching.Participation },
		"an unknown objective":    func(m *matching.Matching) { m.Objective = "luck" },
		"a missing vertex":        func(m *matching.Matching) { m.Mate = m.Mate[1:] },
		"a partner out of range":  func(m *matching.Matching) { m.Mate[0] = 6 },
		"a partner of oneself":    func(m *matching.Matching) { m.Mate[0] = 0 },
		"a one-sided partner":     func(m *matching.Matching) { m.Mate[m.Mate[2]] = -1 },
		"a pair without an edge": func(m *matching.Matching) {
			m.Mate = []int{5, -1, -1, -1, -1, 0}
			m.Pairs, m.Weight = 1, 10
		},
		"nobody paired": func(m *matching.Matching) {
			*m = matching.Matching{Objective: m.Objective, Mate: []int{-1, -1, -1, -1, -1, -1}, Duals: m.Duals}
		},
		"a dual too low":    func(m *matching.Matching) { m.Duals.Vertex[0] -= 2; m.Duals.Vertex[4] += 2 },
		"a negative dual":   func(m *matching.Matching) { m.Duals.Vertex[0] = -1 },
		"a huge dual":       func(m *matching.Matching) { m.Duals.Vertex[0], m.Duals.Vertex[1] = math.MaxInt64, math.MaxInt64 },
		"no odd sets":       func(m *matching.Matching) { m.Duals.Sets = nil },
		"an even set":       func(m *matching.Matching) { m.Duals.Sets[0].Vertices = m.Duals.Sets[0].Vertices[1:] },
		"a negative set":    func(m *matching.Matching) { m.Duals.Sets[0].Dual = -2 },
		"a repeated vertex": func(m *matching.Matching) { v := m.Duals.Sets[0].Vertices; v[1] = v[0] },
	} {
		m := solve(t, g, matching.Score, 1)
		if len(m.Duals.Sets) == 0 {
			t.Fatal("the graph has no odd set in its certificate")
		}
		tamper(&m)
		if err := matching.Verify(g, m); err == nil {
			t.Errorf("%s: the proof holds", name)
		}
	}
}

// Whatever else is paired, only as good a matching passes with these duals.
func TestWorseMatchingHasNoProof(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for run := range 200 {
		g := randomGraph(r, 12, .5, 20)
		m := solve(t, g, matching.Score, int64(run))
		worse := m
		worse.Mate = slices.Clone(m.Mate)
		for v, mate := range worse.Mate {
			if mate < 0 {
				continue
			}
			for _, e := range g.Edges {
				if min(e.I, e.J) == min(v, mate) && max(e.I, e.J) == max(v, mate) {
					worse.Weight -= e.Weight
				}
			}
			worse.Mate[v], worse.Mate[mate] = -1, -1
			worse.Pairs--
			worse.Bound = worse.Weight
			break
		}
		if err := matching.Verify(g, worse); err == nil {
			t.Fatalf("run %d: a matching that weighs %d instead of %d passes", run, worse.Weight, m.Weight)
		}
	}
}
