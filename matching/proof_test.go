package matching_test

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/peerpost/peerpost/matching"
)

// written is a proof as a result's file has it.
type written struct {
	kind     string // t, u, or none
	scale, c int64
	value    map[int]int64
	sets     []oddSet
}

type oddSet struct {
	dual int64
	in   map[int]bool
}

func readProof(t *testing.T, text string) written {
	p := written{value: map[int]int64{}}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		var numbers []int64
		for _, word := range words[1:] {
			if number, err := strconv.ParseInt(word, 10, 64); err == nil {
				numbers = append(numbers, number)
			}
		}
		switch words[0] {
		case "t", "u":
			p.kind, p.scale, p.c = words[0], numbers[0], numbers[1]
		case "y", "v":
			if words[0] == "y" && numbers[1] < 0 {
				t.Fatalf("a dual below 0: %s", line)
			}
			p.value[int(numbers[0])] = numbers[1]
		case "b":
			set := oddSet{numbers[0], map[int]bool{}}
			for _, v := range numbers[1:] {
				set.in[int(v)] = true
			}
			if set.dual < 0 || len(set.in)%2 == 0 {
				t.Fatalf("no odd set: %s", line)
			}
			p.sets = append(p.sets, set)
		}
	}
	return p
}

func limits(g matching.Graph, v int) (least, most int64) {
	most = 1
	if g.Capacity != nil {
		most = int64(g.Capacity[v])
	}
	if g.Least != nil {
		least = int64(g.Least[v])
	}
	return least, most
}

// bound is what the proof allows, in 1/scale.
func (p written) bound(t *testing.T, g matching.Graph) int64 {
	var bound int64
	for v := range g.N {
		least, most := limits(g, v)
		if p.kind == "t" {
			bound += p.value[v] * most
			continue
		}
		best := p.value[v]*least + p.c*min(least, 1)
		for k := least; k <= most; k++ {
			best = max(best, p.value[v]*k+p.c*min(k, 1))
		}
		bound += best
	}
	for _, set := range p.sets {
		bound += set.dual * int64(len(set.in)/2)
	}
	for _, e := range g.Edges {
		beyond := p.scale*int64(e.Weight) - p.value[int(e.I)] - p.value[int(e.J)]
		if p.kind == "u" {
			bound += max(beyond, 0)
			continue
		}
		beyond += p.scale * p.c
		for _, set := range p.sets {
			if set.in[int(e.I)] && set.in[int(e.J)] {
				beyond -= set.dual
			}
		}
		if beyond > 0 {
			t.Fatalf("the edge of %d and %d is not covered", e.I, e.J)
		}
	}
	return bound
}

// worth is what the pairs come to as the proof counts, in 1/scale.
func (p written) worth(m matching.Matching, n int) int64 {
	if p.kind == "t" {
		return p.scale * (m.Weight + p.c*int64(len(m.Chosen)))
	}
	worth := p.scale * m.Weight
	for _, partners := range m.Partners(n) {
		worth += p.c * min(int64(len(partners)), 1)
	}
	return worth
}

// proofOf checks what is written of a matching, and tells its form.
func proofOf(t *testing.T, g matching.Graph, m matching.Matching) string {
	t.Helper()
	var text bytes.Buffer
	if err := matching.WriteResult(&text, g, m); err != nil {
		t.Fatal(err)
	}
	p := readProof(t, text.String())
	if p.kind == "" {
		return ""
	}
	if bound, worth := p.bound(t, g), p.worth(m, g.N); bound != worth {
		t.Fatalf("%s: the proof allows %d, the pairs come to %d\n%+v\n%s", m.Objective, bound, worth, g, text.String())
	}
	return p.kind
}

// The proof is checked as another program would: from the file and the graph.
func TestProofsThatAreWrittenHold(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 24))
	seen := map[string]int{}
	for run := range 4000 {
		n := 2 + r.IntN(20)
		g := matching.Graph{N: n}
		if run%2 == 0 {
			g.Left = 1 + r.IntN(n-1)
		}
		for _, e := range randomGraph(r, n, []float64{.1, .3, .6}[r.IntN(3)], []int32{1, 5, 1_000_000}[r.IntN(3)]).Edges {
			if g.Left == 0 || (int(e.I) < g.Left) != (int(e.J) < g.Left) {
				e.I, e.J = min(e.I, e.J), max(e.I, e.J)
				g.Edges = append(g.Edges, e)
			}
		}
		if most := r.IntN(4); most > 0 {
			for range n {
				g.Capacity = append(g.Capacity, min(1+r.Int32N(int32(most)), int32(n)))
			}
		}
		if r.IntN(4) == 0 {
			g.Least = make([]int32, n)
			g.Least[r.IntN(n)] = 1
		}
		for _, objective := range objectives {
			m, err := matching.MaxWeight(t.Context(), g, objective, int64(run))
			if err != nil {
				continue // a lower bound cannot be met
			}
			kind := proofOf(t, g, m)
			if seen[kind]++; kind == "" && (g.Left > 0 || g.Capacity == nil && g.Least == nil) {
				t.Fatalf("run %d, %s: no proof of\n%+v", run, objective, g)
			}
		}
	}
	if seen["t"] < 1000 || seen["u"] < 1000 || seen[""] > 1000 {
		t.Errorf("%d proofs by duals, %d by prices, %d without: these graphs do not test both", seen["t"], seen["u"], seen[""])
	}
}

func TestProofCountsTheGraphsOwnCapacities(t *testing.T) {
	g, err := matching.ReadGraph(strings.NewReader("p bipartite 1 9 4\nc 2 2\nc 4 2\nc 6 1\nc 8 2\nc 9 4\ne 0 1 1\ne 0 2 0\ne 0 5 0\ne 0 8 0\n"))
	if err != nil {
		t.Fatal(err)
	}
	for seed := range int64(300) {
		m, err := matching.MaxWeight(t.Context(), g, matching.Participation, seed)
		if err != nil {
			t.Fatal(err)
		}
		if kind := proofOf(t, g, m); kind != "t" {
			t.Fatalf("seed %d: a proof of kind %q", seed, kind)
		}
	}
}
