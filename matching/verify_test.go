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
		"another weight":           func(m *matching.Matching) { m.Weight++ },
		"another bound":            func(m *matching.Matching) { m.Bound++ },
		"another objective":        func(m *matching.Matching) { m.Objective = matching.Participation },
		"an unknown objective":     func(m *matching.Matching) { m.Objective = "luck" },
		"a missing pair":           func(m *matching.Matching) { m.Chosen = m.Chosen[1:] },
		"a pair chosen twice":      func(m *matching.Matching) { m.Chosen = append(m.Chosen, m.Chosen[0]) },
		"a pair without an edge":   func(m *matching.Matching) { m.Chosen = []matching.Edge{{I: 0, J: 5, Weight: 10}} },
		"a pair of another weight": func(m *matching.Matching) { m.Chosen[0].Weight-- },
		"a vertex paired twice": func(m *matching.Matching) {
			m.Chosen = []matching.Edge{{I: 0, J: 1, Weight: 10}, {I: 1, J: 2, Weight: 10}}
			m.Weight = 20
		},
		"nobody paired": func(m *matching.Matching) {
			*m = matching.Matching{Objective: m.Objective, Duals: m.Duals}
		},
		"a dual too low":           func(m *matching.Matching) { m.Duals.Vertex[0] -= 2; m.Duals.Vertex[4] += 2 },
		"a negative dual":          func(m *matching.Matching) { m.Duals.Vertex[0] = -1 },
		"a huge dual":              func(m *matching.Matching) { m.Duals.Vertex[0], m.Duals.Vertex[1] = math.MaxInt64, math.MaxInt64 },
		"no odd sets":              func(m *matching.Matching) { m.Duals.Sets = nil },
		"an even set":              func(m *matching.Matching) { m.Duals.Inner[0] = -1 },
		"a negative set":           func(m *matching.Matching) { m.Duals.Sets[0].Dual = -2 },
		"a set within itself":      func(m *matching.Matching) { m.Duals.Sets[0].Within = 0 },
		"a set in one that is not": func(m *matching.Matching) { m.Duals.Sets[0].Within = 7 },
		"a vertex in no such set":  func(m *matching.Matching) { m.Duals.Inner[0] = 7 },
		"a vertex of no family":    func(m *matching.Matching) { m.Duals.Inner = m.Duals.Inner[1:] },
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
		if len(m.Chosen) == 0 {
			continue
		}
		worse := m
		worse.Chosen = slices.Clone(m.Chosen[1:])
		worse.Weight -= int64(m.Chosen[0].Weight)
		worse.Bound = worse.Weight
		if err := matching.Verify(g, worse); err == nil {
			t.Fatalf("run %d: a matching that weighs %d instead of %d passes", run, worse.Weight, m.Weight)
		}
	}
}
