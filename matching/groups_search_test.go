package matching_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

// confident are people who score the more, the nearer their confidence is.
func confident(problem matching.Problem, levels ...string) matching.Problem {
	problem.Program.Pairing.Recommendations = []program.Rule{rule("similar", "confidence")}
	for i, level := range levels {
		problem.People[i].Answers["confidence"] = []string{level}
	}
	return problem
}

func TestMembersAreExchangedForPeopleWhoAreOut(t *testing.T) {
	// A matching takes a and b, who suit the mentor; c and d suit each other.
	three := program.GroupSize{Min: 3, Max: 3}
	members := confident(led(three, 1, "a b c d"), "3", "2", "4", "5", "5")
	members.Program.Pairing.Recommendations = append(members.Program.Pairing.Recommendations, rule("same", "wants"))
	for i, wants := range [][]string{{"Go", "SQL"}, {"Go"}, {"Go"}} {
		members.People[i+2].Answers["wants"] = wants
	}
	// m1 may lead the most, but m2 is like a and b.
	mentors := confident(led(three, 2, "a b c", "m2 c"), "2", "5", "5", "5", "1")
	for _, objective := range []string{"participation", "score"} {
		members.Program.Pairing.Objective, mentors.Program.Pairing.Objective = objective, objective
		if diff := cmp.Diff([][]program.ID{{"m1", "c", "d"}}, groupsOf(pair(t, members))); diff != "" {
			t.Errorf("%s, members (-want +got):\n%s", objective, diff)
		}
		if diff := cmp.Diff([][]program.ID{{"m2", "a", "b"}}, groupsOf(pair(t, mentors))); diff != "" {
			t.Errorf("%s, mentors (-want +got):\n%s", objective, diff)
		}
	}
}

func TestByScoreNobodyIsLeftOutWhoCostsNothing(t *testing.T) {
	// m1 with b and c is worth as much as m1 with c, and m2 with b.
	problem := confident(led(program.GroupSize{Min: 2, Max: 3}, 2, "a b c", "a b", "a m2", "c m2"), "4", "2", "1", "5", "2")
	problem.Program.Pairing.Recommendations = append(problem.Program.Pairing.Recommendations, rule("same", "wants"))
	for i, wants := range [][]string{{"Leadership"}, {"Leadership", "SQL", "Go"}, {"Go"}, {"Leadership"}, {"Leadership"}} {
		problem.People[i].Answers["wants"] = wants
	}
	problem.Program.Pairing.Objective = "score"
	for problem.Seed = range int64(8) {
		if result := pair(t, problem); len(result.Unpaired) != 1 {
			t.Errorf("%v, score %v", groupsOf(result), result.Score)
		}
	}
	problem = confident(led(program.GroupSize{Min: 2, Max: 3}, 1, "a b"), "1", "1", "4")
	problem.Program.Pairing.Objective = "score"
	if diff := cmp.Diff([][]program.ID{{"m1", "a"}}, groupsOf(pair(t, problem))); diff != "" {
		t.Errorf("with b the group is worth less (-want +got):\n%s", diff)
	}
}

func TestKeptPairsDoNotRaiseTheBoundOfGroups(t *testing.T) {
	problem := crowd(rand.New(rand.NewPCG(3, 4)), 60)
	problem.Program.Format, problem.Program.Group = program.Groups, program.GroupSize{Min: 3, Max: 5}
	for i := range problem.People {
		problem.People[i].Role = []program.Role{program.Mentor, program.Mentee, program.Mentee}[i%3]
	}
	before := pair(t, problem)
	for i := 1; i < 60; i += 3 {
		problem.Keep = append(problem.Keep, [2]program.ID{problem.People[i].ID, problem.People[i+1].ID})
	}
	if after := pair(t, problem); math.Abs(after.Bound-before.Bound) > 1e-3*before.Bound || after.Score > after.Bound {
		t.Errorf("bound %v without kept pairs, %v with them, score %v", before.Bound, after.Bound, after.Score)
	}
}

// A second is much: by hand, at 2,000 people, it is below a twentieth.
func TestGroupsStopSoonWheneverTheirContextEnds(t *testing.T) {
	problem := crowd(rand.New(rand.NewPCG(1, 2)), 500)
	problem.Program.Format, problem.Program.Group = program.Groups, program.GroupSize{Min: 3, Max: 6}
	for i := range problem.People {
		problem.People[i].Role = []program.Role{program.Mentor, program.Mentee, program.Mentee, program.Mentee}[i%4]
	}
	begun := time.Now()
	pair(t, problem)
	took, stopped := time.Since(begun), 0
	for moment := range time.Duration(10) {
		ctx, cancel := context.WithTimeout(t.Context(), took*moment/10)
		_, err := matching.Solve(ctx, problem)
		ends, _ := ctx.Deadline()
		cancel()
		if err == nil {
			continue
		}
		stopped++
		if late := time.Since(ends); !errors.Is(err, context.DeadlineExceeded) || late > time.Second {
			t.Errorf("stopped %v after its context ended: %v", late, err)
		}
	}
	if stopped == 0 {
		t.Error("it never stopped")
	}
}
