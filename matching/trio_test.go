package matching_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

func TestOddPersonJoinsThePairThatSuitsBest(t *testing.T) {
	result := pair(t, matching.Problem{
		Program: peers(program.PairingRules{
			Odd: "trio",
			Recommendations: []program.Rule{
				rule("same", "department"),
				wishes,
				rule("overlap", "working_hours"),
				rule("different", "level"),
			},
		}),
		People: []program.Participant{
			someone("a", department("Tech"), answers("wants", "Go"), hours("Mon 09:00-17:00")),
			someone("b", department("Tech"), answers("offers", "Go"), hours("Mon 09:00-13:00")),
			someone("c", department("Tech"), answers("wants", "SQL"), hours("Mon 10:00-14:00")),
			someone("d", department("Sales"), hours("Tue 09:00-10:00")),
			someone("e", department("Sales"), hours("Tue 09:00-10:00")),
		},
	})
	want := []matching.Proposal{{
		Members: []program.ID{"d", "e"},
		Score:   0.5,
		Reasons: []program.Reason{
			{Kind: "same", Subject: "department", Values: []string{"Sales"}, Count: 1, Points: 0.25},
			{Kind: "overlap", Subject: "working_hours", Count: 60, Points: 0.25},
		},
	}, {
		// The pairs score 0.75 (a and b), 0.5 (a and c), 0.4375 (b and c).
		Members: []program.ID{"a", "b", "c"},
		Score:   1.6875 / 3,
		Reasons: []program.Reason{
			{Kind: "same", Subject: "department", Values: []string{"Tech"}, Count: 1, Points: 0.25},
			{Kind: "overlap", Subject: "working_hours", Count: 180, Points: 0.229167},
			{Kind: "meets", Subject: "wants", From: "a", To: "b", Values: []string{"Go"}, Count: 1, Of: 1, Points: 0.083333},
		},
	}}
	want[0], want[1] = want[1], want[0]
	if diff := cmp.Diff(want, result.Proposals); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if result.Unpaired != nil || !result.Optimal || result.Bound != result.Score {
		t.Errorf("unpaired %v, optimal %v, score %v, bound %v", result.Unpaired, result.Optimal, result.Score, result.Bound)
	}
}

func TestTrioThatReachesTheBoundIsOptimal(t *testing.T) {
	problem := matching.Problem{Program: peers(program.PairingRules{Odd: "trio"})}
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		problem.People = append(problem.People, someone(id))
	}
	result := pair(t, problem)
	if result.Score != 1 || result.Bound != 1 || !result.Optimal || result.Unpaired != nil {
		t.Errorf("score %v, bound %v, optimal %v, unpaired %v", result.Score, result.Bound, result.Optimal, result.Unpaired)
	}
}

func TestTrioNeedsAllThreeToBeAllowed(t *testing.T) {
	result := pair(t, matching.Problem{
		Program: peers(program.PairingRules{Odd: "trio", Requirements: []program.Rule{rule("different", "department")}}),
		People: []program.Participant{
			someone("a", department("Tech")), someone("b", department("Tech")), someone("c", department("Sales")),
		},
	})
	if len(result.Proposals) != 1 || len(result.Proposals[0].Members) != 2 || len(result.Unpaired) != 1 || !result.Optimal {
		t.Errorf("%+v", result)
	}
}

func TestWhoCannotJoinTakesThePlaceOfSomeoneWhoCan(t *testing.T) {
	// x may only be with a; a and b are best together; b may be with c and d.
	result := pair(t, matching.Problem{
		Program: peers(program.PairingRules{
			Odd:             "trio",
			Recommendations: []program.Rule{rule("same", "wants")},
		}),
		People: []program.Participant{
			someone("a", answers("wants", "Go")), someone("b", answers("wants", "Go")),
			someone("c", answers("wants", "SQL")), someone("d", answers("wants", "SQL")), someone("x"),
		},
		Earlier: met("x b", "x c", "x d"),
	})
	if result.Unpaired != nil {
		t.Errorf("unpaired %v", result.Unpaired)
	}
}

// bestTotal tries every division of the people into pairs and at most so many
// trios, and returns the most people and, of those, the best total. score is NaN
// for two who must be apart.
func bestTotal(score [][]float64, trios int) (people int, total float64) {
	n := len(score)
	used := make([]bool, n)
	var try func(from, have, trios int, sum float64)
	try = func(from, have, trios int, sum float64) {
		if have > people || have == people && sum > total {
			people, total = have, sum
		}
		for i := from; i < n; i++ {
			for j := i + 1; j < n && !used[i]; j++ {
				if used[j] || math.IsNaN(score[i][j]) {
					continue
				}
				used[i], used[j] = true, true
				try(i+1, have+2, trios, sum+score[i][j])
				for k := j + 1; k < n && trios > 0; k++ {
					if three := score[i][j] + score[i][k] + score[j][k]; !used[k] && !math.IsNaN(three) {
						used[k] = true
						try(i+1, have+3, trios-1, sum+three/3)
						used[k] = false
					}
				}
				used[i], used[j] = false, false
			}
		}
	}
	try(0, 0, trios, 0)
	return people, total
}

