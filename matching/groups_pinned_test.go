package matching_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

// led are mentors m1, m2 and so on, and mentees, in groups of such a size;
// those named apart, separated by a blank, must not be together.
func led(size program.GroupSize, mentors int, mentees string, apart ...string) matching.Problem {
	problem := matching.Problem{Program: peers(program.PairingRules{Objective: "participation"})}
	problem.Program.Format, problem.Program.Group = program.Groups, size
	role := func(r program.Role) func(*program.Participant) { return func(p *program.Participant) { p.Role = r } }
	for i := range mentors {
		problem.People = append(problem.People, someone(fmt.Sprint("m", i+1), role(program.Mentor)))
	}
	for _, id := range strings.Fields(mentees) {
		problem.People = append(problem.People, someone(id, role(program.Mentee)))
	}
	for _, earlier := range met(apart...) {
		problem.Program.Pairing.DoNotPair = append(problem.Program.Pairing.DoNotPair, [2]program.Address{
			program.Address(earlier.Members[0] + "@example.org"), program.Address(earlier.Members[1] + "@example.org")})
	}
	return problem
}

func pins(pairs ...string) [][]program.ID {
	var ids [][]program.ID
	for _, earlier := range met(pairs...) {
		ids = append(ids, earlier.Members[:])
	}
	return ids
}

// groupsOf are the members of each proposal, by the mentor's id.
func groupsOf(result matching.Result) [][]program.ID {
	var groups [][]program.ID
	for _, p := range result.Proposals {
		groups = append(groups, p.Members)
	}
	slices.SortFunc(groups, slices.Compare)
	return groups
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

func TestWhatKeepsAPinnedGroupFromBeingIsTold(t *testing.T) {
	three, four := program.GroupSize{Min: 3, Max: 4}, program.GroupSize{Min: 4, Max: 5}
	for want, test := range map[string]struct {
		problem matching.Problem
		pinned  [][]program.ID
	}{
		"Person x and Person y are pinned, but the requirement do_not_pair keeps them apart": {
			led(three, 1, "x y z", "y x"), pins("m1 y", "x m1")},
		"the group of Person m1 has people pinned, but 2 members of at least 3, and only 0 of those who are not pinned may join it": {
			led(three, 2, "x y z v", "x y", "m1 z", "v x"), pins("m1 x")},
		"the group of Person m2 has people pinned, but 2 members of at least 4, and no 2 of the 3 who may join it may be together": {
			led(four, 2, "x y z v", "y z", "z v", "y v"), pins("m2 x")},
		"the groups of Person m1, Person m2 have people pinned, but fewer than 3 members, and there are not enough people for all of them at once": {
			led(three, 2, "x y z v", "v x", "v y"), pins("m1 x", "m2 y")},
	} {
		test.problem.Pinned = test.pinned
		_, err := matching.Solve(t.Context(), test.problem)
		if infeasible := new(matching.InfeasibleError); !errors.As(err, &infeasible) || infeasible.Says != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestPinnedGroupsAreFilledBeforeOthers(t *testing.T) {
	for name, test := range map[string]struct {
		problem matching.Problem
		pinned  [][]program.ID
		want    [][]program.ID
	}{
		// m2 suits everybody, m1 only who is pinned and a.
		"another group gives somebody up": {
			led(program.GroupSize{Min: 3, Max: 4}, 2, "a b c x", "m1 b", "m1 c", "m2 x"), pins("m1 x"),
			[][]program.ID{{"m1", "a", "x"}, {"m2", "b", "c"}}},
		"another group is dissolved": {
			led(program.GroupSize{Min: 3, Max: 4}, 2, "a b x", "m1 b", "m2 x"), pins("m1 x"), [][]program.ID{{"m1", "a", "x"}}},
		"a mentor has several pinned": {
			led(program.GroupSize{Min: 4, Max: 4}, 2, "a b c x y", "m1 b", "m1 c"), pins("m1 x", "y m1"), [][]program.ID{{"m1", "a", "x", "y"}}},
		// a is the only one for m2, but m1 has b too.
		"two pinned groups need the same people": {
			led(program.GroupSize{Min: 3, Max: 3}, 2, "a b x y", "b y"), pins("m1 x", "m2 y"), [][]program.ID{{"m1", "b", "x"}, {"m2", "a", "y"}}},
		// A matching gives m1 two who must not be together.
		"those who join it must be allowed together": {
			led(program.GroupSize{Min: 4, Max: 4}, 1, "a b c x", "a b", "b c"), pins("m1 x"), [][]program.ID{{"m1", "a", "c", "x"}}},
	} {
		for _, led := range []string{"algorithm", "roulette"} {
			test.problem.Pinned, test.problem.Program.Pairing.LedBy = test.pinned, led
			for test.problem.Seed = range int64(8) {
				if diff := cmp.Diff(test.want, groupsOf(pair(t, test.problem))); diff != "" {
					t.Errorf("%s, by %s, seed %d (-want +got):\n%s", name, led, test.problem.Seed, diff)
				}
			}
		}
	}
}
