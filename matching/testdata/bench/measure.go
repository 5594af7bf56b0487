package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// measured is what a process said and took.
type measured struct {
	said   string
	weight int64
	solve  float64 // CPU seconds
	wall   float64
	memory float64 // peak, in MB
}

// best is the quickest of three where that takes seconds, and else of one.
func best(args ...string) (measured, error) {
	first, err := measure(args...)
	if err != nil || first.wall > 10 {
		return first, err
	}
	for range 2 {
		again, err := measure(args...)
		if err != nil {
			return measured{}, err
		}
		if again.weight != first.weight {
			return measured{}, fmt.Errorf("%s weighs %d, then %d", args[0], first.weight, again.weight)
		}
		first.solve = min(first.solve, again.solve)
		first.memory = min(first.memory, again.memory)
	}
	return first, nil
}

// measure runs a solver. Its last line tells weight and solve, and optimal
// where it can. The peak of memory is the kernel's, which takes in what this
// process held when it started the other: so we hold little.
func measure(args ...string) (measured, error) {
	began := time.Now()
	run := command(args...)
	var out bytes.Buffer
	run.Stdout = &out
	if err := run.Run(); err != nil {
		return measured{}, fmt.Errorf("%s: %w", strings.Join(args, " "), err)
	}
	m := measured{said: strings.TrimSpace(out.String()), wall: time.Since(began).Seconds()}
	m.memory = float64(run.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
	last := m.said[strings.LastIndexByte(m.said, '\n')+1:]
	for _, word := range strings.Fields(last) {
		name, value, _ := strings.Cut(word, "=")
		var err error
		switch name {
		case "weight":
			m.weight, err = strconv.ParseInt(value, 10, 64)
		case "solve":
			m.solve, err = strconv.ParseFloat(value, 64)
		case "optimal":
			if value != "true" {
				err = fmt.Errorf("found optimal=%s, expected true", value)
			}
		}
		if err != nil {
			return measured{}, fmt.Errorf("%s: %w", args[0], err)
		}
	}
	return m, nil
}

// command is one whose complaints are seen.
func command(args ...string) *exec.Cmd {
	run := exec.Command(args[0], args[1:]...)
	run.Stderr = os.Stderr
	return run
}

// processor is the machine's, as the kernel calls it.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	_, name, _ := strings.Cut(string(text), "model name")
	name, _, _ = strings.Cut(name, "\n")
	return strings.Trim(name, "\t :")
}
