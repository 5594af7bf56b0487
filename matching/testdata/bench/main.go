// Bench compares Peerpost's matching engine with the best public solvers: LEMON
// for general graphs and for flows, scipy for dense assignments. All are given
// the same files, one after the other, on the same machine. It prints a table
// of ratios in Markdown, and fails where a ratio is above what is required.
//
// Run it from the root of the tree: make bench-matching, or with some classes
// only: make bench-matching CLASSES="peer-1000 peer-2000".
package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench-matching:", err)
		os.Exit(1)
	}
}

// run compares classes. Or it does a part of that in a process of its own,
// because the kernel counts a parent's memory as its child's: see measure.
func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "generate":
		c, err := classOf(args[1])
		if err != nil {
			return err
		}
		return c.generate(args[2])
	case len(args) == 3 && args[0] == "prove":
		return prove(args[1], args[2])
	}
	chosen := classes
	if len(args) > 0 {
		chosen = nil
		for _, name := range args {
			c, err := classOf(name)
			if err != nil {
				return err
			}
			chosen = append(chosen, c)
		}
	}
	if err := install(chosen); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "peerpost-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := bench{dir: dir}
	if err := b.build(chosen); err != nil {
		return err
	}
	return b.compare(chosen)
}

// bench is a run of classes in a temporary folder.
type bench struct{ dir string }

func (b bench) in(name string) string { return filepath.Join(b.dir, name) }

const baselines = "matching/testdata/bench/baseline/"

// build makes the drivers that the classes need, and Peerpost.
func (b bench) build(chosen []class) error {
	commands := [][]string{{"go", "build", "-trimpath", "-o", b.in("peerpost"), "./cmd/peerpost"}}
	if slices.ContainsFunc(chosen, func(c class) bool { return c.baseline == "matching" || c.baseline == "flow" }) {
		commands = append(commands, []string{"g++", "-O3", "-march=native", "-std=c++17", "-o", b.in("lemon"), baselines + "lemon.cpp", "-llemon"})
	}
	for _, command := range commands {
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(command, " "), err, out)
		}
	}
	return nil
}

// compare measures each class and prints its line of the table.
func (b bench) compare(chosen []class) error {
	fmt.Printf("%s, %d cores. CPU seconds of solving, reading excluded; memory is the peak of the whole process.\n\n", processor(), runtime.NumCPU())
	fmt.Println("| class | baseline | ours s | baseline s | ratio | at most | hoped for | ours MB | baseline MB | memory ratio | at most | |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|")
	var missed []string
	for _, c := range chosen {
		line, good, err := b.measureClass(c)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Println(line)
		if !good {
			missed = append(missed, c.name)
		}
	}
	if len(missed) > 0 {
		return fmt.Errorf("above what is required: %s", strings.Join(missed, ", "))
	}
	return nil
}

// measureClass returns the class's line, and whether it is good enough.
func (b bench) measureClass(c class) (line string, good bool, err error) {
	itself, err := os.Executable()
	if err != nil {
		return "", false, err
	}
	dir := b.in(c.name)
	defer os.RemoveAll(dir)
	if err := errors.Join(os.Mkdir(dir, 0o700), command(itself, "generate", c.name, dir).Run()); err != nil {
		return "", false, fmt.Errorf("generate: %w", err)
	}
	if c.baseline == "" {
		return b.measureAlone(c, dir)
	}
	graph, result := filepath.Join(dir, "graph.txt"), filepath.Join(dir, "result.txt")
	ours, err := best(b.in("peerpost"), "match", "--graph", graph, "--out", result)
	if err != nil {
		return "", false, err
	}
	if err := command(itself, "prove", graph, result).Run(); err != nil {
		return "", false, fmt.Errorf("our certificate does not hold: %w", err)
	}
	theirs, err := best(c.driver(b, graph)...)
	if err != nil {
		return "", false, err
	}
	if ours.weight != theirs.weight {
		return "", false, fmt.Errorf("ours weighs %d, %s's %d", ours.weight, c.solver(), theirs.weight)
	}
	ratio, memory := ours.solve/theirs.solve, ours.memory/theirs.memory
	good = (c.atMost == 0 || ratio <= c.atMost) && (c.memoryAtMost == 0 || memory <= c.memoryAtMost)
	return fmt.Sprintf("| %s | %s | %.3f | %.3f | %s | %s | %s | %.0f | %.0f | %.2f | %s | %s |", c.says, c.solver(), ours.solve, theirs.solve,
		share(ratio), share(c.atMost), share(c.hoped), ours.memory, theirs.memory, memory, cmp.Or(c.memory, "–"), verdict(c.atMost == 0, good)), good, nil
}

// measureAlone is for the class that no other solver can do.
func (b bench) measureAlone(c class, dir string) (line string, good bool, err error) {
	ours, err := measure(b.in("peerpost"), "match", "--program", filepath.Join(dir, "program.yaml"), "--people", filepath.Join(dir, "people.csv"),
		"--out", filepath.Join(dir, "pairs.csv"))
	if err != nil {
		return "", false, err
	}
	if !strings.Contains(ours.said, "best possible, proven") {
		return "", false, fmt.Errorf("not proven: %s", ours.said)
	}
	good = ours.wall <= c.atMost
	return fmt.Sprintf("| %s | none exists | %.1f wall | – | – | %.0f | %.0f | %.0f | – | – | – | %s |",
		c.says, ours.wall, c.atMost, c.hoped, ours.memory, verdict(false, good)), good, nil
}

func verdict(unjudged, good bool) string {
	switch {
	case unjudged:
		return "–"
	case good:
		return "pass"
	}
	return "FAIL"
}

// share writes a ratio as a part of one.
func share(ratio float64) string {
	switch {
	case ratio == 0:
		return "–"
	case ratio > 0.5:
		return fmt.Sprintf("%.2f", ratio)
	}
	return fmt.Sprintf("1/%.1f", 1/ratio)
}
