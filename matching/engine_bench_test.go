package matching_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/peerpost/peerpost/matching"
)

// likings makes graphs of people with traits, of whom each may meet some of the
// others (0: all): the more alike, the better.
func likings(left, right, some int, grades int32) matching.Graph {
	r := rand.New(rand.NewPCG(15, 16))
	traits := make([][6]int32, left+right)
	for v := range traits {
		for k := range traits[v] {
			traits[v][k] = r.Int32N(1000)
		}
	}
	g := matching.Graph{N: left + right, Left: left}
	if right == 0 {
		g.Left = 0
	}
	meet := func(i, j int) {
		weight := int32(6000)
		for k := range traits[i] {
			d := traits[i][k] - traits[j][k]
			weight -= max(d, -d)
		}
		g.Edges = append(g.Edges, matching.Edge{I: int32(i), J: int32(j), Weight: int32(int64(weight) * int64(grades) / 6000)})
	}
	for i := range left {
		from, to := i+1, left
		if right > 0 {
			from, to = left, left+right
		}
		if some == 0 {
			for j := from; j < to; j++ {
				meet(i, j)
			}
			continue
		}
		for range some {
			if right > 0 {
				meet(i, left+r.IntN(right))
			} else if j := r.IntN(left); j != i {
				meet(i, j)
			}
		}
	}
	return g
}

// The classes of BENCHMARKS.md, smaller.
func BenchmarkMaxWeight(b *testing.B) {
	mentors := likings(6000, 20_000, 80, 1_000_000)
	mentors.Capacity = make([]int32, mentors.N)
	r := rand.New(rand.NewPCG(17, 18))
	for v := range mentors.Capacity {
		mentors.Capacity[v] = 1
		if v < mentors.Left {
			mentors.Capacity[v] += r.Int32N(6)
		}
	}
	for _, class := range []struct {
		name  string
		graph matching.Graph
	}{
		{"2,000 peers, all pairs", likings(2000, 0, 0, 1_000_000)},
		{"20,000 peers, some pairs", likings(20_000, 0, 32, 1_000_000)},
		{"20,000 peers, 11 different scores", likings(20_000, 0, 32, 10)},
		{"20,000 × 20,000, some pairs", likings(20_000, 20_000, 16, 1_000_000)},
		{"1,000 × 1,000, all pairs", likings(1000, 1000, 0, 1_000_000)},
		{"6,000 mentors of 1 to 6 × 20,000", mentors},
	} {
		b.Run(class.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := matching.MaxWeight(b.Context(), class.graph, matching.Score, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSolveOfThousands(b *testing.B) {
	for _, n := range []int{2000, 10_000} {
		problem := crowd(rand.New(rand.NewPCG(1, 2)), n)
		problem.Program.Pairing.Odd = "leave_out"
		b.Run(fmt.Sprintf("%d people", n), func(b *testing.B) {
			for b.Loop() {
				pair(b, problem)
			}
		})
	}
}
