package main

import (
	"strings"
	"testing"
)

// twoOfOneManager are people whom the sample program may not pair.
const twoOfOneManager = `email,first_name,last_name,manager_email,skills_wanted,skills_offered
ann.lee@example.org,Ann,Lee,ruth.adler@example.org,Testing,Code review
bo.roy@example.org,Bo,Roy,ruth.adler@example.org,Code review,Testing
`

func TestDemoInWhichNobodyCanBePairedEndsWell(t *testing.T) {
	t.Parallel()
	c, story := played(t, demoCommand{Auto: true, People: 2, Seed: 1, csv: []byte(twoOfOneManager)})
	for _, want := range []string{
		"Pairing runs and makes no draft: the program's rules let no two people be paired\n",
		"2027-02-05 09:00  Matching has closed: 2 people are told that nothing is decided yet, and ada and grace what they can do\n",
	} {
		if strings.Count(story, want) != 1 {
			t.Errorf("found %d times %q in:\n%s", strings.Count(story, want), want, story)
		}
	}
	if strings.Contains(story, "Survey") {
		t.Errorf("surveys that nobody was asked are told of in:\n%s", story)
	}
	if missing, err := c.missing(t.Context()); err != nil || len(missing) > 0 {
		t.Errorf("the story lacks %v, %v", missing, err)
	}
}
