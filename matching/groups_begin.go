package matching

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// possible refuses what no choice of people could make a group of.
func (d *division) possible() error {
	led := d.n - d.firsts
	if d.firsts > 0 && led >= d.sizes.Min-1 {
		return nil
	}
	return &InfeasibleError{Says: fmt.Sprintf("a group has at least %d members, one of them a mentor: there are %d mentors and %d mentees",
		d.sizes.Min, d.firsts, led)}
}

// begin makes at most so many groups of a matching. Where that leaves a pinned
// group too small, the pinned groups are filled before the others.
func (d *division) begin(ctx context.Context, most int) error {
	d.seat(d.pinnedGroups())
	if err := d.match(ctx, most); err != nil {
		return err
	}
	if len(d.short()) == 0 {
		return nil
	}
	d.seat(d.pinnedGroups())
	if err := d.complete(ctx); err != nil {
		return err
	}
	return d.match(ctx, most)
}

// match fills the groups with a matching: leaders on one side, with as many
// places as a group has, and as many that must be taken as it needs. A leader
// for whom these cannot be found leads none.
func (d *division) match(ctx context.Context, most int) error {
	leads := filled(d.firsts, 1)
	for range d.firsts - most {
		d.leave(leads, nil)
	}
	for {
		for d.tooFew(leads) && d.leave(leads, nil) {
		}
		m, err := MaxWeight(ctx, d.graph(leads), Participation, d.seed)
		infeasible := new(InfeasibleError)
		if err != nil && !errors.As(err, &infeasible) {
			return err
		}
		if err == nil || !d.leave(leads, infeasible.Vertices) { // or only those with pinned people are left
			return d.fill(ctx, m)
		}
		for range len(infeasible.Vertices) / 4 {
			d.leave(leads, infeasible.Vertices)
		}
	}
}

// graph joins the leaders who lead with those they may lead.
func (d *division) graph(leads []int32) Graph {
	g := Graph{N: d.n, Left: d.firsts, Capacity: filled(d.n, 1), Least: make([]int32, d.n)}
	for l := range d.firsts {
		room := min(d.sizes.Max-max(len(d.teams[l]), 1), d.n)
		if leads[l] == 0 || room <= 0 {
			continue
		}
		g.Capacity[l], g.Least[l] = int32(room), int32(d.needs(l))
		for j := d.firsts; j < d.n; j++ {
			if d.group[j] < 0 && d.weights[l][j] != apartScore {
				g.Edges = append(g.Edges, Edge{I: int32(l), J: int32(j), Weight: d.weights[l][j]})
			}
		}
	}
	return g
}

// needs is how many a leader's group must have more.
func (d *division) needs(leader int) int {
	return max(d.sizes.Min-max(len(d.teams[leader]), 1), 0)
}

// tooFew reports whether leaders need more people than are in no group.
func (d *division) tooFew(leads []int32) bool {
	people := 0
	for _, leader := range d.group[d.firsts:] {
		people += max(-leader, 0)
	}
	for l := range d.firsts {
		people -= int(leads[l]) * d.needs(l)
	}
	return people < 0
}

// leave does without a leader: of those, or else of all, the one whom the
// fewest can follow, but nobody who has people pinned. It reports whether there
// was one.
func (d *division) leave(leads []int32, of []int) bool {
	weakest := -1
	for l, followers := range d.followers {
		if leads[l] == 1 && !d.fixed[l] && (of == nil || slices.Contains(of, l)) && (weakest < 0 || followers < d.followers[weakest]) {
			weakest = l
		}
	}
	if weakest >= 0 {
		leads[weakest] = 0
	}
	return weakest >= 0
}

// fill puts people into the groups of a matching, heaviest first, but for whom
// a rule keeps from somebody who is there already; then groups that have stayed
// too small are given up.
func (d *division) fill(ctx context.Context, m Matching) error {
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
	return ctx.Err()
}
