package matching_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

// division is people in groups, as the tests judge it.
type division struct {
	people      int
	kept, total float64 // kept pairs count for as much as a pair's score does
}

func (d division) better(other division, objective string) bool {
	const rounding = 1e-6
	if d.people != other.people && objective == "participation" {
		return d.people > other.people
	}
	if math.Abs(d.kept-other.kept) > rounding {
		return d.kept > other.kept
	}
	if math.Abs(d.total-other.total) > rounding {
		return d.total > other.total
	}
	return d.people > other.people
}

// add adds a group of the problem's people.
func (d *division) add(problem matching.Problem, score [][]float64, members []int) {
	d.people += len(members)
	d.total += groupScore(score, members) * float64(len(members)) / 2
	for at, i := range members {
		for _, j := range members[at+1:] {
			if named(problem, problem.Keep, i, j) {
				d.kept += 1 / float64(len(members)-1)
			}
		}
	}
}

// bestDivision tries every division of the people into groups, and also tells
// the best total of any. It finds none where what is pinned cannot be.
func bestDivision(problem matching.Problem, score [][]float64) (best division, most float64, found bool) {
	groups, pins := map[int][]int{}, map[int][]int{} // leader → members; mentee → leaders
	var leaders, mentees []int
	for i, p := range problem.People {
		if p.Role == program.Mentee {
			mentees = append(mentees, i)
		} else {
			leaders = append(leaders, i)
		}
	}
	for _, pair := range problem.Pinned {
		mentee := slices.IndexFunc(problem.People, func(p program.Participant) bool { return p.ID == pair[0] })
		leader := slices.IndexFunc(problem.People, func(p program.Participant) bool { return p.ID == pair[1] })
		pins[mentee] = append(pins[mentee], leader)
	}
	size := problem.Program.Group
	var try func(at int)
	try = func(at int) {
		if at == len(mentees) {
			var d division
			for l, g := range groups {
				if len(g) > 0 && len(g)+1 < size.Min {
					return
				} else if len(g) > 0 {
					d.add(problem, score, append([]int{l}, g...))
				}
			}
			if !found || d.better(best, problem.Program.Pairing.Objective) {
				best = d
			}
			most, found = max(most, d.total), true
			return
		}
		i := mentees[at]
		if len(pins[i]) == 0 {
			try(at + 1)
		}
		for _, l := range leaders {
			g := groups[l]
			if slices.ContainsFunc(pins[i], func(leader int) bool { return leader != l }) ||
				len(g)+2 > size.Max || math.IsNaN(groupScore(score, append([]int{l, i}, g...))) {
				continue
			}
			groups[l] = append(slices.Clone(g), i)
			try(at + 1)
			groups[l] = g
		}
	}
	try(0)
	return best, most, found
}

// groupScore is the mean of each two, NaN where two must be apart.
func groupScore(score [][]float64, members []int) float64 {
	var sum float64
	for at, i := range members {
		for _, j := range members[at+1:] {
			sum += score[i][j]
		}
	}
	return sum / float64(len(members)*(len(members)-1)/2)
}

// groupPool is so few people that every division can be tried, some of them
// pinned and some together before.
func groupPool(t *rapid.T) matching.Problem {
	problem := smallPool(t, rapid.IntRange(3, 8).Draw(t, "n"))
	as(t, problem, program.Groups, program.Mentor, program.Mentee, program.Mentee, program.Mentee)
	problem.People[0].Role = program.Mentor
	problem.Program.Pairing.Objective = objective(t)
	least := rapid.SampledFrom([]int{2, 3, 3, 4}).Draw(t, "min")
	problem.Program.Group = program.GroupSize{Min: least, Max: rapid.IntRange(least, 5).Draw(t, "max")}
	pinned, kept := rapid.SampledFrom([]int{0, 1, 3}).Draw(t, "pinned of ten"), rapid.SampledFrom([]int{0, 0, 3}).Draw(t, "kept of ten")
	for i, a := range problem.People {
		for _, b := range problem.People {
			if a.Role == program.Mentor && b.Role == program.Mentee && rapid.IntRange(1, 10).Draw(t, "pin") <= pinned {
				problem.Pinned = append(problem.Pinned, []program.ID{b.ID, a.ID})
			}
		}
		for _, b := range problem.People[:i] {
			if rapid.IntRange(1, 10).Draw(t, "keep") <= kept {
				problem.Keep = append(problem.Keep, [2]program.ID{a.ID, b.ID})
			}
		}
	}
	return problem
}

func TestGroupsHaveOneLeaderAndNoDivisionExceedsTheBound(t *testing.T) {
	runs, people, best := 0, 0, 0
	often(t, func(t *rapid.T) {
		problem := groupPool(t)
		score := plainScores(t, problem)
		want, most, found := bestDivision(problem, score)
		result, err := matching.Solve(t.Context(), problem)
		if infeasible := new(matching.InfeasibleError); errors.As(err, &infeasible) {
			if found && want.people > 0 {
				t.Fatalf("%v, but %+v is possible", err, want)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		got := divisionOf(t, problem, result, score)
		if math.Abs(got.total-result.Score) > 1e-9 || result.Score > result.Bound+1e-9 || most > result.Bound+1e-6 {
			t.Fatalf("total %v, score %v, best total of any %v, bound %v", got.total, result.Score, most, result.Bound)
		}
		kind := problem.Program.Pairing.Objective
		if !found || got.better(want, kind) || result.Optimal && want.better(got, kind) {
			t.Fatalf("got %+v, told as optimal: %v; best %+v, possible: %v", got, result.Optimal, want, found)
		}
		runs++
		if got.people >= want.people {
			people++
		}
		if !want.better(got, kind) {
			best++
		}
	})
	t.Logf("%d pools: as many people in groups as in the best division in %d, the best division in %d", runs, people, best)
	if people*100 < 95*runs || best*100 < 92*runs {
		t.Errorf("of %d pools, %d have as many people in groups as the best division, and %d are the best", runs, people, best)
	}
}

func divisionOf(t *rapid.T, problem matching.Problem, result matching.Result, score [][]float64) division {
	at := map[program.ID]int{}
	for i, p := range problem.People {
		at[p.ID] = i
	}
	var d division
	seen := map[program.ID]bool{}
	for _, proposal := range result.Proposals {
		var members []int
		for k, id := range proposal.Members {
			if seen[id] || (problem.People[at[id]].Role == program.Mentor) != (k == 0) {
				t.Fatalf("members %v", proposal.Members)
			}
			seen[id] = true
			members = append(members, at[id])
		}
		mean := groupScore(score, members)
		size := problem.Program.Group
		if len(members) < size.Min || len(members) > size.Max || math.IsNaN(mean) || math.Abs(mean-proposal.Score) > 1e-6 {
			t.Fatalf("group %v of size %+v scores %v, is told as %v", proposal.Members, size, mean, proposal.Score)
		}
		for _, pair := range problem.Pinned {
			if slices.Contains(proposal.Members, pair[0]) != slices.Contains(proposal.Members, pair[1]) {
				t.Fatalf("%v are pinned, but one is in %v without the other", pair, proposal.Members)
			}
		}
		d.add(problem, score, members)
	}
	for _, pair := range problem.Pinned {
		if !seen[pair[0]] {
			t.Fatalf("%v are pinned, but in no group", pair)
		}
	}
	if d.people+len(result.Unpaired) != len(problem.People) {
		t.Fatalf("%d people are in groups, %d in none, of %d", d.people, len(result.Unpaired), len(problem.People))
	}
	return d
}
