package main

import "testing"

func TestDemoInWhichNobodyCanBePairedEndsWell(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	tr.says(tr.done("demo", "--auto", "--people", "2", "--seed", "1"),
		"Pairing runs and makes no draft: the program's rules let no two people be paired", "The story is complete", "\n2   Word that nothing is decided yet\n")
}
