package matching

import "slices"

// leastGain is more than rounding can make of nothing.
const leastGain = 1e-6

// joining is what a group gains, or loses, by one more.
func (d *division) joining(person, leader int) float64 {
	size, within := len(d.teams[leader]), d.within[leader]
	return mean(within+d.sum(person, leader, -1), size+1) - mean(within, size)
}

// place puts somebody who is out into the group that gains most, or loses
// least; under Score, only where it does not lose.
func (d *division) place(person int) bool {
	best, gain := -1, 0.0
	for l, t := range d.teams {
		if len(t) == 0 || !d.fits(person, l, -1) {
			continue
		}
		if g := d.joining(person, l); best < 0 || g > gain {
			best, gain = l, g
		}
	}
	if best < 0 || gain < -leastGain && d.objective() == Score {
		return false
	}
	d.put(person, best)
	return true
}

// replace puts somebody who is out in the place of somebody who can go to
// another group; under Score, only where that does not cost anything.
func (d *division) replace(person int) bool {
	before := d.total()
	for l, t := range d.teams {
		for _, other := range slices.Clone(t) { // take would overwrite it
			if other == l || d.fixed[other] || !d.fits(person, l, other) {
				continue
			}
			d.take(other)
			d.put(person, l)
			if d.place(other) {
				if d.objective() == Participation || d.total() > before-leastGain {
					return true
				}
				d.take(other)
			}
			d.take(person)
			d.put(other, l)
		}
	}
	return false
}

// move puts somebody into another group, where that gains most; under Score,
// also out of all.
func (d *division) move(person int) bool {
	from := d.group[person]
	size, within := len(d.teams[from]), d.within[from]
	if size <= d.sizes.Min {
		return false
	}
	loses := mean(within, size) - mean(within-d.sum(person, from, -1), size-1)
	best, gain := from, leastGain
	if d.objective() == Score && -loses > gain {
		best, gain = -1, -loses
	}
	for l, t := range d.teams {
		if l == from || len(t) == 0 || !d.fits(person, l, -1) {
			continue
		}
		if g := d.joining(person, l) - loses; g > gain {
			best, gain = l, g
		}
	}
	if best == from {
		return false
	}
	d.take(person)
	if best >= 0 {
		d.put(person, best)
	}
	return true
}

// exchange lets somebody and a member of another group, or somebody who is out,
// take each other's place, where that gains most.
func (d *division) exchange(person int) bool {
	from := d.group[person]
	mine := d.sum(person, from, -1)
	best, gain := -1, leastGain
	for other := d.firsts; other < d.n; other++ {
		to := d.group[other]
		if to == from || d.fixed[other] || !d.fits(other, from, person) || to >= 0 && !d.fits(person, to, other) {
			continue
		}
		g := mean(d.sum(other, from, person)-mine, len(d.teams[from]))
		if to >= 0 {
			g += mean(d.sum(person, to, other)-d.sum(other, to, -1), len(d.teams[to]))
		}
		if g > gain {
			best, gain = other, g
		}
	}
	if best < 0 {
		return false
	}
	to := d.group[best]
	d.take(person)
	if to >= 0 {
		d.take(best)
		d.put(person, to)
	}
	d.put(best, from)
	return true
}

// succeed lets another lead a group, where that gains most; who led it leads
// the other's group in turn, if there is one.
func (d *division) succeed(leader int) bool {
	best, gain := -1, leastGain
	for other := range d.firsts {
		size := len(d.teams[other])
		if other == leader || d.fixed[other] || !d.fits(other, leader, leader) || size > 0 && !d.fits(leader, other, other) {
			continue
		}
		g := mean(d.sum(other, leader, leader)-d.sum(leader, leader, -1), len(d.teams[leader])) +
			mean(d.sum(leader, other, other)-d.sum(other, other, -1), size)
		if g > gain {
			best, gain = other, g
		}
	}
	if best < 0 {
		return false
	}
	for i, at := range d.group {
		switch {
		case i == leader && len(d.teams[best]) == 0:
			d.group[i] = -1
		case i == best:
			d.group[i] = best
		case i >= d.firsts && at == leader:
			d.group[i] = best
		case i >= d.firsts && at == best:
			d.group[i] = leader
		}
	}
	d.seat(d.group)
	return true
}
