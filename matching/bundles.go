package matching

import (
	"context"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// bundles gives each newcomer one buddy of each kind, different people, all
// newcomers at once: first as many buddies as possible, then the best total.
// It is a matching, and so exact, in which a newcomer has a place for each kind
// of buddy. Who can be any kind could come to several places of one newcomer,
// and so is joined to all of them by an edge that can be taken once.
func (p *pool) bundles(ctx context.Context, s *scores) (answer, error) {
	m, err := p.bundle(ctx, s, p.pinned, p.objective())
	if err != nil {
		return answer{}, err
	}
	a := answer{pairsOf(m), float64(m.Weight), float64(m.Bound), m.Weight == m.Bound}
	kinds := slices.DeleteFunc(slices.Clone(p.pinned), func(t team) bool { return p.people[t[1]].Role == program.Buddy })
	if len(kinds) == len(p.pinned) {
		return a, nil
	}
	// Which place a pinned buddy of any kind takes was not searched for: what
	// could be reached if they took none is the bound.
	free, err := p.bundle(ctx, s, kinds, Score)
	a.bound, a.optimal = max(a.score, float64(free.Bound)), a.optimal && a.score >= float64(free.Bound)
	return a, err
}

// bundle matches newcomers who have these buddies already with the rest.
func (p *pool) bundle(ctx context.Context, s *scores, have []team, objective Objective) (Matching, error) {
	x, g := p.bundled(s, have, objective)
	m, err := x.solve(ctx, listed{x.edges, x.n, s.seed}, objective, s.seed)
	if err != nil {
		return Matching{}, err
	}
	return m, x.verify(g, m)
}

// bundled is the graph of newcomers and their buddies, and how it is solved.
func (p *pool) bundled(s *scores, have []team, objective Objective) (*expanded, Graph) {
	g := Graph{N: len(p.people), Capacity: make([]int32, len(p.people))}
	x := &expanded{}
	f := newFloors(p.firsts*len(program.BundleRoles), int64(s.most)+int64(s.keep.worth), objective)
	places := make([][]int32, g.N) // person → places
	needs := make([][]program.Role, p.firsts)
	for v := range int32(g.N) {
		room := max(p.rooms[v], 1)
		if int(v) < p.firsts {
			needs[v] = p.missing(int(v), have)
			room = int32(max(len(needs[v]), 1))
		}
		g.Capacity[v] = room
		for place := range room {
			if int(v) < p.firsts {
				place = 0 // each kind of buddy counts as much as the first
			}
			places[v] = append(places[v], x.vertex(v, f.of(g, v, place)))
		}
	}
	for i := range p.firsts {
		for j := p.firsts; j < g.N; j++ {
			role := p.people[j].Role
			weight := s.weight(i, j)
			kind := slices.Index(needs[i], role)
			if weight == apartScore || len(needs[i]) == 0 || kind < 0 && role != program.Buddy {
				continue
			}
			e := Edge{I: int32(i), J: int32(j), Weight: weight}
			g.Edges = append(g.Edges, e)
			if role == program.Buddy {
				x.pieces = append(x.pieces, e)
				continue
			}
			for _, place := range places[j] {
				x.edge(places[i][kind], place, weight)
			}
		}
	}
	x.split(places, f)
	return x, g
}

// missing lists the kinds of buddy that a newcomer has none of among the teams.
// Who can be any kind is the last that nobody else is.
func (p *pool) missing(newcomer int, teams []team) []program.Role {
	missing := slices.Clone(program.BundleRoles)
	anyKind := 0
	for _, t := range teams {
		if t[0] != newcomer {
			continue
		}
		role := p.people[t[1]].Role
		if role == program.Buddy {
			anyKind++
		}
		missing = slices.DeleteFunc(missing, func(r program.Role) bool { return r == role })
	}
	return missing[:max(len(missing)-anyKind, 0)]
}

// incomplete lists the newcomers who have some kinds of buddy, but not all.
func (p *pool) incomplete(teams []team) []Missing {
	if p.program.Format != program.Buddies {
		return nil
	}
	var list []Missing
	in := members(teams, len(p.people))
	for i := range p.firsts {
		if roles := p.missing(i, teams); in[i] && len(roles) > 0 {
			list = append(list, Missing{p.people[i].ID, roles})
		}
	}
	return list
}
