package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"syscall"

	"github.com/peerpost/peerpost/matching"
)

// graph matches a bare graph: the engine without people, as a benchmark or
// another program would use it.
func (c *matchCommand) graph(ctx context.Context, at *place) error {
	debug.SetGCPercent(20) // what is large holds no pointers, so looking for garbage costs next to nothing
	before := cpuSeconds()
	f, err := os.Open(c.Graph)
	if err != nil {
		return wrongInput{fmt.Errorf("%s: %w", c.Graph, reason(err)), "name a file that this user may read"}
	}
	defer f.Close()
	g, err := matching.ReadGraph(f)
	var wrong *matching.LineError
	if errors.As(err, &wrong) {
		return wrongInput{fmt.Errorf("%s:%w", c.Graph, wrong), "see peerpost match --help"}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.Graph, err)
	}
	debug.FreeOSMemory() // what reading took, before as much again is asked for
	read := cpuSeconds()
	heard := &heardOf{doing: fmt.Sprintf("matching %d vertices and %d edges", g.N, len(g.Edges))}
	done := at.progressOf(heard.String)
	objective := matching.Score
	if c.Objective != nil {
		objective = matching.Objective(*c.Objective)
	}
	m, err := matching.MaxWeight(matching.WithProgress(ctx, heard.tell), g, objective, c.Seed)
	done()
	solved := cpuSeconds()
	var infeasible *matching.InfeasibleError
	if errors.As(err, &infeasible) {
		return wrongInput{fmt.Errorf("%s: %w", c.Graph, infeasible), "lower what they must have, or give them more edges"}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.Graph, err)
	}
	if err := matching.Verify(g, m); err != nil {
		return fmt.Errorf("%s: %w", c.Graph, err)
	}
	if c.Out != "" {
		var result bytes.Buffer
		if err := matching.WriteResult(&result, g, m); err != nil {
			return err
		}
		if err := writeFile(c.Out, result.Bytes()); err != nil {
			return err
		}
	}
	at.say("pairs=%d weight=%d bound=%d optimal=%t read=%.3f solve=%.3f\n",
		len(m.Chosen), m.Weight, m.Bound, m.Bound == m.Weight, read-before, solved-read)
	return nil
}

// cpuSeconds is what all threads of this process have taken so far.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(usage.Utime) + seconds(usage.Stime)
}
