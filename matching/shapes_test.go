package matching_test

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

// often checks a property five times as often as rapid does by itself.
func often(t *testing.T, property func(t *rapid.T)) {
	t.Parallel()
	for range 5 {
		rapid.Check(t, property)
	}
}

// smallPool is so few people that every result can be tried. About one pair in
// four is apart; scores take few values, so that many results are equally good.
func smallPool(t *rapid.T, n int) matching.Problem {
	problem := matching.Problem{
		Program: peers(program.PairingRules{
			Odd:             "leave_out",
			Recommendations: []program.Rule{rule("same", "wants"), rule("similar", "confidence")},
		}),
		Seed: rapid.Int64().Draw(t, "seed"),
	}
	subsets := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"Go", "SQL", "Leadership"}), rapid.ID[string])
	for i := range n {
		problem.People = append(problem.People, someone(string(rune('a'+i)),
			answers("wants", subsets.Draw(t, "wants")...),
			answers("confidence", rapid.SampledFrom([]string{"1", "2", "4", "5"}).Draw(t, "confidence"))))
		for j := range i {
			if rapid.IntRange(0, 3).Draw(t, "apart") == 0 {
				problem.Program.Pairing.DoNotPair = append(problem.Program.Pairing.DoNotPair,
					[2]program.Address{problem.People[i].Person.Address, problem.People[j].Person.Address})
			}
		}
	}
	return problem
}

// as gives each of the people a role.
func as(t *rapid.T, problem matching.Problem, format program.Format, roles ...program.Role) {
	problem.Program.Format = format
	for i := range problem.People {
		problem.People[i].Role = rapid.SampledFrom(roles).Draw(t, "role")
	}
}

// plainScores are what each two people score, whatever the format; NaN where a
// requirement keeps them apart.
func plainScores(t *rapid.T, problem matching.Problem) [][]float64 {
	p := *problem.Program
	p.Format, p.Cycle = program.Peers, program.Cohort
	return scoresOfPairs(t, matching.Problem{Program: &p, People: problem.People})
}

// quality is what a choice of pairs is judged by, the first thing first.
type quality struct {
	People int
	Pinned int
	Kept   int
	Total  float64
	Worst  float64
}

func (q quality) compare(r quality, objective string) int {
	people, then := cmp.Compare(q.People, r.People), 0
	if objective == "score" {
		people, then = 0, people
	}
	near := func(a, b float64) int {
		if math.Abs(a-b) < 1e-7 {
			return 0
		}
		return cmp.Compare(a, b)
	}
	return cmp.Or(cmp.Compare(q.Pinned, r.Pinned), people, cmp.Compare(q.Kept, r.Kept), near(q.Total, r.Total), then, near(q.Worst, r.Worst))
}

// bestPairs tries every choice of pairs.
func bestPairs(problem matching.Problem, score [][]float64, room func(i int) int, allowed func(i, j int) bool) quality {
	n := len(problem.People)
	var pairs [][2]int
	for i := range n {
		for j := range i {
			if !math.IsNaN(score[i][j]) && allowed(i, j) {
				pairs = append(pairs, [2]int{j, i})
			}
		}
	}
	degree := make([]int, n)
	var best quality
	found := false
	var try func(at int, q quality)
	try = func(at int, q quality) {
		if at == len(pairs) {
			if q.Pinned < len(problem.Pinned) {
				return
			}
			if objective := problem.Program.Pairing.Objective; !found || q.compare(best, objective) > 0 {
				best, found = q, true
			}
			return
		}
		try(at+1, q)
		i, j := pairs[at][0], pairs[at][1]
		if degree[i] == room(i) || degree[j] == room(j) {
			return
		}
		with := q
		for _, v := range pairs[at] {
			if degree[v] == 0 {
				with.People++
			}
			degree[v]++
		}
		if named(problem, problem.Keep, i, j) {
			with.Kept++
		}
		if pinned(problem, i, j) {
			with.Pinned++
		}
		with.Total += score[i][j]
		if q.People == 0 || score[i][j] < q.Worst {
			with.Worst = score[i][j]
		}
		try(at+1, with)
		degree[i]--
		degree[j]--
	}
	try(0, quality{})
	return best
}

func named(problem matching.Problem, pairs [][2]program.ID, i, j int) bool {
	a, b := problem.People[i].ID, problem.People[j].ID
	return slices.Contains(pairs, [2]program.ID{a, b}) || slices.Contains(pairs, [2]program.ID{b, a})
}

func pinned(problem matching.Problem, i, j int) bool {
	return slices.ContainsFunc(problem.Pinned, func(ids []program.ID) bool {
		return slices.Contains(ids, problem.People[i].ID) && slices.Contains(ids, problem.People[j].ID)
	})
}

// pin pins up to two pairs.
func pin(t *rapid.T, problem *matching.Problem) {
	for range rapid.IntRange(0, 2).Draw(t, "pins") {
		pair := rapid.SliceOfNDistinct(rapid.IntRange(0, len(problem.People)-1), 2, 2, rapid.ID[int]).Draw(t, "pinned")
		if pinned(*problem, pair[0], pair[1]) {
			continue
		}
		problem.Pinned = append(problem.Pinned, []program.ID{problem.People[pair[0]].ID, problem.People[pair[1]].ID})
	}
}

