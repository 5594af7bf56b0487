package main

import (
	"testing"
)

func TestDemoPlaysEveryonesPartToTheEnd(t *testing.T) {
	tr := newTrial(t)
	out := tr.done("demo", "--auto")
	tr.says(out, "The story is complete")
}
