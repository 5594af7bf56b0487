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
func confident(problem matching.Problem, objective string, levels ...string) matching.Problem {
	problem.Program.Pairing.Objective = objective
	problem.Program.Pairing.Recommendations = []program.Rule{rule("similar", "confidence")}
	for i, level := range levels {
		problem.People[i].Answers["confidence"] = []string{level}
	}
	return problem
}

func TestMembersAreExchangedForPeopleWhoAreOut(t *testing.T) {
	// A matching takes those who suit the mentor, but a and b suit each other less than c and d do.
	three := program.GroupSize{Min: 3, Max: 3}
	members := confident(led(three, 1, "a b c d"), "", "3", "1", "5", "4", "4")
	mentors := confident(led(three, 2, "a b", "a b"), "", "1", "5", "5", "4")
	mentors.Program.Pairing.DoNotPair = nil
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

func TestOfGroupsThatScoreTheSameTheLargerAreBetter(t *testing.T) {
	// b scores half with both, so that the group is worth as much with b as without.
	problem := confident(led(program.GroupSize{Min: 2, Max: 3}, 1, "a b"), "score", "1", "1", "3")
	if diff := cmp.Diff([][]program.ID{{"m1", "a", "b"}}, groupsOf(pair(t, problem))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	problem = confident(led(program.GroupSize{Min: 2, Max: 3}, 1, "a b"), "score", "1", "1", "4")
	if diff := cmp.Diff([][]program.ID{{"m1", "a"}}, groupsOf(pair(t, problem))); diff != "" {
		t.Errorf("with b it is worth less (-want +got):\n%s", diff)
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
