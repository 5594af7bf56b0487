package matching

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/peerpost/peerpost/program"
)

// severalPartners is a problem of people who may have few or many partners.
func severalPartners(r *rand.Rand, n int) Problem {
	p := variety(r, n)
	pairing := &p.Program.Pairing
	pairing.Objective = []string{"participation", "score"}[r.IntN(2)]
	pairing.Ties = []string{"", "fairness"}[r.IntN(2)]
	if r.IntN(2) == 0 {
		pairing.Requirements = nil
	}
	if r.IntN(2) == 0 {
		pairing.Recommendations = pairing.Recommendations[:2]
	}
	p.Program.Cycle = program.Evergreen
	if r.IntN(2) == 0 {
		p.Program.Format = program.Mentors
	}
	most := 1 + r.IntN(60)
	for i := range p.People {
		p.People[i].Capacity = 1 + r.IntN(most)
		if p.Program.Format == program.Mentors {
			p.People[i].Role = []program.Role{program.Mentor, program.Mentee}[min(r.IntN(4), 1)]
		}
	}
	return p
}

// The engine knows all pairs at once here.
func TestManyPartnersEachAreAsGoodAsAmongAllPairs(t *testing.T) {
	for run := range 40 {
		r := rand.New(rand.NewPCG(7, uint64(run)))
		problem := severalPartners(r, 40+r.IntN(100))
		result, err := Solve(t.Context(), problem)
		if err != nil {
			t.Fatalf("run %d: %v", run, err)
		}
		p, err := newPool(t.Context(), problem)
		if err != nil {
			t.Fatal(err)
		}
		s := &scores{scorer: p.scorer, n: len(p.people)}
		g := Graph{N: s.n, Edges: s.all(), Capacity: p.rooms}
		if !p.peers() {
			g.Left = p.firsts
		}
		m, err := proven(t.Context(), g, p.objective(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if want := float64(m.Weight) / ScoreUnit; math.Abs(result.Score-want) > 1e-6 || !result.Optimal {
			t.Errorf("run %d, %s by %s: score %v, optimal %v, want %v", run, problem.Program.Format, p.objective(), result.Score, result.Optimal, want)
		}
		if paired := s.n - len(result.Unpaired); p.objective() == Participation && paired != g.covered(m) {
			t.Errorf("run %d: %d people have a partner, want %d", run, paired, g.covered(m))
		}
	}
}
