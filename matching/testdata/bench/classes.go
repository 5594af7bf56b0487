package main

import (
	"fmt"
	"strings"
)

// class is a kind of instance, what solves it elsewhere, and what our part of
// that time must be.
type class struct {
	name, says    string
	baseline      string // "matching", "flow", "assignment"; empty: nobody else solves it
	atMost, hoped float64
	memoryAtMost  float64
	memory        string // what is required of memory, in words

	people, others int // others: on the other side of a bipartite graph
	top            int // each one's best; 0: all pairs are there
	capacity       int // of the left side: from 1 to this
	steps          int32
}

// classes is the table of issue 3. The last ones are not in it: few different
// scores make ties, and these make odd cycles.
var classes = []class{
	{name: "peer-1000", says: "peer dense 1,000", baseline: "matching", atMost: 1. / 10, hoped: 1. / 15, people: 1000},
	{name: "peer-2000", says: "peer dense 2,000", baseline: "matching", atMost: 1. / 20, hoped: 1. / 40, people: 2000},
	{name: "peer-10k", says: "peer 10k top 64", baseline: "matching", atMost: 1. / 7, hoped: 1. / 14, people: 10_000, top: 64},
	{name: "peer-100k", says: "peer 100k top 64", baseline: "matching", atMost: 1. / 10, hoped: 1. / 20, memoryAtMost: .75, memory: "3/4 (1/2)", people: 100_000, top: 64},
	{name: "sides-100k", says: "bipartite 100k×100k top 16", baseline: "flow", atMost: 1. / 4, hoped: 1. / 9, people: 100_000, others: 100_000, top: 16},
	{name: "sides-5k", says: "bipartite 5k×5k dense", baseline: "assignment", atMost: 5. / 6, hoped: 1. / 3, people: 5000, others: 5000},
	{name: "mentors-30k", says: "30k mentors capacity 1–6 × 100k mentees top 32", baseline: "flow", atMost: 1. / 3, hoped: 1. / 8, people: 30_000, others: 100_000, top: 32, capacity: 6},
	{name: "ties-2000", says: "peer dense 2,000, 6 different scores", baseline: "matching", people: 2000, steps: 5},
	{name: "ties-20k", says: "peer 20k top 32, 11 different scores", baseline: "matching", people: 20_000, top: 32, steps: 10},
	{name: "answers-100k", says: "100k people, answers → optimum proven over all 5·10⁹ pairs", atMost: 180, hoped: 60, people: 100_000},
}

func classOf(name string) (class, error) {
	var names []string
	for _, c := range classes {
		if c.name == name {
			return c, nil
		}
		names = append(names, c.name)
	}
	return class{}, fmt.Errorf("found no class %q, expected some of: %s", name, strings.Join(names, " "))
}

func (c class) solver() string {
	return map[string]string{"matching": "LEMON", "flow": "CostScaling", "assignment": "scipy"}[c.baseline]
}

// driver is the command that has the baseline solve the graph.
func (c class) driver(b bench, graph string) []string {
	if c.baseline == "assignment" {
		return []string{python, baselines + "assignment.py", graph}
	}
	return []string{b.in("lemon"), c.baseline, graph}
}