// qualityOf judges a result of pairs, and checks that it is one.
func qualityOf(t *rapid.T, problem matching.Problem, result matching.Result, score [][]float64, room func(i int) int, allowed func(i, j int) bool) quality {
	q := quality{Worst: math.Inf(1)}
	at := map[program.ID]int{}
	for i, p := range problem.People {
		at[p.ID] = i
	}
	degree := make([]int, len(problem.People))
	seen := map[[2]int]bool{}
	for _, proposal := range result.Proposals {
		i, j := at[proposal.Members[0]], at[proposal.Members[1]]
		pair := [2]int{min(i, j), max(i, j)}
		if len(proposal.Members) != 2 || math.IsNaN(score[i][j]) || !allowed(i, j) || seen[pair] {
			t.Fatalf("%v must not be", proposal.Members)
		}
		seen[pair] = true
		degree[i]++
		degree[j]++
		if named(problem, problem.Keep, i, j) {
			q.Kept++
		}
		if pinned(problem, i, j) {
			q.Pinned++
		}
		q.Total += proposal.Score
		q.Worst = min(q.Worst, proposal.Score)
	}
	for i, d := range degree {
		if d > room(i) {
			t.Fatalf("%s has %d partners, may have %d", problem.People[i].ID, d, room(i))
		}
		q.People += min(d, 1)
	}
	if got := q.People + len(result.Unpaired); got != len(problem.People) {
		t.Fatalf("%d people have a partner or are told that they have none, want %d", got, len(problem.People))
	}
	if q.People == 0 {
		q.Worst = 0
	}
	if !result.Optimal || math.Abs(result.Score-result.Bound) > 1e-9 || math.Abs(result.Score-q.Total) > 1e-9 {
		t.Fatalf("score %v, total %v, bound %v, optimal %v", result.Score, q.Total, result.Bound, result.Optimal)
	}
	return q
}

// isBest compares a result of pairs with the best of all.
func isBest(t *rapid.T, problem matching.Problem, room func(i int) int, allowed func(i, j int) bool) {
	score := plainScores(t, problem)
	want := bestPairs(problem, score, room, allowed)
	result, err := matching.Solve(t.Context(), problem)
	if infeasible := new(matching.InfeasibleError); errors.As(err, &infeasible) && want.Pinned < len(problem.Pinned) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	got := qualityOf(t, problem, result, score, room, allowed)
	if problem.Program.Pairing.Ties != "fairness" {
		got.Worst, want.Worst = 0, 0
	}
	if want.compare(got, problem.Program.Pairing.Objective) != 0 {
		t.Fatalf("got %+v, want %+v", got, want)
	}
}

func one(int) int          { return 1 }
func anyone(int, int) bool { return true }
func objective(t *rapid.T) string {
	return rapid.SampledFrom([]string{"participation", "score"}).Draw(t, "objective")
}

func TestFairnessDecidesBetweenResultsThatAreEquallyGood(t *testing.T) {
	often(t, func(t *rapid.T) {
		problem := smallPool(t, rapid.IntRange(2, 7).Draw(t, "n"))
		problem.Program.Pairing.Ties = "fairness"
		problem.Program.Pairing.Objective = objective(t)
		isBest(t, problem, one, anyone)
	})
}

func TestMentorsGetMenteesUpToTheirCapacity(t *testing.T) {
	often(t, func(t *rapid.T) {
		problem := smallPool(t, rapid.IntRange(2, 7).Draw(t, "n"))
		as(t, problem, program.Mentors, program.Mentor, program.Mentee)
		problem.Program.Pairing.Objective = objective(t)
		problem.Program.Pairing.Ties = rapid.SampledFrom([]string{"chance", "fairness"}).Draw(t, "ties")
		for i := range problem.People {
			problem.People[i].Capacity = rapid.IntRange(0, 3).Draw(t, "capacity")
		}
		pin(t, &problem)
		isBest(t, problem, func(i int) int { return max(problem.People[i].Capacity, 1) },
			func(i, j int) bool { return problem.People[i].Role != problem.People[j].Role })
	})
}

func TestPeersOfAnEvergreenProgramMayHaveSeveralPartners(t *testing.T) {
	often(t, func(t *rapid.T) {
		problem := smallPool(t, rapid.IntRange(2, 6).Draw(t, "n"))
		problem.Program.Cycle = program.Evergreen
		problem.Program.Pairing.Objective = objective(t)
		for i := range problem.People {
			problem.People[i].Capacity = rapid.IntRange(1, 3).Draw(t, "capacity")
		}
		problem.Program.Pairing.Ties = rapid.SampledFrom([]string{"chance", "fairness"}).Draw(t, "ties")
		pin(t, &problem)
		isBest(t, problem, func(i int) int { return problem.People[i].Capacity }, anyone)
	})
}

func TestAsManyPairsAsPossibleAreKept(t *testing.T) {
	often(t, func(t *rapid.T) {
		problem := smallPool(t, rapid.IntRange(2, 7).Draw(t, "n"))
		problem.Program.Pairing.Objective = objective(t)
		for i := range problem.People {
			for j := range i {
				if rapid.IntRange(0, 3).Draw(t, "keep") == 0 {
					problem.Keep = append(problem.Keep, [2]program.ID{problem.People[i].ID, problem.People[j].ID})
				}
			}
		}
		pin(t, &problem)
		isBest(t, problem, one, anyone)
	})
}
