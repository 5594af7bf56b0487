package matching

import (
	"fmt"

	"github.com/peerpost/peerpost/program"
)

// mostCompleting bounds the search for who completes the groups of the pinned.
const mostCompleting = 200_000

// complete puts people into the groups that somebody is pinned to, as many as each
// needs to be one. It fails with an InfeasibleError where it finds no way, which
// among many people may be for lack of steps.
func (d *division) complete() error {
	var short []int // leaders
	for l := range d.firsts {
		if d.fixed[l] && len(d.teams[l]) < d.sizes.Min {
			short = append(short, l)
		}
	}
	steps := mostCompleting
	if d.completes(short, 0, 0, &steps) {
		return nil
	}
	l := short[0]
	why := "nobody who may join completes it"
	if steps <= 0 {
		why = "no way to complete it was found"
	}
	return &InfeasibleError{Says: fmt.Sprintf("the group of %s, to which somebody is pinned, has %d members of the %d that a group has at least, and %s", d.name(l), len(d.teams[l]), d.sizes.Min, why)}
}

// completes completes the groups of these leaders, one person after another, of
// each in the order of the people from this one on.
func (d *division) completes(short []int, at, from int, steps *int) bool {
	for at < len(short) && len(d.teams[short[at]]) >= d.sizes.Min {
		at, from = at+1, 0
	}
	if at == len(short) {
		return true
	}
	people := d.heaviest(short[at], d.n)
	for k := from; k < len(people); k++ {
		if *steps--; *steps < 0 {
			return false
		}
		i := people[k]
		if i < d.firsts || d.group[i] >= 0 || !d.fits(i, short[at], -1) {
			continue
		}
		d.put(i, short[at])
		if d.completes(short, at, k+1, steps) {
			return true
		}
		d.take(i)
	}
	return false
}

// pinnedTogether are others who are pinned to the leader of a pinned team, and so in
// one group with who is pinned there.
func (p *pool) pinnedTogether(t team) []int {
	var others []int
	if p.program.Format == program.Groups {
		for _, other := range p.pinned {
			if other[0] == t[0] {
				others = append(others, other[1:]...)
			}
		}
	}
	return others
}
