package matching_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/peerpost/peerpost/matching"
)

// solveSoon is solve with a deadline, far beyond what small graphs take.
func solveSoon(t *testing.T, g matching.Graph, objective matching.Objective, seed int64) matching.Matching {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	m, err := matching.MaxWeight(ctx, g, objective, seed)
	if err == nil {
		err = matching.Verify(g, m)
	}
	if err != nil {
		t.Fatalf("%s, seed %d: %v\n%+v", objective, seed, err, g)
	}
	return m
}

// In this graph a tree reaches an exposed vertex that another is about to reach.
func TestTreesOneAfterAnotherReachTheSameVertex(t *testing.T) {
	g := matching.Graph{N: 19, Edges: []matching.Edge{
		{I: 2, J: 5, Weight: 833771}, {I: 2, J: 7, Weight: 495231}, {I: 5, J: 7, Weight: 548489}, {I: 7, J: 11, Weight: 41700},
		{I: 9, J: 12, Weight: 906598}, {I: 4, J: 13, Weight: 892594}, {I: 11, J: 16, Weight: 896195}, {I: 13, J: 17, Weight: 603461},
		{I: 16, J: 17, Weight: 964760}, {I: 4, J: 18, Weight: 563751}, {I: 9, J: 18, Weight: 873198}, {I: 12, J: 18, Weight: 827469},
	}}
	for seed := range int64(100) {
		for _, objective := range objectives {
			solveSoon(t, g, objective, seed)
		}
	}
}

// The certificates prove these. That Score pairs as many as any matching that
// weighs as much is seen where each pair adds a little to what weights can differ by.
func TestTensOfThousandsOfGraphsAreMatched(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	for run := range 30_000 {
		n := 10 + r.IntN(22)
		if run%100 == 0 {
			n = 10 + r.IntN(150)
		}
		share := []float64{2.5 / float64(n), .15, .3, .5}[r.IntN(4)]
		limit := []int32{2, 5, 6, 1_000_000}[r.IntN(4)]
		g := randomGraph(r, n, share, limit)
		m := solveSoon(t, g, objectives[run%2], int64(run))
		if limit > 6 || m.Objective != matching.Score {
			continue
		}
		more := matching.Graph{N: n}
		for _, e := range g.Edges {
			more.Edges = append(more.Edges, matching.Edge{I: e.I, J: e.J, Weight: e.Weight*int32(n) + 1})
		}
		if most := solveSoon(t, more, matching.Score, int64(run)); len(m.Chosen) != len(most.Chosen) {
			t.Fatalf("run %d: %d pairs, another matching of the same weight has %d\n%+v", run, len(m.Chosen), len(most.Chosen), g)
		}
	}
}
