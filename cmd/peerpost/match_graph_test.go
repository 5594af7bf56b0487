package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMatchOfAGraphSaysWhatItFoundInOneLine(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	// The best total leaves two people out; the most people takes the outer pairs.
	path := tr.write("graph.txt", "p peer 4 3\ne 0 1 1\ne 1 2 5\ne 2 3 1\n")
	tr.says(tr.done("match", "--graph", path), "pairs=1 weight=5 bound=5 optimal=true read=", " solve=")
	out := filepath.Join(tr.dir, "result.txt")
	tr.says(tr.done("match", "--graph", path, "--objective", "participation", "--out", out), "pairs=2 weight=2 bound=2 optimal=true")
	text, err := os.ReadFile(out)
	if err != nil || !strings.HasPrefix(string(text), "s 2 2\nm 0 1\nm 2 3\nt 4 ") {
		t.Errorf("found %q (%v), expected the pairs and their proof", text, err)
	}
	link := filepath.Join(tr.dir, "link.txt") // shows that the file is replaced, never cut
	if err := os.Link(out, link); err != nil {
		t.Fatal(err)
	}
	tr.done("match", "--graph", path, "--out", out)
	if kept, err := os.ReadFile(link); err != nil || string(kept) != string(text) {
		t.Errorf("the result before was written into: %q (%v)", kept, err)
	}
}

func TestMatchRefusesAGraphWithItsLine(t *testing.T) {
	t.Parallel()
	tr := newTrial(t)
	path := tr.write("bad.txt", "p peer 4 2\ne 0 1 1\n")
	tr.refused(exitWrong, "peerpost match: "+path+":2: found the end after 1 edges, expected the 2", "match", "--graph", path)
	must := tr.write("must.txt", "p peer 3 1\nl 0 1\nl 2 1\ne 0 1 1\n")
	tr.refused(exitWrong, "peerpost match: "+must+": it cannot be met: vertex 2 is to have at least 1 and can have 0", "match", "--graph", must)
	tr.refused(exitWrong, "peerpost match: "+tr.dir+"/none.txt: ", "match", "--graph", tr.dir+"/none.txt")
	tr.refused(exitWrong, "peerpost match: found no pair of files to match", "match", "--graph", path, "--people", path)
	tr.refused(exitWrong, "peerpost match: found no pair of files to match", "match", "--people", path)
}
