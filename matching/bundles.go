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
	b := p.bundled(ctx, s)
	x, err := b.expand(newFloors(len(b.pairs), int64(s.most)+int64(s.keep.worth), p.objective()))
	if err != nil {
		return answer{}, err
	}
	m, err := x.solve(ctx, listed{x.edges, x.n, s.seed}, p.objective(), s.seed)
	if err == nil {
		err = x.verify(ctx, b.graph, m)
	}
	if err == nil && p.objective() == Score {
		m, err = b.fullest(ctx, x, m, s.seed)
	}
	if err != nil {
		return answer{}, err
	}
	a := answer{pairsOf(m), float64(m.Weight), float64(m.Bound), m.Weight == m.Bound}
	a.teams = slices.DeleteFunc(a.teams, func(t team) bool { return t[1] >= len(p.people) }) // they are pinned
	return a, nil
}

// bundling is the graph of newcomers and their buddies. Somebody of any kind who
// is pinned is a vertex more, after all people: it must be matched, with
// whichever place of the newcomer.
type bundling struct {
	graph Graph
	needs [][]program.Role // newcomer → kinds that nobody is pinned for, or somebody of any kind
	pairs []bundled
}

// bundled is an edge: with the newcomer's place for a kind, or any place.
type bundled struct {
	Edge
	kind int // -1: any, and the buddy may have more than one place
}

// bundled makes the graph; once ctx ends, a part of it.
func (p *pool) bundled(ctx context.Context, s *scores) *bundling {
	b := &bundling{needs: make([][]program.Role, p.firsts)}
	g := Graph{N: len(p.people), Capacity: make([]int32, len(p.people)), Paired: p.paired()}
	for v := range g.Capacity {
		g.Capacity[v] = min(max(p.rooms[v], 1), int32(max(p.firsts, 1)))
		if v < p.firsts {
			b.needs[v] = p.lacking(v)
			g.Capacity[v] = int32(max(len(b.needs[v]), 1))
		}
	}
	g.Least = make([]int32, g.N)
	for _, t := range p.pinned {
		if p.people[t[1]].Role == program.Buddy {
			for kind := range b.needs[t[0]] {
				b.pairs = append(b.pairs, bundled{Edge{I: int32(t[0]), J: int32(g.N)}, kind})
			}
			g.Capacity, g.Least, g.Paired = append(g.Capacity, 1), append(g.Least, 1), append(g.Paired, true)
			g.N++
		}
	}
	for i := range p.firsts {
		for j := p.firsts; j < len(p.people) && ctx.Err() == nil; j++ {
			role, weight := p.people[j].Role, s.weight(i, j)
			kind := slices.Index(b.needs[i], role)
			if weight != apartScore && (kind >= 0 || role == program.Buddy) {
				b.pairs = append(b.pairs, bundled{Edge{I: int32(i), J: int32(j), Weight: weight}, kind})
			}
		}
	}
	for _, pair := range b.pairs {
		g.Edges = append(g.Edges, pair.Edge)
	}
	b.graph = g
	return b
}

// expand writes the graph in the engine's terms.
func (b *bundling) expand(f floors) (*expanded, error) {
	x := &expanded{whole: b.graph.N}
	newcomers := int32(len(b.needs))
	places := make([][]int32, b.graph.N) // vertex → places
	for v := range int32(b.graph.N) {
		for place := range b.graph.Capacity[v] {
			floor := f.of(b.graph, v, place)
			if v < newcomers {
				floor = f.someone // each kind of buddy counts as much as the first
			}
			places[v] = append(places[v], x.vertex(v, floor))
		}
	}
	var most int64
	for _, pair := range b.pairs {
		most = max(most, int64(pair.Weight))
		if pair.kind < 0 {
			x.piece(pair.Edge, f.piece, places[pair.I], places[pair.J])
			continue
		}
		for _, place := range places[pair.J] {
			x.edge(places[pair.I][pair.kind], place, pair.Weight)
		}
	}
	return x, x.sums(most)
}

// fullest is fullest for bundles.
func (b *bundling) fullest(ctx context.Context, x *expanded, m Matching, seed int64) (Matching, error) {
	y, err := b.expand(counting)
	if err != nil {
		return Matching{}, err
	}
	if m, err = x.fullest(ctx, y, b.graph, m, seed); err != nil {
		return Matching{}, err
	}
	return m, x.verify(ctx, b.graph, m)
}

// lacking lists the kinds of buddy that nobody is pinned to a newcomer for.
func (p *pool) lacking(newcomer int) []program.Role {
	return slices.DeleteFunc(slices.Clone(program.BundleRoles), func(r program.Role) bool { return p.kindPinned(newcomer, r) })
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
