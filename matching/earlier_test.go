package matching_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

func TestPartnersOfBeforeScoreLessAndThenMoreAgain(t *testing.T) {
	problem := matching.Problem{
		Program: peers(program.PairingRules{Fade: program.Length{N: 6, Unit: program.Months}}),
		People:  []program.Participant{someone("a"), someone("b")},
	}
	for on, want := range map[string]float64{"": 0, "2027-02-08": 0, "2026-08-11": 0.25, "2026-02-11": 0.375, "2017-02-08": 0.5} {
		problem.Earlier = met("a b")
		if on != "" {
			date, err := program.ParseDate(on)
			if err != nil {
				t.Fatal(err)
			}
			problem.Earlier[0].On = date
		}
		result := pair(t, problem)
		if len(result.Proposals) != 1 || math.Abs(result.Score-want) > 0.001 {
			t.Errorf("met on %q: score %v, want %v", on, result.Score, want)
		}
	}
	problem.Program.Pairing.MinimumScore = 0.3
	problem.Earlier[0].On = program.Date{Year: 2026, Month: time.August, Day: 11}
	if result := pair(t, problem); len(result.Proposals) != 0 || len(result.Unpaired[0].Blockers) != 1 {
		t.Errorf("below the minimum score: %+v", result)
	}
}

// Ten people of roulette meet everyone in nine rounds, and nobody twice before.
func TestRouletteRepeatsNobodyUntilEveryoneHasBeenMet(t *testing.T) {
	for _, n := range []int{4, 6, 7} {
		problem := matching.Problem{Program: peers(program.PairingRules{LedBy: "roulette", Odd: "leave_out"})}
		for i := range n {
			problem.People = append(problem.People, someone(fmt.Sprint(i)))
		}
		times := map[[2]program.ID]int{}
		for round := range 3 * n {
			problem.Seed = int64(round)
			result := pair(t, problem)
			if len(result.Proposals) != n/2 {
				t.Fatalf("%d people, round %d: %d pairs", n, round, len(result.Proposals))
			}
			for _, proposal := range result.Proposals {
				two := [2]program.ID(proposal.Members)
				times[two]++
				problem.Earlier = append(problem.Earlier, program.Earlier{Members: two})
			}
			if round == n-2 && n == 4 {
				for two, count := range times {
					if count != 1 {
						t.Errorf("%d people have met everyone after %d rounds, but %v met %d times", n, round+1, two, count)
					}
				}
			}
		}
	}
}

func TestRouletteIsByChanceAndFromTheSeedAlone(t *testing.T) {
	problem := matching.Problem{Program: peers(program.PairingRules{LedBy: "roulette"})}
	for i := range 12 {
		problem.People = append(problem.People, someone(fmt.Sprint(i)))
	}
	partners := map[string]bool{}
	for seed := range int64(40) {
		problem.Seed = seed
		result := pair(t, problem)
		if diff := cmp.Diff(result, pair(t, problem)); diff != "" {
			t.Fatal(diff)
		}
		for _, p := range result.Proposals {
			if p.Members[0] == "0" {
				partners[string(p.Members[1])] = true
			}
		}
	}
	if len(partners) < 9 {
		t.Errorf("in 40 rounds of roulette 0 meets only %d of 11 people", len(partners))
	}
}
