package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/peerpost/peerpost/matching"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/program/file"
)

// matchCommand pairs a file of people as a round would, and keeps nothing. Or it
// matches a bare graph.
type matchCommand struct {
	Program   string  `placeholder:"FILE" help:"The program's file, like program.yaml."`
	People    string  `placeholder:"FILE" help:"The people, like people.csv; all of them count as registered."`
	Graph     string  `placeholder:"FILE" help:"A bare graph instead of people: a line \"p peer VERTICES EDGES\" or \"p bipartite LEFT RIGHT EDGES\", then \"e I J WEIGHT\", \"c I CAPACITY\", \"l I LEAST\"."`
	Objective *string `enum:"score,participation" placeholder:"score" help:"What a graph's best matching is: the best total (score), or the most vertices with a partner (participation); score unless named."`
	Pinned    string  `placeholder:"FILE" help:"Who is to be together whatever else comes out: a CSV of addresses, two a line, or three peers."`
	Out       string  `placeholder:"FILE" help:"Write the pairs as CSV instead of printing them; of a graph, the result and its proof."`
	Bare      string  `placeholder:"FILE" help:"Write the pairs that may be made of the people as a bare graph as well, for --graph or any other checker."`
	Seed      int64   `default:"1" help:"Decides between results that are equally good."`
}

// Run implements the command.
func (c *matchCommand) Run(ctx context.Context, at *place) error {
	if err := c.sparesInput(); err != nil {
		return err
	}
	switch people := c.Program != "" && c.People != ""; {
	case c.Graph != "" && (c.Bare != "" || c.Pinned != ""):
		return wrongInput{errors.New("found --bare or --pinned with --graph, expected them with --program and --people"), "leave them out"}
	case c.Graph != "" && c.Program == "" && c.People == "":
		return c.graph(ctx, at)
	case c.Program != "" && c.Objective != nil:
		return wrongInput{fmt.Errorf("found --objective %s with --program, whose pairing.objective decides", *c.Objective), "leave it out, or change the program's file"}
	case c.Graph != "" || !people:
		return wrongInput{errors.New("found no pair of files to match"), "name --program and --people, or --graph alone"}
	}
	p, _, err := readAnyProgram(c.Program)
	if err != nil {
		return err
	}
	data, err := readInput(c.People)
	if err != nil {
		return err
	}
	rows, err := file.ReadPeople(c.People, data, p)
	if err != nil {
		return err
	}
	if err := rolesIn(c.People, rows, p); err != nil {
		return err
	}
	people, away := poolOf(rows)
	if len(people) < 2 {
		return wrongInput{fmt.Errorf("%s: found %s at work, expected at least two", c.People, count(len(people), "one person", "%d people")), "add people, or correct their status"}
	}
	problem := matching.Problem{Program: p, People: people, Seed: c.Seed}
	if problem.Pinned, err = c.pinned(people); err != nil {
		return err
	}
	if err := c.writeBare(ctx, at, problem); err != nil {
		return err
	}
	heard := &heardOf{doing: fmt.Sprintf("pairing %d people", len(people))}
	done := at.progressOf(heard.String)
	result, err := matching.Solve(matching.WithProgress(ctx, heard.tell), problem)
	done()
	var infeasible *matching.InfeasibleError
	if errors.As(err, &infeasible) {
		return wrongInput{fmt.Errorf("%s: %w", c.People, infeasible), "change the people, the program, or who is pinned"}
	}
	if err != nil {
		return fmt.Errorf("pair %s: %w", c.People, err)
	}
	everyone := personsIn(rows)
	at.warn(tooShort(c.People, rows, p))
	at.warn(strangersAmong(p.Strangers(everyone), everyone))
	m := matchOf(p, people, away, result)
	if c.Out == "" {
		return m.print(at)
	}
	text, err := m.csv()
	if err != nil {
		return err
	}
	if err := writeFile(c.Out, text); err != nil {
		return err
	}
	m.sayResult(at)
	at.say("The pairs are in %s.\n", c.Out)
	return nil
}

// sparesInput refuses to write the result over what it is made of.
func (c *matchCommand) sparesInput() error {
	for _, to := range []struct{ flag, path string }{{"--out", c.Out}, {"--bare", c.Bare}} {
		out, err := os.Stat(to.path)
		if err != nil { // there is nothing to write over
			continue
		}
		for _, in := range []struct{ flag, path string }{{"--program", c.Program}, {"--people", c.People}, {"--graph", c.Graph}, {"--pinned", c.Pinned}} {
			if info, err := os.Stat(in.path); err == nil && os.SameFile(info, out) {
				return wrongInput{fmt.Errorf("found %s %s, the file of %s, expected another file", to.flag, to.path, in.flag), "name one that may be written over"}
			}
		}
	}
	return nil
}

// writeBare writes the people as a bare graph, with the address of each vertex.
func (c *matchCommand) writeBare(ctx context.Context, at *place, problem matching.Problem) error {
	if c.Bare == "" {
		return nil
	}
	g, ids, err := matching.Candidates(ctx, problem)
	if err != nil {
		return wrongInput{fmt.Errorf("--bare: %w", err), "leave --bare out"}
	}
	address := map[program.ID]string{}
	for _, person := range problem.People {
		address[person.ID] = string(person.Person.Address)
	}
	comments := make([]string, len(ids))
	for i, id := range ids {
		comments[i] = address[id]
	}
	var text bytes.Buffer
	if err := matching.WriteGraph(&text, g, comments); err != nil {
		return err
	}
	if err := writeFile(c.Bare, text.Bytes()); err != nil {
		return err
	}
	at.say("The bare graph is in %s.\n", c.Bare)
	return nil
}

// rolesIn refuses people without a role where a format asks for one.
func rolesIn(path string, rows []file.Row, p *program.Program) error {
	for _, row := range rows {
		if row.Role == "" && p.Format != program.Peers {
			return wrongInput{fmt.Errorf("%s:%d: found no role, expected one: format %s has roles", path, row.Line, p.Format), "add a column role"}
		}
	}
	return nil
}

// poolOf makes participants of rows, as a round would take them: those who are
// at work. Their ids are made of their addresses, so that the same file gives
// the same result.
func poolOf(rows []file.Row) (people []program.Participant, away int) {
	for _, row := range rows {
		if row.Person.Status == "terminated" || row.Person.Status == "leave" {
			away++
			continue
		}
		people = append(people, program.Participant{
			ID: program.DeriveID("", "match", row.Person.Address.Key()), Person: row.Person, Role: row.Role, Capacity: cmp.Or(row.Capacity, 1),
			Headline: row.Headline, State: program.Registered, Answers: row.Answers,
		})
	}
	return people, away
}

// writeFile writes a file that only its owner reads, whole or not at all. What
// is no file, like a pipe or /dev/null, is written to and not replaced.
func writeFile(path string, text []byte) error {
	var err error
	if info, known := os.Stat(path); known == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = os.WriteFile(path, text, 0o600)
	} else {
		err = replaceFile(path, text)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w; name a file in a folder that this user may write", path, reason(err))
	}
	return nil
}

func replaceFile(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".peerpost-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
