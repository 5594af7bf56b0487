package matching

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// groups puts everyone who is led into a group of a leader. What a group is
// worth is the mean of each two of its members, times half its size, so that a
// group of two is worth what a pair is. To find the best groups of three or
// more is NP-hard (Karp 1972), so a matching of leaders with those they lead is
// where a local search begins, and a linear program bounds it (groupBound).
func (p *pool) groups(ctx context.Context, s *scores) (answer, error) {
	d := &division{pool: p, scores: s, sizes: p.program.Group}
	d.sizes.Min = max(d.sizes.Min, 2)
	d.weights = d.table(ctx)
	if err := cmp.Or(ctx.Err(), d.possible()); err != nil {
		return answer{}, err
	}
	best, err := d.search(ctx)
	if err != nil {
		return answer{}, err
	}
	keeping := s.keep.worth > 0
	if keeping { // the bound is of what is scored, and so holds whatever is kept
		plain := *s
		plain.keep = keep{}
		best.scores = &plain
		best.weights = best.table(ctx)
	}
	bound, err := best.bound(ctx)
	a := answer{score: best.total(), bound: max(bound, best.total())}
	for _, t := range best.teams {
		if len(t) > 0 {
			a.teams = append(a.teams, t)
		}
	}
	a.optimal = a.bound == a.score && best.everyoneIn() && !keeping
	return a, err
}

// starts is how often the search begins anew, each time with a group fewer,
// where people are few enough for that.
func (d *division) starts() int { return max(1, min(8, 1500/max(d.n, 1))) }

// search improves the groups that several matchings begin with, and returns the
// best that comes out: the most people, then the best total.
func (d *division) search(ctx context.Context) (*division, error) {
	var best *division
	for start, most := 0, d.firsts; start < d.starts() && most > 0; start++ {
		next := *d
		if err := next.begin(ctx, most); err != nil {
			return nil, err
		}
		most = min(most, next.leading()) - 1
		if err := next.improve(ctx); err != nil {
			return nil, err
		}
		if best == nil || next.better(best) {
			best = &next
		}
	}
	return best, nil
}

func (d *division) better(other *division) bool {
	people, others := 0, 0
	for i := range d.n {
		people += min(max(d.group[i]+1, 0), 1)
		others += min(max(other.group[i]+1, 0), 1)
	}
	more, total := cmp.Compare(people, others), cmp.Compare(d.total(), other.total())
	if d.objective() == Score {
		return cmp.Or(total, more) > 0
	}
	return cmp.Or(more, total) > 0
}

// leading is how many groups there are.
func (d *division) leading() int {
	count := 0
	for _, t := range d.teams {
		count += min(len(t), 1)
	}
	return count
}

// division is people in groups, while it is improved.
type division struct {
	*pool
	*scores
	sizes   program.GroupSize
	weights [][]int32 // of each two, or apartScore
	teams   []team    // leader → who is in the group, ascending; empty: none
	group   []int     // person → leader, or -1
	fixed   []bool    // person → pinned to the group
}

// table weighs each two people, also those whom a pin keeps out of the search; once
// ctx ends, some of them.
func (d *division) table(ctx context.Context) [][]int32 {
	weights := make([][]int32, d.n)
	for i := range weights {
		weights[i] = make([]int32, d.n)
	}
	for i := range d.n {
		for j := 0; j < i && ctx.Err() == nil; j++ {
			weight := d.points(i, j) + d.keep.of(i, j)
			if d.scores.scorer != d.pool.scorer { // chance weighs
				weight = d.weight(i, j)
			}
			for _, b := range d.barriers {
				if !b.allows(i, j) {
					weight = apartScore
				}
			}
			if d.sides[i] == firstSide && d.sides[j] == firstSide {
				weight = apartScore
			}
			weights[i][j], weights[j][i] = weight, weight
		}
	}
	return weights
}

// possible refuses what no choice of people could make a group of.
func (d *division) possible() error {
	led := d.n - d.firsts
	if d.firsts == 0 || led < d.sizes.Min-1 {
		return &InfeasibleError{Says: fmt.Sprintf("a group has at least %d members, one of them a mentor: there are %d mentors and %d mentees",
			d.sizes.Min, d.firsts, led)}
	}
	for _, t := range d.pinned {
		if d.rooms[t[0]] < 0 {
			return &InfeasibleError{Says: fmt.Sprintf("%s has more people pinned than the %d that a group may have", d.name(t[0]), d.sizes.Max)}
		}
	}
	return nil
}

