package matching

import (
	"context"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// groups puts everyone who is led into a group of a leader. What a group is
// worth is the mean of each two of its members, times half its size, so that a
// group of two is worth what a pair is. To find the best groups of three or
// more is NP-hard (Karp 1972), so a matching of leaders with those they lead is
// where a local search begins, and a linear program bounds it (bound).
// No group is smaller than the Program says; where the pinned groups cannot be
// filled, it fails with an InfeasibleError.
func (p *pool) groups(ctx context.Context, s *scores) (answer, error) {
	d := &division{pool: p, scores: s, sizes: p.program.Group}
	d.sizes.Min = max(d.sizes.Min, 2)
	if err := d.possible(); err != nil {
		return answer{}, err
	}
	if err := d.weigh(ctx); err != nil {
		return answer{}, err
	}
	best, err := d.search(ctx)
	if err != nil {
		return answer{}, err
	}
	best.scoresAlone()
	a := answer{teams: best.led(), score: best.total()}
	if a.bound, err = best.bound(ctx); err != nil {
		return answer{}, err
	}
	if a.bound < a.score+leastGain { // by rounding alone
		a.bound = a.score
		a.optimal = s.keep.worth == 0 && best.everyoneIn() // nothing proves that no more pairs could be kept
	}
	return a, nil
}

// division is people in groups, while it is improved.
type division struct {
	*pool
	*scores
	sizes     program.GroupSize
	weights   [][]int32 // of each two, or apartScore
	followers []int     // leader → how many could be led
	fixed     []bool    // person → pinned to a group, or has people pinned
	teams     []team    // leader → who is in the group, ascending; empty: none
	within    []int64   // leader → what each two of the group weigh
	group     []int     // person → leader, or -1
}

// weigh weighs each two people, also those whom a pin keeps out of matchings.
func (d *division) weigh(ctx context.Context) error {
	d.weights, d.followers, d.fixed = make([][]int32, d.n), make([]int, d.firsts), make([]bool, d.n)
	all := make([]int32, d.n*d.n)
	for i := range d.n {
		if err := ctx.Err(); err != nil {
			return err
		}
		d.weights[i] = all[i*d.n : (i+1)*d.n]
		for j := range i {
			weight := d.pairWeight(j, i)
			d.weights[i][j], d.weights[j][i] = weight, weight
			if weight != apartScore && j < d.firsts {
				d.followers[j]++
			}
		}
	}
	for _, t := range d.pinned {
		d.fixed[t[0]], d.fixed[t[1]] = true, true
	}
	return nil
}

// pairWeight is what two people weigh, the lower number first, or apartScore.
func (d *division) pairWeight(i, j int) int32 {
	if j < d.firsts { // both lead
		return apartScore
	}
	for _, b := range d.barriers {
		if !b.allows(i, j) {
			return apartScore
		}
	}
	if d.roulette() && !d.pins[[2]int{i, j}] && !d.allows(i, j) {
		return apartScore
	}
	return d.points(i, j) + d.keep.of(i, j)
}

// scoresAlone has kept pairs weigh no more than they score from here on: a
// bound, and what the result is worth, are of scores.
func (d *division) scoresAlone() {
	for pair := range d.keep.pairs {
		if i, j := pair[0], pair[1]; d.weights[i][j] != apartScore {
			d.weights[i][j] -= d.keep.worth
			d.weights[j][i] = d.weights[i][j]
		}
	}
	d.seat(d.group)
}

// led lists the groups.
func (d *division) led() []team {
	return slices.DeleteFunc(slices.Clone(d.teams), func(t team) bool { return len(t) == 0 })
}

// everyoneIn reports whether all who could be in a group are in one.
func (d *division) everyoneIn() bool {
	for i, leader := range d.group {
		if leader < 0 && slices.ContainsFunc(d.weights[i], func(weight int32) bool { return weight != apartScore }) {
			return false
		}
	}
	return true
}
