package matching_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/peerpost/peerpost/matching"
)

func TestGraphIsReadAsItIsWritten(t *testing.T) {
	got, err := matching.ReadGraph(strings.NewReader("# three mentors\np bipartite 2 3 3\nc 1 2\nl 4 1\n\ne 1 2 7\ne 0 0 5\r\ne 1 0 0"))
	if err != nil {
		t.Fatal(err)
	}
	want := matching.Graph{
		N: 5, Left: 2,
		Edges:    []matching.Edge{{I: 0, J: 2, Weight: 5}, {I: 1, J: 2}, {I: 1, J: 4, Weight: 7}},
		Capacity: []int32{1, 2, 1, 1, 1},
		Least:    []int32{0, 0, 0, 0, 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWrongGraphsAreRefusedWithTheirLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "0: found no p line",
		"# nothing":                     "1: found no p line",
		"e 0 1 5":                       "1: found \"e\", expected the p line first",
		"p":                             "1: found p alone",
		"p peer 2":                      "1: found p peer with 1 numbers",
		"p tree 2 1":                    "1: found p tree",
		"p peer 2 1\np peer 2 1":        "2: found a second p line",
		"p peer -1 1":                   "1: found \"-1\", expected a count",
		"p peer 1000000000 1":           "1: found \"1000000000\", expected a count",
		"p peer 2 1000000000000":        "1: found \"1000000000000\", expected a count",
		"p peer 40000000 1\ne 0 1 1":    "2: found 40000000 vertices and 1 edges",
		"p peer 2 1000000\ne 0 1 1":     "2: found the end after 1 edges",
		"p bipartite 0 2 1":             "1: found 0 and 2 vertices",
		"p peer 2 1\ne 0 1 NaN":         "2: found \"NaN\", expected a weight",
		"p peer 2 1\ne 0 1 -1":          "2: found \"-1\", expected a weight",
		"p peer 2 1\ne 0 1 0.5":         "2: found \"0.5\", expected a weight",
		"p peer 2 1\ne 0 1 99999999999": "2: found \"99999999999\", expected a weight",
		"p peer 2 1\ne 0 1":             "2: found 2 numbers after e",
		"p peer 2 1\ne 0 2 1":           "2: found \"2\", expected a vertex, an integer from 0 to 1",
		"p bipartite 2 2 1\ne 0 2 1":    "2: found \"2\", expected a vertex, an integer from 0 to 1",
		"p peer 2 1\ne 1 1 1":           "2: found an edge of vertex 1 with itself",
		"p peer 3 2\ne 0 1 1\ne 1 0 2":  "3: found the edge of 0 and 1 a second time",
		"p peer 3 3\n\ne 1 0 1\n# more\n\ne 0 1 2\ne 1 2 1": "6: found the edge of 0 and 1 a second time",
		"p peer 3 1\ne 0 1 1\ne 1 2 2":                      "3: found one edge more than the 1",
		"p peer 2 1\nc 0 0":                                 "2: found \"0\", expected a number of partners",
		"p peer 2 1\nc 0 -3":                                "2: found \"-3\", expected a number of partners",
		"p peer 2 1\nc 0 3000000000":                        "2: found \"3000000000\", expected a number of partners",
		"p peer 2 1\nc 9 1":                                 "2: found \"9\", expected a vertex",
		"p peer 2 1\nc 0 1\nc 0 1":                          "3: found a second c line of vertex 0",
		"p peer 2 1\nc 0":                                   "2: found 1 numbers after c",
		"p peer 2 1\nl 0 2\ne 0 1 1":                        "3: found that vertex 0 must have 2 partners and may have 1",
		"p peer 2 1\nz 0 2":                                 "2: found \"z\", expected a line that begins with",
		"p peer 2 1\n" + strings.Repeat("e", 5000):          "2: found a line of more than 256 characters",
		"p peer 2 1\n" + strings.Repeat("#", 100000):        "2: found a line of more than 256 characters",
	} {
		g, err := matching.ReadGraph(strings.NewReader(text))
		var wrong *matching.LineError
		if !errors.As(err, &wrong) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.40q: %v and %d edges, want %q", text, err, len(g.Edges), want)
		}
	}
}

func FuzzReadGraph(f *testing.F) {
	f.Add("p peer 4 2\nc 0 2\nl 1 1\ne 0 1 5\ne 0 2 6\n")
	f.Add("p bipartite 2 2 1\ne 0 1 5\n")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := matching.ReadGraph(strings.NewReader(text))
		if err != nil || g.N > 50 {
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		for _, objective := range objectives {
			m, err := matching.MaxWeight(ctx, g, objective, 1)
			var infeasible *matching.InfeasibleError
			if errors.As(err, &infeasible) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := matching.Verify(g, m); err != nil {
				t.Fatal(err)
			}
			if err := matching.WriteResult(&bytes.Buffer{}, g, m); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestResultIsWrittenWithItsProof(t *testing.T) {
	// A triangle and a pair hang together by a thread.
	g, err := matching.ReadGraph(strings.NewReader("p peer 5 5\ne 0 1 10\ne 1 2 10\ne 0 2 10\ne 3 4 6\ne 2 3 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := matching.MaxWeight(context.Background(), g, matching.Score, 1)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := matching.WriteResult(&out, g, m); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"s 2 16\n", "m 3 4\n", "t 4 0\n", "b "} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("no line %q in\n%s", line, out.String())
		}
	}
}