// begin makes at most so many groups of a matching: leaders on one side, with
// as many places as a group has, and as many that must be taken as it needs. A
// leader for whom these cannot be found leads none.
func (d *division) begin(ctx context.Context, most int) error {
	d.teams, d.fixed, d.group = make([]team, d.firsts), make([]bool, d.n), make([]int, d.n)
	for i := range d.group {
		d.group[i] = -1
	}
	for _, t := range d.pinned {
		d.put(t[1], t[0])
		d.fixed[t[1]], d.fixed[t[0]] = true, true
	}
	if err := d.complete(); err != nil {
		return err
	}
	leads := filled(d.firsts, 1)
	for range d.firsts - most {
		if leader := d.weakest(leads, nil); leader >= 0 {
			leads[leader] = 0
		}
	}
	for {
		g := d.graph(leads)
		m, err := MaxWeight(ctx, g, Participation, d.seed)
		if infeasible, ok := err.(*InfeasibleError); ok || tooFew(g) {
			if leader := d.weakest(leads, infeasible); leader >= 0 {
				leads[leader] = 0
				continue
			}
			g.Least = nil // only groups with pinned people are left, which are complete
			if m, err = MaxWeight(ctx, g, Participation, d.seed); err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
		d.fill(m)
		return nil
	}
}

// graph joins the leaders who lead with those they may lead.
func (d *division) graph(leads []int32) Graph {
	g := Graph{N: d.n, Left: d.firsts, Capacity: filled(d.n, 1), Least: make([]int32, d.n)}
	for l := range d.firsts {
		if leads[l] == 0 || d.rooms[l] <= 0 {
			continue
		}
		g.Capacity[l] = d.rooms[l]
		g.Least[l] = int32(max(d.sizes.Min-max(len(d.teams[l]), 1), 0))
		for j := d.firsts; j < d.n; j++ {
			if d.group[j] < 0 && d.weights[l][j] != apartScore {
				g.Edges = append(g.Edges, Edge{I: int32(l), J: int32(j), Weight: d.weights[l][j]})
			}
		}
	}
	return g
}

// tooFew reports whether leaders need more people than there are.
func tooFew(g Graph) bool {
	var need int32
	for _, least := range g.Least {
		need += least
	}
	return int(need) > g.N-g.Left
}

// weakest returns the leader to do without: of those who fall short, or else of
// all, whom the fewest can follow; nobody who has people pinned.
func (d *division) weakest(leads []int32, infeasible *InfeasibleError) int {
	among := func(l int) bool { return true }
	if infeasible != nil {
		among = func(l int) bool { return slices.Contains(infeasible.Vertices, l) }
	}
	leader, fewest := -1, 0
	for l := range d.firsts {
		followers := 0
		for j := d.firsts; j < d.n; j++ {
			if d.weights[l][j] != apartScore {
				followers++
			}
		}
		if leads[l] == 1 && !d.fixed[l] && among(l) && (leader < 0 || followers < fewest) {
			leader, fewest = l, followers
		}
	}
	return leader
}

// fill puts people into the groups of a matching, heaviest first, but for whom
// a rule keeps from somebody who is there already; then groups that have stayed
// too small are given up.
func (d *division) fill(m Matching) {
	edges := slices.Clone(m.Chosen)
	slices.SortStableFunc(edges, func(a, b Edge) int { return int(b.Weight) - int(a.Weight) })
	for _, e := range edges {
		if d.fits(int(e.J), int(e.I), -1) {
			d.put(int(e.J), int(e.I))
		}
	}
	for i := d.firsts; i < d.n; i++ {
		if d.group[i] < 0 {
			d.place(i)
		}
	}
	for l := range d.firsts {
		if len(d.teams[l]) < d.sizes.Min && !d.fixed[l] {
			d.dissolve(l)
		}
	}
}

func (d *division) put(person, leader int) {
	if len(d.teams[leader]) == 0 {
		d.teams[leader] = team{leader}
		d.group[leader] = leader
	}
	d.teams[leader] = newTeam(append(d.teams[leader], person)...)
	d.group[person] = leader
}

func (d *division) take(person int) {
	leader := d.group[person]
	d.teams[leader] = slices.DeleteFunc(d.teams[leader], func(i int) bool { return i == person })
	d.group[person] = -1
}

func (d *division) dissolve(leader int) {
	for _, i := range d.teams[leader] {
		d.group[i] = -1
	}
	d.teams[leader] = nil
}

// fits reports whether somebody may join a group, in the place of without if
// that is a person.
func (d *division) fits(person, leader, without int) bool {
	t := d.teams[leader]
	room := d.sizes.Max - max(len(t), 1)
	if without >= 0 {
		room++
	}
	if room <= 0 || d.weights[person][leader] == apartScore {
		return false
	}
	for _, i := range t {
		if i != without && i != person && d.weights[person][i] == apartScore {
			return false
		}
	}
	return true
}
