package matching

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/program"
)

// variety is people whose answers make every kind of part: few classes, many
// classes of a small vocabulary, and of a large one.
func variety(r *rand.Rand, n int) Problem {
	words := func(from, most int) []string {
		var list []string
		for range r.IntN(most + 1) {
			list = append(list, fmt.Sprintf("Word %d", r.IntN(from)))
		}
		return list
	}
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	rules := program.PairingRules{
		Odd: "trio",
		Requirements: []program.Rule{
			{Kind: program.RuleDifferent, Field: "manager"},
			{Kind: program.RuleMeets, Field: "needs", Meets: "gives"},
			{Kind: program.RuleTimezoneGap, AtMost: program.Length{N: 9, Unit: program.Hours}},
			{Kind: program.RuleDifferent, Field: "tribe"},
		},
		DoNotPair: [][2]program.Address{{"p0@example.org", "p1@example.org"}},
	}
	problem := Problem{Program: &program.Program{
		Format: program.Peers,
		Zone:   "Europe/Berlin",
		Starts: program.Date{Year: 2027, Month: time.February, Day: 8},
		Length: program.Length{N: 6, Unit: program.Months},
	}, Seed: 1}
	for _, id := range []string{"wants", "offers", "needs", "gives", "likes", "tribe", "reads", "many", "owns"} {
		problem.Program.Questionnaire = append(problem.Program.Questionnaire, program.Question{ID: id, Type: program.Text})
	}
	rules.Recommendations = []program.Rule{
		{Kind: program.RuleMeets, Field: "wants", Meets: "offers", Weight: 5},
		{Kind: program.RuleMeets, Field: "many", Meets: "owns", Weight: 1},
		{Kind: program.RuleSimilar, Field: "likes", Weight: 2},
		{Kind: program.RuleSimilar, Field: "reads", Weight: 1},
		{Kind: program.RuleDifferent, Field: "department", Weight: 1},
		{Kind: program.RuleOverlap, Field: "working_hours", Weight: 3},
	}
	problem.Program.Pairing = rules
	for i := range n {
		problem.People = append(problem.People, program.Participant{
			ID:    program.ID(fmt.Sprintf("p%05d", i)),
			State: program.Registered,
			Person: program.Person{
				Address:      program.Address(fmt.Sprintf("p%d@example.org", i)),
				ManagerEmail: fmt.Sprintf("p%d@example.org", i/5),
				Department:   pick("Tech", "Sales", "Legal", ""),
				Zone:         pick("Europe/Berlin", "America/New_York", "Asia/Tokyo", ""),
				Hours:        pick("", "Mon-Thu 08:00-16:00", "Tue-Fri 10:00-19:00"),
			},
			Answers: program.Answers{
				"wants": words(40, 4), "offers": words(40, 6), "needs": words(4, 2), "gives": words(4, 3),
				"likes": words(60, 12), "reads": words(200, 5), "many": words(200, 3), "owns": words(200, 9), "tribe": words(5, 1),
			},
		})
	}
	return problem
}

func TestPartsGiveWhatTheRulesSay(t *testing.T) {
	p, err := newPool(t.Context(), variety(rand.New(rand.NewPCG(1, 2)), 3000))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, part := range p.scorer.parts {
		kinds[fmt.Sprintf("%T", part)]++
	}
	for _, kind := range []string{"*matching.table", "*matching.wishes", "*matching.alike", "matching.asked"} {
		if kinds[kind] == 0 {
			t.Errorf("no part is a %s: %v", kind, kinds)
		}
	}
	row := make([]int32, len(p.people)-100)
	order := rand.New(rand.NewPCG(3, 4)).Perm(len(p.people))
	places := make([]int32, len(order))
	for at, i := range order {
		places[at] = int32(i)
	}
	sorted := p.scorer.inOrder(places)
	other := make([]int32, len(row))
	for _, i := range []int{0, 1, 7, 2999} {
		p.scorer.row(i, 100, row)
		sorted.row(i, 100, other)
		for k, points := range row {
			j := 100 + k
			if i == j {
				continue
			}
			var want float64
			for _, r := range p.recommendations {
				want += r.share * r.fraction(i, j) * ScoreUnit
			}
			allowed := true
			for _, b := range p.barriers {
				allowed = allowed && b.allows(i, j)
			}
			got := p.scorer.of(i, j)
			if allowed != (got != apartScore) {
				t.Fatalf("%d and %d: allowed %v, score %d", i, j, allowed, got)
			}
			if allowed && (math.Abs(want-float64(got)) > 6 || points != got) {
				t.Fatalf("%d and %d: the rules say %.1f, parts %d, in a row %d", i, j, want, got, points)
			}
			a, b := int(places[i]), int(places[j])
			if score := p.scorer.of(a, b); score != apartScore && other[k] != score {
				t.Fatalf("%d and %d: %d, in another order %d", a, b, score, other[k])
			}
		}
	}
}

func TestSameProblemGivesTheSameResultOnAnyNumberOfProcessors(t *testing.T) {
	problem := variety(rand.New(rand.NewPCG(3, 3)), block+100) // more than one block
	problem.Program.Pairing.Odd = "leave_out"
	var want Result
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for at, processors := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(processors)
		got, err := Solve(t.Context(), problem)
		if err != nil {
			t.Fatal(err)
		}
		if at == 0 {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d processors (-want +got):\n%s", processors, diff)
		}
	}
}

// The certificate is checked against all pairs, most of which the engine passes
// over.
func TestEveryPairIsCoveredThoughFewAreSolved(t *testing.T) {
	for _, n := range []int{2, 3, 60, 301, 400} {
		p, err := newPool(t.Context(), variety(rand.New(rand.NewPCG(uint64(n), 2)), n))
		if err != nil {
			t.Fatal(err)
		}
		for _, objective := range []Objective{Score, Participation} {
			s := &scores{scorer: p.scorer, n: n, seed: 1, most: ScoreUnit}
			m, err := s.best(t.Context(), objective, false)
			if err != nil {
				t.Fatalf("%d people, %s: %v", n, objective, err)
			}
			listed, err := MaxWeight(t.Context(), Graph{N: n, Edges: s.all()}, objective, 1)
			if err != nil {
				t.Fatal(err)
			}
			if m.Weight != listed.Weight || len(m.Chosen) != len(listed.Chosen) {
				t.Errorf("%d people, %s: %d pairs of %d, listed %d of %d", n, objective, len(m.Chosen), m.Weight, len(listed.Chosen), listed.Weight)
			}
		}
	}
}
