package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
)

// edge is a pair of people. Of two sides, j counts from 0 again.
type edge struct{ i, j, weight int32 }

// generate writes the class's files into a folder: graph.txt, or program.yaml
// and people.csv.
func (c class) generate(dir string) error {
	left := newPeople(c.people, 1)
	if c.baseline == "" {
		return errors.Join(writePeople(filepath.Join(dir, "people.csv"), left), writeProgram(filepath.Join(dir, "program.yaml")))
	}
	right := left
	if c.others > 0 {
		right = newPeople(c.others, 2)
	}
	return c.writeGraph(filepath.Join(dir, "graph.txt"), c.edges(left, right))
}

// block is how many people are scored against as many others at a time.
const block = 1024

// edges are those between everyone and everyone, or those that are among the
// best of either end.
func (c class) edges(left, right []person) []edge {
	sides, s := c.others > 0, newScorer(c.steps)
	found, other := newBests(len(left), c.top), newBests(len(right), c.top)
	locks := make([]sync.Mutex, (len(right)+block-1)/block)
	var next atomic.Int64
	var group sync.WaitGroup
	tile := func(i0, j0 int) {
		for i := i0; i < min(i0+block, len(left)); i++ {
			for j := j0; j < min(j0+block, len(right)); j++ {
				if !sides && (c.top == 0 && j < i || j == i || apart(i, j, &left[i], &right[j])) {
					continue
				}
				score := s.of(&left[i], &right[j], sides)
				if score >= found.least[i] {
					found.keep(i, edge{int32(i), int32(j), score})
				}
				if sides && c.top > 0 && score >= other.least[j] {
					other.keep(j, edge{int32(i), int32(j), score})
				}
			}
		}
	}
	for range runtime.NumCPU() {
		group.Go(func() {
			for i := int(next.Add(block)) - block; i < len(left); i = int(next.Add(block)) - block {
				for at := range locks { // not all from the same one on
					b := (i/block + at) % len(locks)
					locks[b].Lock()
					tile(i, b*block)
					locks[b].Unlock()
				}
			}
		})
	}
	group.Wait()
	all := slices.Concat(append(found.edges, other.edges...)...)
	for at, e := range all {
		if !sides && e.i > e.j {
			all[at].i, all[at].j = e.j, e.i
		}
	}
	slices.SortFunc(all, func(a, b edge) int { return cmp.Or(cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j)) })
	return slices.Compact(all) // in this order, in which LEMON is fastest
}

// bests are each one's k best edges, in heaps whose first is the worst; if k is
// 0, all.
type bests struct {
	k     int
	edges [][]edge
	least []int32 // what scores less is not among the best
}

func newBests(n, k int) *bests {
	return &bests{k: k, edges: make([][]edge, n), least: make([]int32, n)}
}

func (b *bests) keep(v int, e edge) {
	list := b.edges[v]
	switch {
	case b.k == 0 || len(list) < b.k:
		list = append(list, e)
		b.edges[v] = list
		if len(list) != b.k {
			return
		}
		slices.SortFunc(list, worse)
	case worse(e, list[0]) > 0:
		sink(list, e)
	}
	b.least[v] = list[0].weight
}

// sink replaces the first of a heap.
func sink(list []edge, e edge) {
	at := 0
	for {
		down := 2*at + 1
		if down+1 < len(list) && worse(list[down+1], list[down]) < 0 {
			down++
		}
		if down >= len(list) || worse(e, list[down]) <= 0 {
			break
		}
		list[at] = list[down]
		at = down
	}
	list[at] = e
}

// worse orders by weight; where that is the same, by chance, so that not all
// prefer the same.
func worse(a, b edge) int {
	return cmp.Or(cmp.Compare(a.weight, b.weight), cmp.Compare(a.mixed(), b.mixed()), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
}

func (e edge) mixed() uint32 {
	x := uint32(min(e.i, e.j))*0x9e3779b9 ^ uint32(max(e.i, e.j))*0x85ebca6b
	return (x ^ x>>15) * 0xc2b2ae35
}

func (c class) writeGraph(path string, edges []edge) error {
	return write(path, func(out *bufio.Writer) {
		if c.others > 0 {
			fmt.Fprintf(out, "p bipartite %d %d %d\n", c.people, c.others, len(edges))
		} else {
			fmt.Fprintf(out, "p peer %d %d\n", c.people, len(edges))
		}
		r := rand.New(rand.NewPCG(4, 4))
		for v := 0; v < c.people && c.capacity > 1; v++ {
			fmt.Fprintf(out, "c %d %d\n", v, 1+r.IntN(c.capacity))
		}
		var line []byte
		for _, e := range edges {
			line = append(line[:0], "e "...)
			for _, number := range []int32{e.i, e.j, e.weight} {
				line = append(strconv.AppendInt(line, int64(number), 10), ' ')
			}
			line[len(line)-1] = '\n'
			out.Write(line)
		}
	})
}

func write(path string, fill func(out *bufio.Writer)) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(f, 1<<16)
	fill(out)
	return errors.Join(out.Flush(), f.Close())
}

func writePeople(path string, list []person) error {
	return write(path, func(out *bufio.Writer) {
		w := csv.NewWriter(out)
		w.Write([]string{"email", "name", "manager_email", "department", "timezone", "working_hours", "wants", "offers", "interests",
			"opinion_1", "opinion_2", "opinion_3", "opinion_4", "opinion_5", "opinion_6"})
		for i := range list {
			w.Write(list[i].words(i))
		}
		w.Flush()
	})
}

// writeProgram writes the rules that the scorer is made of, as an organisation
// would.
func writeProgram(path string) error {
	return write(path, func(out *bufio.Writer) {
		options := func(kind string) {
			out.WriteString("    options: ")
			for t := range topics {
				if t > 0 {
					out.WriteString("; ")
				}
				fmt.Fprintf(out, "%s %d", kind, t)
			}
			out.WriteString("\n")
		}
		out.WriteString(program)
		for _, q := range [][2]string{{"wants", "Topic"}, {"offers", "Topic"}, {"interests", "Interest"}} {
			fmt.Fprintf(out, "  - id: %s\n    text: What about %s?\n    type: multiple choice\n    select: many\n", q[0], q[0])
			options(q[1])
		}
		for question := range 6 {
			fmt.Fprintf(out, "  - {id: opinion_%d, text: Opinion %d, type: scale, from: 1, to: 5}\n", question+1, question+1)
		}
	})
}

const program = `name: Everyone meets someone
slug: everyone
goal: networking
cycle: cohort
format: peers
admins: [ada@example.org, grace@example.org]
support: help@example.org
language: en
timezone: Europe/Berlin
registration: {opens: 2027-01-11, closes: 2027-01-22}
matching: {opens: 2027-01-25, closes: 2027-02-05}
starts: 2027-02-08
length: 6 months
send_hours: 08:00-18:00
pairing:
  led_by: algorithm
  approval: required
  undo: 10m
  odd: trio
  objective: participation
  requirements:
    - {different: manager}
  recommendations:
    - {question: wants, meets: offers, weight: 5}
    - {question: interests, meets: interests, weight: 2}
    - {overlap: working_hours, weight: 2}
    - {different: department, weight: 1}
    - {similar: opinion_1, weight: 0.5}
    - {similar: opinion_2, weight: 0.5}
    - {similar: opinion_3, weight: 0.5}
    - {similar: opinion_4, weight: 0.5}
    - {similar: opinion_5, weight: 0.5}
    - {similar: opinion_6, weight: 0.5}
sessions: {every: 2 weeks, length: 45m, agenda: peer-starter}
questionnaire:
`
