// Package examples carries the sample program and its people, for
// demonstrations and tests, and makes up more people where 24 are too few.
package examples

import (
	_ "embed"
	"slices"
)

// The files' names, for errors and headings.
const (
	ProgramFile = "eng-peers.yaml"
	PeopleFile  = "eng-peers.csv"
)

//go:embed eng-peers.yaml
var engPeersProgram []byte

//go:embed eng-peers.csv
var engPeersPeople []byte

// Program returns the sample program: program.yaml of a cohort of peers.
func Program() []byte { return slices.Clone(engPeersProgram) }

// SamplePeople returns the people.csv of the sample program: 24 people in seven
// time zones.
func SamplePeople() []byte { return slices.Clone(engPeersPeople) }
