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

func TestEachNewcomerGetsOneBuddyOfEachKind(t *testing.T) {
	often(t, func(t *rapid.T) {
		problem := smallPool(t, rapid.IntRange(2, 6).Draw(t, "n"))
		as(t, problem, program.Buddies, program.Mentee, program.Leader, program.RoleBuddy, program.CultureBuddy, program.Buddy, program.Buddy)
		for i := range problem.People {
			problem.People[i].Capacity = rapid.IntRange(1, 2).Draw(t, "capacity")
		}
		problem.Program.Pairing.Objective = objective(t)
		score := plainScores(t, problem)
		pin(t, &problem)
		want := bestBundles(problem, score)
		result, err := matching.Solve(t.Context(), problem)
		if infeasible := new(matching.InfeasibleError); errors.As(err, &infeasible) && want.Pinned < len(problem.Pinned) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		got := quality{People: checkBundles(t, problem, result, score), Total: result.Score, Pinned: len(problem.Pinned)}
		if !result.Optimal || want.compare(got, problem.Program.Pairing.Objective) != 0 || math.Abs(result.Score-result.Bound) > 1e-9 {
			t.Fatalf("got %+v, optimal %v, want %+v", got, result.Optimal, want)
		}
	})
}

// bestBundles tries everything. People are buddies, counted as often as they
// are one, and once more whoever is one at all.
func bestBundles(problem matching.Problem, score [][]float64) quality {
	var best quality
	type need struct {
		newcomer int
		role     program.Role
	}
	var needs []need
	left := make([]int, len(problem.People))
	for i, p := range problem.People {
		left[i] = p.Capacity
		for _, role := range program.BundleRoles {
			if p.Role == program.Mentee {
				needs = append(needs, need{i, role})
			}
		}
	}
	chosen := map[[2]int]bool{}
	var try func(at int, q quality)
	try = func(at int, q quality) {
		if q.compare(best, problem.Program.Pairing.Objective) > 0 {
			best = q
		}
		if at == len(needs) {
			return
		}
		for j, p := range problem.People {
			pair := [2]int{needs[at].newcomer, j}
			if p.Role != program.Buddy && p.Role != needs[at].role || left[j] == 0 || chosen[pair] || math.IsNaN(score[pair[0]][j]) {
				continue
			}
			with := quality{People: q.People + 1, Total: q.Total + score[pair[0]][j], Pinned: q.Pinned}
			if pinned(problem, pair[0], j) {
				with.Pinned++
			}
			if left[j] == p.Capacity {
				with.People++
			}
			left[j]--
			chosen[pair] = true
			try(at+1, with)
			left[j]++
			delete(chosen, pair)
		}
		try(at+1, q)
	}
	try(0, quality{})
	return best
}

// checkBundles checks that bundles are some, and counts them as bestBundles does.
func checkBundles(t *rapid.T, problem matching.Problem, result matching.Result, score [][]float64) int {
	at := map[program.ID]int{}
	for i, p := range problem.People {
		at[p.ID] = i
	}
	bundle := map[int]int{}
	roles := map[[2]int]map[program.Role]int{}
	serves := map[int]int{}
	for _, p := range result.Proposals {
		i, j := at[p.Members[0]], at[p.Members[1]]
		if len(p.Members) != 2 || problem.People[i].Role != program.Mentee || problem.People[j].Role == program.Mentee || math.IsNaN(score[i][j]) {
			t.Fatalf("%v", p.Members)
		}
		if bundle[i] != 0 && bundle[i] != p.Bundle || p.Bundle == 0 {
			t.Fatalf("bundle %d of %v", p.Bundle, p.Members)
		}
		bundle[i] = p.Bundle
		if roles[[2]int{i}] == nil {
			roles[[2]int{i}] = map[program.Role]int{}
		}
		roles[[2]int{i}][problem.People[j].Role]++
		if serves[j]++; serves[j] > problem.People[j].Capacity {
			t.Fatalf("%s serves %d", p.Members[1], serves[j])
		}
	}
	for newcomer, of := range roles {
		all := 0
		for role, count := range of {
			all += count
			if role != program.Buddy && count > 1 {
				t.Fatalf("%d of %s", count, role)
			}
		}
		missing := slices.IndexFunc(result.Missing, func(m matching.Missing) bool { return at[m.Newcomer] == newcomer[0] })
		if all > 3 || (missing >= 0) != (all < 3) || missing >= 0 && len(result.Missing[missing].Roles) != 3-all {
			t.Fatalf("%d buddies, missing %+v", all, result.Missing)
		}
	}
	return len(result.Proposals) + len(serves)
}
