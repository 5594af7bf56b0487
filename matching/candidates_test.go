package matching_test

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

func TestBareGraphOfThePeopleHasTheSameBestResult(t *testing.T) {
	often(t, func(t *rapid.T) {
		problem := smallPool(t, rapid.IntRange(2, 7).Draw(t, "n"))
		problem.Program.Pairing.Objective = objective(t)
		switch rapid.IntRange(0, 2).Draw(t, "shape") {
		case 1:
			as(t, problem, program.Mentors, program.Mentor, program.Mentee)
		case 2:
			problem.Program.Cycle = program.Evergreen
		}
		for i := range problem.People {
			problem.People[i].Capacity = rapid.IntRange(1, 3).Draw(t, "capacity")
		}
		result, err := matching.Solve(t.Context(), problem)
		if err != nil {
			t.Fatal(err)
		}
		graph, ids, err := matching.Candidates(t.Context(), problem)
		if err != nil || len(ids) != len(problem.People) {
			t.Fatalf("%d ids of %d people: %v", len(ids), len(problem.People), err)
		}
		var text bytes.Buffer
		if err := matching.WriteGraph(&text, graph, nil); err != nil {
			t.Fatal(err)
		}
		read, err := matching.ReadGraph(&text)
		if err != nil {
			t.Fatal(err)
		}
		m, err := matching.MaxWeight(t.Context(), read, matching.Objective(problem.Program.Pairing.Objective), 1)
		if err == nil {
			err = matching.Verify(read, m)
		}
		if err != nil || math.Abs(float64(m.Weight)/matching.ScoreUnit-result.Score) > 1e-9 {
			t.Fatalf("the graph's best weighs %d, the people's result scores %v: %v", m.Weight, result.Score, err)
		}
	})
}