func TestNoDivisionIntoPairsAndTriosExceedsTheBound(t *testing.T) {
	runs, people, best := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{3, 5, 7}).Draw(t, "n")
		problem := matching.Problem{Program: peers(program.PairingRules{
			Odd:             "trio",
			Recommendations: []program.Rule{rule("same", "wants"), rule("similar", "confidence")},
		})}
		ids := []string{"a", "b", "c", "d", "e", "f", "g"}[:n]
		subsets := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"Go", "SQL", "Leadership"}), rapid.ID[string])
		for i, id := range ids {
			problem.People = append(problem.People, someone(id,
				answers("wants", subsets.Draw(t, "wants")...),
				answers("confidence", rapid.SampledFrom([]string{"1", "2", "4", "5"}).Draw(t, "confidence"))))
			for _, other := range ids[:i] {
				if rapid.IntRange(0, 3).Draw(t, "apart") == 0 {
					problem.Earlier = append(problem.Earlier, met(other+" "+id)...)
				}
			}
		}
		score := scoresOfPairs(t, problem)
		plain, worth := score, float64(n/2+1) // of a pair that is kept
		if rapid.IntRange(0, 2).Draw(t, "keeping") == 0 {
			score = keepSome(t, &problem, score, worth)
		}
		paired, _ := bestTotal(score, 0)
		left := -paired
		for i := range score {
			if slices.ContainsFunc(score[i], func(s float64) bool { return !math.IsNaN(s) }) {
				left++
			}
		}
		mostPeople, total := bestTotal(score, left)
		result, err := matching.Solve(t.Context(), problem)
		if err != nil {
			t.Fatal(err)
		}
		_, plainTotal := bestTotal(plain, left)
		if result.Score > result.Bound+1e-9 || (problem.Keep == nil || !result.Optimal) && plainTotal > result.Bound+1e-5 {
			t.Fatalf("score %v, best %v of %d people, bound %v", result.Score, plainTotal, mostPeople, result.Bound)
		}
		reached := result.Score + worth*kept(problem, result)
		if got := n - len(result.Unpaired); result.Optimal && (got < mostPeople || reached < total-1e-5) {
			t.Fatalf("told as optimal: %v of %d people, best %v of %d", reached, got, total, mostPeople)
		}
		if left == 1 && !result.Optimal {
			t.Fatalf("one person is left over, and the best trio is not found: %v of %v", result.Score, result.Bound)
		}
		runs++
		if n-len(result.Unpaired) == mostPeople {
			people++
			if reached > total-1e-5 {
				best++
			}
		}
	})
	t.Logf("%d pools: the most people paired in %d, with the best total in %d", runs, people, best)
	if people*100 < 90*runs || best*100 < 85*runs {
		t.Errorf("of %d pools, %d pair the most people and %d of those have the best total", runs, people, best)
	}
}

// keepSome keeps some pairs of the problem; what they are worth is added to the
// scores it returns.
func keepSome(t *rapid.T, problem *matching.Problem, score [][]float64, worth float64) [][]float64 {
	with := make([][]float64, len(score))
	for i := range score {
		with[i] = slices.Clone(score[i])
	}
	for i := range score {
		for j := range i {
			if rapid.IntRange(0, 3).Draw(t, "keep") == 0 {
				problem.Keep = append(problem.Keep, [2]program.ID{problem.People[i].ID, problem.People[j].ID})
				with[i][j], with[j][i] = with[i][j]+worth, with[j][i]+worth
			}
		}
	}
	return with
}

// kept counts the pairs that are kept; in a trio, each for a third.
func kept(problem matching.Problem, result matching.Result) float64 {
	var count float64
	for _, p := range result.Proposals {
		pairs := pairsOf(matching.Result{Proposals: []matching.Proposal{p}})
		for _, pair := range pairs {
			if slices.Contains(problem.Keep, pair) || slices.Contains(problem.Keep, [2]program.ID{pair[1], pair[0]}) {
				count += 1 / float64(len(pairs))
			}
		}
	}
	return count
}

// scoresOfPairs asks Solve what each two people score alone.
func scoresOfPairs(t *rapid.T, problem matching.Problem) [][]float64 {
	n := len(problem.People)
	score := make([][]float64, n)
	for i := range score {
		score[i] = make([]float64, n)
	}
	for i := range n {
		for j := range i {
			two := problem
			two.People = []program.Participant{problem.People[i], problem.People[j]}
			result, err := matching.Solve(t.Context(), two)
			if err != nil {
				t.Fatal(err)
			}
			score[i][j] = math.NaN()
			if len(result.Proposals) == 1 {
				score[i][j] = result.Score
			}
			score[j][i] = score[i][j]
		}
	}
	return score
}
