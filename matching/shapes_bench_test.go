package matching_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
)

// BenchmarkFormats solves each format from answers, and reports how far from
// the best possible the result may be.
func BenchmarkFormats(b *testing.B) {
	for _, format := range []struct {
		name  string
		n     int
		roles []program.Role
		edit  func(*program.Program)
	}{
		{"mentors", 400, []program.Role{program.Mentor, program.Mentee, program.Mentee}, func(*program.Program) {}},
		{"mentors", 4000, []program.Role{program.Mentor, program.Mentee, program.Mentee}, func(*program.Program) {}},
		{"evergreen peers", 400, []program.Role{program.Peer}, func(p *program.Program) { p.Cycle = program.Evergreen }},
		{"groups", 400, []program.Role{program.Mentor, program.Mentee, program.Mentee, program.Mentee}, func(p *program.Program) { p.Group = program.GroupSize{Min: 3, Max: 6} }},
		{"groups", 2000, []program.Role{program.Mentor, program.Mentee, program.Mentee, program.Mentee}, func(p *program.Program) { p.Group = program.GroupSize{Min: 3, Max: 6} }},
		{"buddies", 400, append([]program.Role{program.Mentee, program.Buddy}, program.BundleRoles...), func(*program.Program) {}},
		{"roulette", 400, []program.Role{program.Peer}, func(p *program.Program) { p.Pairing.LedBy = "roulette" }},
		{"fair peers", 1000, []program.Role{program.Peer}, func(p *program.Program) { p.Pairing.Ties = "fairness" }},
	} {
		problem := crowd(rand.New(rand.NewPCG(1, 2)), format.n)
		problem.Program.Format = map[string]program.Format{"mentors": program.Mentors, "groups": program.Groups, "buddies": program.Buddies}[format.name]
		format.edit(problem.Program)
		for i := range problem.People {
			problem.People[i].Role = format.roles[i%len(format.roles)]
			problem.People[i].Capacity = 1 + i%4
		}
		b.Run(fmt.Sprintf("%s of %d", format.name, format.n), func(b *testing.B) {
			var result matching.Result
			for b.Loop() {
				result = pair(b, problem)
			}
			b.ReportMetric(100*(result.Bound-result.Score)/result.Bound, "%gap")
			b.ReportMetric(float64(len(result.Unpaired)), "unpaired")
		})
	}
}
