package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// pinned reads who is to be together whatever else comes out: a line for each
// pairing, with the addresses of two people, or of three peers, in columns.
func (c *matchCommand) pinned(people []program.Participant) ([][]program.ID, error) {
	if c.Pinned == "" {
		return nil, nil
	}
	data, err := readInput(c.Pinned)
	if err != nil {
		return nil, err
	}
	ids := map[string]program.ID{}
	for _, p := range people {
		ids[p.Person.Address.Key()] = p.ID
	}
	rows := csv.NewReader(bytes.NewReader(data))
	rows.FieldsPerRecord = -1
	var pinned [][]program.ID
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return pinned, nil
		}
		if err != nil {
			return nil, wrongInput{fmt.Errorf("%s: %w", c.Pinned, err), "correct the line"}
		}
		line, _ := rows.FieldPos(0)
		var team []program.ID
		for _, cell := range row {
			id, known := ids[program.Address(strings.TrimSpace(cell)).Key()]
			if !known || slices.Contains(team, id) {
				return nil, wrongInput{fmt.Errorf("%s:%d: found %q, expected the address of another of the people at work", c.Pinned, line, cell), "correct the address, or delete the line"}
			}
			team = append(team, id)
		}
		if len(team) < 2 || len(team) > 3 {
			return nil, wrongInput{fmt.Errorf("%s:%d: found %s, expected two, or three peers", c.Pinned, line, count(len(team), "one address", "%d addresses")), "correct the line"}
		}
		pinned = append(pinned, team)
	}
}
