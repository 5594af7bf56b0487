package matching_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

func TestAnyNumberOfRequirementsIsAddedUp(t *testing.T) {
	problem := matching.Problem{Program: peers(program.PairingRules{Recommendations: []program.Rule{rule("same", "location")}})}
	for range 140 {
		problem.Program.Pairing.Requirements = append(problem.Program.Pairing.Requirements, rule("different", "department"))
	}
	for _, id := range []string{"a", "b", "c"} {
		problem.People = append(problem.People, someone(id, department("Tech")))
	}
	if result := pair(t, problem); result.Proposals != nil || len(result.Unpaired) != 3 {
		t.Errorf("%d requirements keep them apart: %+v", 140, result)
	}
}

func TestHugeCapacitiesTakeNoMoreThanTheEdges(t *testing.T) {
	g := matching.Graph{N: 20_000}
	for v := range int32(g.N) {
		g.Capacity = append(g.Capacity, int32(g.N))
		if v > 0 {
			g.Edges = append(g.Edges, matching.Edge{I: v - 1, J: v, Weight: 1 + v%7})
		}
	}
	m, err := matching.MaxWeight(t.Context(), g, matching.Score, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := matching.Verify(g, m); err != nil || len(m.Chosen) != len(g.Edges) {
		t.Errorf("%d of %d edges chosen, %v", len(m.Chosen), len(g.Edges), err)
	}
}

// pairsOf lists who is with whom.
func pairsOf(result matching.Result) [][2]program.ID {
	var pairs [][2]program.ID
	for _, p := range result.Proposals {
		for at, a := range p.Members {
			for _, b := range p.Members[at+1:] {
				pairs = append(pairs, [2]program.ID{a, b})
			}
		}
	}
	return pairs
}

func TestManyPeopleStayTogetherWhenOneMoreComes(t *testing.T) {
	for name, edit := range map[string]func(*matching.Problem){
		"trio":       func(p *matching.Problem) { p.Program.Pairing.Odd = "trio" },
		"capacities": func(p *matching.Problem) { p.Program.Cycle = program.Evergreen; p.People[0].Capacity = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			problem := crowd(rand.New(rand.NewPCG(3, 4)), 561)
			late := problem.People[560]
			problem.People = problem.People[:560]
			edit(&problem)
			before := pairsOf(pair(t, problem))
			problem.People, problem.Keep = append(problem.People, late), before
			after := map[[2]program.ID]bool{}
			result := pair(t, problem)
			for _, p := range pairsOf(result) {
				after[p] = true
			}
			changed := 0
			for _, p := range before {
				if !after[p] {
					changed++
				}
			}
			if changed > 1 || result.Bound < result.Score {
				t.Errorf("of %d pairs, %d changed; score %v, bound %v", len(before), changed, result.Score, result.Bound)
			}
		})
	}
}

func TestSolveStopsSoonWheneverItsContextEnds(t *testing.T) {
	apart := crowd(rand.New(rand.NewPCG(5, 6)), 700) // nobody may be paired, and each is told why
	apart.Program.Pairing.Requirements = []program.Rule{rule("same", "language"), {Kind: program.RuleTimezoneGap}}
	odd := crowd(rand.New(rand.NewPCG(5, 6)), 501)
	odd.Program.Pairing.Odd = "trio"
	chance := crowd(rand.New(rand.NewPCG(5, 6)), 300)
	chance.Program.Pairing.LedBy = "roulette"
	for i := range 299 {
		chance.Earlier = append(chance.Earlier, met(fmt.Sprintf("%s %s", chance.People[i].ID, chance.People[i+1].ID))...)
	}
	for name, problem := range map[string]matching.Problem{"apart": apart, "odd": odd, "chance": chance} {
		t.Run(name, func(t *testing.T) {
			until := func(moment int) (moments int) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var ended time.Time
				var lock sync.Mutex
				ctx = matching.WithProgress(ctx, func(matching.Progress) {
					lock.Lock()
					defer lock.Unlock()
					if moments++; moments == moment {
						ended = time.Now()
						cancel()
					}
				})
				_, err := matching.Solve(ctx, problem)
				if took := time.Since(ended); moments >= moment && (err != nil && !errors.Is(err, context.Canceled) || took > time.Second) {
					t.Errorf("stopped %v after its context ended, at moment %d: %v", took, moment, err)
				}
				return moments
			}
			all, r := until(math.MaxInt), rand.New(rand.NewPCG(13, 14))
			for range 4 {
				until(1 + r.IntN(all))
			}
		})
	}
}
