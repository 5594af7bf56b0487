package matching_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

func TestPinnedPeopleAreTogetherAndTheRestIsBest(t *testing.T) {
	often(t, func(t *rapid.T) {
		problem := smallPool(t, rapid.IntRange(4, 7).Draw(t, "n"))
		a, b := problem.People[0], problem.People[1]
		named := slices.ContainsFunc(problem.Program.Pairing.DoNotPair, func(pair [2]program.Address) bool {
			return pair == [2]program.Address{b.Person.Address, a.Person.Address}
		})
		score := plainScores(t, problem)
		problem.Pinned = [][]program.ID{{b.ID, a.ID}}
		result, err := matching.Solve(t.Context(), problem)
		var infeasible *matching.InfeasibleError
		if errors.As(err, &infeasible) != named {
			t.Fatalf("got %v", err)
		}
		if named {
			if want := "Person a and Person b are pinned, but the requirement do_not_pair keeps them apart"; infeasible.Says != want {
				t.Fatalf("got %s\nwant %s", infeasible.Says, want)
			}
			return
		}
		got := qualityOf(t, problem, result, score, one, anyone)
		if want := bestPairs(problem, score, one, anyone); got.Pinned != 1 || got.People != want.People || math.Abs(got.Total-want.Total) > 1e-7 {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

func TestWhatCannotBePinnedIsToldByName(t *testing.T) {
	pinned := func(p *program.Program, ids ...[]program.ID) matching.Problem {
		return matching.Problem{Program: p, Pinned: ids, People: []program.Participant{someone("a"), someone("b"), someone("c"), someone("d")}}
	}
	apart := peers(program.PairingRules{Requirements: []program.Rule{rule("different", "confidence")}})
	same := pinned(apart, []program.ID{"a", "b"})
	for i := range same.People {
		same.People[i].Answers["confidence"] = []string{"3"}
	}
	for want, problem := range map[string]matching.Problem{
		"Person a and Person b are pinned, but the requirement different: confidence keeps them apart":              same,
		"Person a and Person c are pinned, but one of them has no room for more, or their roles do not go together": pinned(peers(program.PairingRules{}), []program.ID{"a", "b"}, []program.ID{"a", "c"}),
		"pinned participant x is not among the people":                                                              pinned(peers(program.PairingRules{}), []program.ID{"a", "x"}),
		"pinned [a a]: expected two different participants, or three peers":                                         pinned(peers(program.PairingRules{}), []program.ID{"a", "a"}),
	} {
		if _, err := matching.Solve(t.Context(), problem); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}
