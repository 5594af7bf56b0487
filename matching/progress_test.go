package matching_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/matching"
)

func TestEnginePhasesAreToldInOrder(t *testing.T) {
	var lock sync.Mutex
	var phases []matching.Phase
	ctx := matching.WithProgress(t.Context(), func(p matching.Progress) {
		lock.Lock()
		defer lock.Unlock()
		if p.Done < 0 || p.Done > p.Total {
			t.Errorf("%s: %d of %d", p.Phase, p.Done, p.Total)
		}
		if len(phases) == 0 || phases[len(phases)-1] != p.Phase {
			phases = append(phases, p.Phase)
		}
	})
	problem := crowd(rand.New(rand.NewPCG(1, 2)), 60)
	problem.Program.Pairing.Odd = "leave_out"
	if _, err := matching.Solve(ctx, problem); err != nil {
		t.Fatal(err)
	}
	if len(phases) < 3 {
		t.Fatalf("only %v", phases)
	}
	if diff := cmp.Diff([]matching.Phase{matching.Scoring, matching.Bidding}, phases[:2]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// acquainted has each of n people know some others, by chance.
func acquainted(n, know int, limit int32) matching.Graph {
	r := rand.New(rand.NewPCG(11, 12))
	g := matching.Graph{N: n}
	for i := range int32(n) {
		for range know {
			if j := r.Int32N(int32(n)); j != i {
				g.Edges = append(g.Edges, matching.Edge{I: i, J: j, Weight: 1 + r.Int32N(limit)})
			}
		}
	}
	return g
}

// A second is much: by hand, at 100,000 people, it is below a tenth.
func TestEngineStopsSoonWheneverItsContextEnds(t *testing.T) {
	g := acquainted(5000, 20, 1_000_000)
	// until runs the engine to that moment, and returns how many there were.
	until := func(moment int) (moments int) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var ended time.Time
		_, err := matching.MaxWeight(matching.WithProgress(ctx, func(matching.Progress) {
			if moments++; moments == moment {
				ended = time.Now()
				cancel()
			}
		}), g, matching.Participation, 1)
		if took := time.Since(ended); moments >= moment && (!errors.Is(err, context.Canceled) || took > time.Second) {
			t.Errorf("stopped %v after its context ended, at moment %d: %v", took, moment, err)
		}
		return moments
	}
	all, r := until(math.MaxInt), rand.New(rand.NewPCG(13, 14))
	for range 8 {
		until(1 + r.IntN(all))
	}
	until(all)
}
