package matching

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// Candidates returns the pairs that may be made of a Problem, with what they
// score in ScoreUnits, as a bare graph: for another solver, or for whoever checks
// the result without this package's rules. Its vertices are people, whose ids
// come with it. A best matching of it by the Program's objective weighs what the
// result of Solve without trios does. It fails for more people than 2,000, for
// formats that are not made of pairs alone, and where a rule is wrong.
func Candidates(ctx context.Context, problem Problem) (Graph, []program.ID, error) {
	if n := len(problem.People); n > mostListed {
		return Graph{}, nil, fmt.Errorf("found %d people, expected at most %d to list all pairs of", n, mostListed)
	}
	if f := problem.Program.Format; f == program.Groups || f == program.Buddies {
		return Graph{}, nil, fmt.Errorf("found format %s, expected peers or mentors: other results are not pairs of a graph", f)
	}
	p, err := newPool(ctx, problem)
	if err != nil {
		return Graph{}, nil, fmt.Errorf("read the pool: %w", err)
	}
	s := &scores{scorer: p.scorer, n: len(p.people)}
	edges, err := sortByEnds(ctx, s.n, s.all())
	if err != nil {
		return Graph{}, nil, err
	}
	g := Graph{N: s.n, Edges: edges}
	if !p.peers() && p.firsts > 0 && p.firsts < s.n {
		g.Left = p.firsts
	}
	if slices.ContainsFunc(p.rooms, func(room int32) bool { return room > 1 }) {
		for _, room := range p.rooms {
			g.Capacity = append(g.Capacity, max(room, 1))
		}
	}
	var ids []program.ID
	for _, person := range p.people {
		ids = append(ids, person.ID)
	}
	return g, ids, ctx.Err()
}

// WriteGraph writes a graph as ReadGraph reads it, with a comment for each of
// its vertices.
func WriteGraph(w io.Writer, g Graph, comments []string) error {
	out := bufio.NewWriterSize(w, 1<<16)
	for v, comment := range comments {
		fmt.Fprintf(out, "# %d %s\n", v, comment)
	}
	if g.Left > 0 {
		fmt.Fprintf(out, "p bipartite %d %d %d\n", g.Left, g.N-g.Left, len(g.Edges))
	} else {
		fmt.Fprintf(out, "p peer %d %d\n", g.N, len(g.Edges))
	}
	for v := range g.Capacity {
		fmt.Fprintf(out, "c %d %d\n", v, g.Capacity[v])
	}
	for v := range g.Least {
		fmt.Fprintf(out, "l %d %d\n", v, g.Least[v])
	}
	for _, e := range g.Edges {
		fmt.Fprintf(out, "e %d %d %d\n", e.I, int(e.J)-g.Left, e.Weight)
	}
	return out.Flush()
}
