package matching_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

// zoneHours are offsets of crowd's zones, east of UTC, in winter; their
// differences are the same in summer but for a week or two, and for Tokyo.
var zoneHours = map[string]int{"": 1, "Europe/Berlin": 1, "Europe/London": 0, "America/New_York": -5, "Asia/Tokyo": 9}

// mayMeet says again, in other words, what the requirements of crowd mean.
func mayMeet(a, b program.Participant, managerOf map[string]string) bool {
	shares := false
	for _, language := range strings.Split(a.Person.Language, ";") {
		shares = shares || language != "" && slices.Contains(strings.Split(b.Person.Language, ";"), language)
	}
	for _, two := range [][2]program.Person{{a.Person, b.Person}, {b.Person, a.Person}} {
		manager := strings.ToLower(two[0].ManagerEmail)
		if manager == string(two[1].Address) || managerOf[manager] == string(two[1].Address) {
			return false
		}
	}
	gap := zoneHours[a.Person.Zone] - zoneHours[b.Person.Zone]
	return shares && gap >= -5 && gap <= 5 && a.Person.ManagerEmail != b.Person.ManagerEmail
}

func TestRequirementsHoldForEveryTwoPeopleOfAProposal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		problem := crowd(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "people"), 0)), n)
		problem.Seed = rapid.Int64().Draw(t, "seed")
		problem.Program.Pairing.Odd = rapid.SampledFrom([]string{"trio", "leave_out"}).Draw(t, "odd")
		problem.Program.Pairing.Objective = rapid.SampledFrom([]string{"participation", "score"}).Draw(t, "objective")
		problem.Program.Pairing.MinimumScore = rapid.SampledFrom([]float64{0, 0.3}).Draw(t, "minimum")
		result, err := matching.Solve(t.Context(), problem)
		if err != nil {
			t.Fatal(err)
		}
		checkResult(t, problem, result)
	})
}

func checkResult(t *rapid.T, problem matching.Problem, result matching.Result) {
	people, managerOf := map[program.ID]program.Participant{}, map[string]string{}
	for _, p := range problem.People {
		people[p.ID] = p
		managerOf[string(p.Person.Address)] = strings.ToLower(p.Person.ManagerEmail)
	}
	seen := map[program.ID]int{}
	var total float64
	for at, proposal := range result.Proposals {
		total += proposal.Score
		if at > 0 && proposal.Score > result.Proposals[at-1].Score {
			t.Fatalf("proposal %d scores more than the one before", at)
		}
		if len(proposal.Members) > 2 && problem.Program.Pairing.Odd == "leave_out" || len(proposal.Members) > 3 {
			t.Fatalf("%d members", len(proposal.Members))
		}
		var points float64
		for _, reason := range proposal.Reasons {
			points += reason.Points
		}
		if points > proposal.Score+1e-5 || len(proposal.Members) == 2 && points < proposal.Score-1e-5 {
			t.Fatalf("reasons sum to %v, the score is %v", points, proposal.Score)
		}
		if proposal.Score < problem.Program.Pairing.MinimumScore-1e-6 || proposal.Score > 1 {
			t.Fatalf("score %v", proposal.Score)
		}
		for i, a := range proposal.Members {
			seen[a]++
			for _, b := range proposal.Members[:i] {
				if !mayMeet(people[a], people[b], managerOf) {
					t.Fatalf("%+v and %+v are in one proposal", people[a], people[b])
				}
			}
		}
	}
	for _, unpaired := range result.Unpaired {
		seen[unpaired.ParticipantID]++
	}
	for _, p := range problem.People {
		if seen[p.ID] != 1 {
			t.Fatalf("%s is in the result %d times", p.ID, seen[p.ID])
		}
	}
	if math.Abs(total-result.Score) > 1e-9 || result.Score > result.Bound+1e-9 {
		t.Fatalf("proposals total %v, score %v, bound %v", total, result.Score, result.Bound)
	}
	if problem.Program.Pairing.Odd == "leave_out" && !result.Optimal {
		t.Fatal("not optimal")
	}
}
