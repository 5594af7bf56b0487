package matching_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

// division is people in groups, as the tests see it: leader → others.
type division struct {
	people int
	total  float64
}

// bestDivision tries every division of the people into groups that has the pinned
// in theirs. It returns that with the most people, then the best total, and the
// highest total of any.
func bestDivision(problem matching.Problem, score [][]float64) (best division, highest float64) {
	n := len(problem.People)
	groups := map[int][]int{}
	var mentees []int
	for i, p := range problem.People {
		if p.Role == program.Mentee {
			mentees = append(mentees, i)
		}
	}
	size := problem.Program.Group
	var try func(at int)
	try = func(at int) {
		if at == len(mentees) {
			if !gathered(problem, groups) {
				return
			}
			var d division
			for l, g := range groups {
				if len(g) == 0 {
					continue
				}
				if len(g)+1 < size.Min {
					return
				}
				d.people += len(g) + 1
				d.total += groupScore(score, append([]int{l}, g...)) * float64(len(g)+1) / 2
			}
			if d.people > best.people || d.people == best.people && d.total > best.total {
				best = d
			}
			highest = max(highest, d.total)
			return
		}
		try(at + 1)
		i := mentees[at]
		for l := range n {
			g := groups[l]
			if problem.People[l].Role != program.Mentor || len(g)+2 > size.Max || math.IsNaN(groupScore(score, append([]int{l, i}, g...))) {
				continue
			}
			groups[l] = append(slices.Clone(g), i)
			try(at + 1)
			groups[l] = g
		}
	}
	try(0)
	return best, highest
}

// gathered reports whether who is pinned to a leader is in that group.
func gathered(problem matching.Problem, groups map[int][]int) bool {
	at := func(id program.ID) int {
		return slices.IndexFunc(problem.People, func(p program.Participant) bool { return p.ID == id })
	}
	return !slices.ContainsFunc(problem.Pinned, func(ids []program.ID) bool {
		a, b := at(ids[0]), at(ids[1])
		return !slices.Contains(groups[a], b) && !slices.Contains(groups[b], a)
	})
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

func TestGroupsHaveOneLeaderAndNoDivisionExceedsTheBound(t *testing.T) {
	runs, people, best := 0, 0, 0
	often(t, func(t *rapid.T) {
		problem := smallPool(t, rapid.IntRange(3, 8).Draw(t, "n"))
		as(t, problem, program.Groups, program.Mentor, program.Mentee, program.Mentee, program.Mentee)
		least := rapid.IntRange(2, 4).Draw(t, "min")
		problem.Program.Group = program.GroupSize{Min: least, Max: rapid.IntRange(least, 5).Draw(t, "max")}
		problem.Program.Pairing.Objective = objective(t)
		score := plainScores(t, problem)
		if rapid.Bool().Draw(t, "pinning") {
			pin(t, &problem)
		}
		if rapid.IntRange(0, 3).Draw(t, "keeping") == 0 {
			problem.Keep = append(problem.Keep, [2]program.ID{problem.People[0].ID, problem.People[1].ID}, [2]program.ID{problem.People[1].ID, problem.People[2].ID})
		}
		want, highest := bestDivision(problem, score)
		result, err := matching.Solve(t.Context(), problem)
		if infeasible := new(matching.InfeasibleError); errors.As(err, &infeasible) {
			if want.people > 0 {
				t.Fatalf("%v, but %+v is possible", err, want)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		got := divisionOf(t, problem, result, score)
		if math.Abs(got.total-result.Score) > 1e-9 || result.Score > result.Bound+1e-9 || highest > result.Bound+1e-6 {
			t.Fatalf("total %v, score %v, best %v, highest %v, bound %v", got.total, result.Score, want.total, highest, result.Bound)
		}
		if problem.Program.Pairing.Objective == "score" {
			want = division{got.people, highest}
		}
		if result.Optimal && (got.people < want.people || got.total < want.total-1e-6) {
			t.Fatalf("told as optimal: %+v, best %+v", got, want)
		}
		if problem.Keep != nil {
			return
		}
		runs++
		if got.people == want.people {
			people++
			if got.total > want.total-1e-6 {
				best++
			}
		}
	})
	t.Logf("%d pools: the most people in groups in %d, with the best total in %d", runs, people, best)
	if people*100 < 90*runs || best*100 < 88*runs {
		t.Errorf("of %d pools, %d have the most people in groups and %d of those the best total", runs, people, best)
	}
}

func TestWhoIsPinnedToOneLeaderMustBeAllowedTogether(t *testing.T) {
	problem := matching.Problem{Program: peers(program.PairingRules{Requirements: []program.Rule{rule("different", "department")}})}
	problem.Program.Format, problem.Program.Group = program.Groups, program.GroupSize{Min: 3, Max: 4}
	role := func(r program.Role) edit { return func(p *program.Participant) { p.Role = r } }
	problem.People = []program.Participant{
		someone("m", role(program.Mentor)), someone("x", role(program.Mentee), department("Sales")), someone("y", role(program.Mentee), department("Sales")),
	}
	for want, pins := range map[string][][]program.ID{
		"it cannot be met: Person x and Person y are pinned, but the requirement different: department keeps them apart, and Person m leads one group":                 {{"m", "x"}, {"m", "y"}},
		"it cannot be met: the group of Person m, to which somebody is pinned, has 2 members of the 3 that a group has at least, and nobody who may join completes it": {{"m", "x"}},
	} {
		problem.Pinned = pins
		if _, err := matching.Solve(t.Context(), problem); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
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
		d.people += len(members)
		d.total += mean * float64(len(members)) / 2
	}
	if d.people+len(result.Unpaired) != len(problem.People) {
		t.Fatalf("%d people are in groups, %d in none, of %d", d.people, len(result.Unpaired), len(problem.People))
	}
	return d
}

func TestPeoplePinnedToAGroupStayInIt(t *testing.T) {
	problem := matching.Problem{Program: peers(program.PairingRules{Recommendations: []program.Rule{rule("same", "department")}})}
	problem.Program.Format, problem.Program.Group = program.Groups, program.GroupSize{Min: 3, Max: 4}
	role := func(r program.Role) edit { return func(p *program.Participant) { p.Role = r } }
	for _, d := range []string{"Sales", "Tech"} {
		problem.People = append(problem.People, someone("lead-"+d, role(program.Mentor), department(d)))
		for _, id := range []string{"a-", "b-", "c-"} {
			problem.People = append(problem.People, someone(id+d, role(program.Mentee), department(d)))
		}
	}
	members := func(result matching.Result) (all [][]program.ID) {
		for _, p := range result.Proposals {
			all = append(all, p.Members)
		}
		return all
	}
	want := [][]program.ID{{"lead-Sales", "a-Sales", "b-Sales", "c-Sales"}, {"lead-Tech", "a-Tech", "b-Tech", "c-Tech"}}
	if diff := cmp.Diff(want, members(pair(t, problem))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	problem.Pinned = [][]program.ID{{"a-Tech", "lead-Sales"}}
	got := pair(t, problem)
	for _, p := range got.Proposals {
		if slices.Contains(p.Members, "a-Tech") != slices.Contains(p.Members, "lead-Sales") {
			t.Errorf("%v", p.Members)
		}
	}
	if len(got.Unpaired) != 0 || got.Score > got.Bound {
		t.Errorf("%+v", got)
	}
}
