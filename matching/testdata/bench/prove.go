package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// proof is what a result's file claims: Edmonds' dual (1965). It is checked here
// without any code of the engine: no edge is worth more than the values of its
// ends and of the odd sets that hold both, none is negative, and all together
// come to what the pairs weigh.
type proof struct {
	capacity []int64
	right    int // where the other side's numbers begin
	pairs    map[[2]int]int64
	weight   int64 // told
	scale    int64
	bonus    int64 // added to every weight
	value    []int64
	sets     []int64
	in       map[int][]int // vertex → its sets
	bound    int64         // in 1/scale
}

func prove(graph, result string) error {
	p := &proof{pairs: map[[2]int]int64{}, in: map[int][]int{}}
	// The graph is read twice: it may be much larger than what is claimed of it.
	if err := lines(graph, p.readVertices); err != nil {
		return err
	}
	if err := lines(result, p.readResult); err != nil {
		return err
	}
	if p.scale == 0 {
		return fmt.Errorf("%s: found no proof", result)
	}
	if err := lines(graph, p.checkEdge); err != nil {
		return err
	}
	return p.checkPairs()
}

// lines tells each line's kind and numbers.
func lines(path string, tell func(kind string, numbers []int64) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<26)
	var numbers []int64
	for scan.Scan() {
		kind, rest, _ := strings.Cut(scan.Text(), " ")
		numbers = numbers[:0]
		for word := range strings.FieldsSeq(rest) {
			if number, err := strconv.ParseInt(word, 10, 64); err == nil {
				numbers = append(numbers, number)
			}
		}
		if err := tell(kind, numbers); err != nil {
			return fmt.Errorf("%s: %s: %w", path, scan.Text(), err)
		}
	}
	return scan.Err()
}

func (p *proof) readVertices(kind string, numbers []int64) error {
	switch kind {
	case "p":
		n := numbers[0]
		if len(numbers) == 3 {
			p.right, n = int(n), n+numbers[1]
		}
		p.capacity, p.value = make([]int64, n), make([]int64, n)
		for v := range p.capacity {
			p.capacity[v] = 1
		}
	case "c":
		p.capacity[numbers[0]] = numbers[1]
	}
	return nil
}

func (p *proof) readResult(kind string, numbers []int64) error {
	switch kind {
	case "s":
		p.weight = numbers[1]
	case "m":
		p.pairs[[2]int{int(numbers[0]), int(numbers[1]) + p.right}] = math.MinInt64
	case "t":
		p.scale, p.bonus = numbers[0], numbers[1]
	case "y":
		if numbers[1] < 0 {
			return fmt.Errorf("found a negative value")
		}
		p.value[numbers[0]] = numbers[1]
		p.bound += numbers[1] * p.capacity[numbers[0]]
	case "b":
		if numbers[0] < 0 || len(numbers[1:])%2 == 0 {
			return fmt.Errorf("found a negative value or an even set")
		}
		for _, v := range numbers[1:] {
			p.in[int(v)] = append(p.in[int(v)], len(p.sets))
		}
		p.sets = append(p.sets, numbers[0])
		p.bound += numbers[0] * int64(len(numbers[1:])/2)
	}
	return nil
}

func (p *proof) checkEdge(kind string, numbers []int64) error {
	if kind != "e" {
		return nil
	}
	i, j := int(numbers[0]), int(numbers[1])+p.right
	pair := [2]int{min(i, j), max(i, j)}
	if _, chosen := p.pairs[pair]; chosen {
		p.pairs[pair] = numbers[2]
	}
	cover := p.value[i] + p.value[j]
	for _, a := range p.in[i] {
		for _, b := range p.in[j] {
			if a == b {
				cover += p.sets[a]
			}
		}
	}
	if cover < p.scale*(numbers[2]+p.bonus) {
		return fmt.Errorf("found values of %d, which do not cover it", cover)
	}
	return nil
}

func (p *proof) checkPairs() error {
	partners := make([]int64, len(p.value))
	var weight int64
	for pair, w := range p.pairs {
		if w == math.MinInt64 {
			return fmt.Errorf("found the pair %v, which is no edge", pair)
		}
		weight += w
		for _, v := range pair {
			if partners[v]++; partners[v] > p.capacity[v] {
				return fmt.Errorf("found too many partners of %d", v)
			}
		}
	}
	if weight != p.weight {
		return fmt.Errorf("found pairs of weight %d, told as %d", weight, p.weight)
	}
	if worth := p.scale * (weight + p.bonus*int64(len(p.pairs))); p.bound != worth {
		return fmt.Errorf("found a bound of %d, expected what the pairs come to, %d", p.bound, worth)
	}
	return nil
}
