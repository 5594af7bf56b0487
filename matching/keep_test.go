package matching_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

// Who is in another department scores better than whom they were with.
func TestTensOfThousandsOfPeopleStayTogether(t *testing.T) {
	for ledBy, n := range map[string]int{"algorithm": 20_000, "roulette": 10_000} {
		problem := matching.Problem{Program: peers(program.PairingRules{LedBy: ledBy, Odd: "leave_out", Recommendations: []program.Rule{rule("different", "department")}}), Seed: 1}
		for i := range n {
			problem.People = append(problem.People, someone(fmt.Sprintf("p%05d", i), department(fmt.Sprint("d", i/2%3))))
		}
		kept := map[[2]program.ID]bool{}
		for i := 0; i < len(problem.People); i += 2 {
			pair := [2]program.ID{problem.People[i].ID, problem.People[i+1].ID}
			kept[pair] = true
			problem.Keep = append(problem.Keep, pair)
		}
		for _, pair := range pairsOf(pair(t, problem)) {
			delete(kept, pair)
		}
		if len(kept) > 0 {
			t.Errorf("%s: %d of %d pairs broke", ledBy, len(kept), len(problem.Keep))
		}
	}
}

func TestTooManyPartnersToKeepPairsAreRefused(t *testing.T) {
	problem := crowd(rand.New(rand.NewPCG(1, 2)), 1000)
	problem.Program.Cycle = program.Evergreen
	for i := range problem.People {
		problem.People[i].Capacity = 1000
		for j := range i {
			problem.Keep = append(problem.Keep, [2]program.ID{problem.People[j].ID, problem.People[i].ID})
		}
	}
	if _, err := matching.Solve(t.Context(), problem); err == nil || !strings.Contains(err.Error(), "cannot be added up") {
		t.Errorf("%v", err)
	}
}
