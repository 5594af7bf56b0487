package matching

import (
	"context"
	"slices"
)

// sum is what a person weighs with the members of a group, but for one.
func (d *division) sum(person, leader, without int) int64 {
	var sum int64
	for _, i := range d.teams[leader] {
		if i != person && i != without {
			sum += int64(d.weights[person][i])
		}
	}
	return sum
}

// within is what each two of a group weigh.
func (d *division) within(leader int) int64 {
	var sum int64
	for at, i := range d.teams[leader] {
		for _, j := range d.teams[leader][at+1:] {
			sum += int64(d.weights[i][j])
		}
	}
	return sum
}

// mean is what a group of so many is worth whose pairs weigh so much.
func mean(sum int64, size int) float64 {
	if size < 2 {
		return 0
	}
	return float64(sum) / float64(size-1)
}

func (d *division) total() float64 {
	var total float64
	for l, t := range d.teams {
		total += mean(d.within(l), len(t))
	}
	return total
}

// improve puts in who is out, moves people and exchanges them between groups,
// while that gains anything.
func (d *division) improve(ctx context.Context) error {
	for better := true; better; {
		better = false
		for i := d.firsts; i < d.n; i++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			switch {
			case d.fixed[i]:
			case d.group[i] < 0:
				better = d.place(i) || d.replace(i) || better
			default:
				better = d.move(i) || d.exchange(i) || better
			}
		}
		for l := range d.firsts {
			better = len(d.teams[l]) == 0 && d.found(l) || better
		}
	}
	return nil
}

// found makes a group of a leader who has none: of people who are out, as far
// as possible, and of those whose groups can do without them. It is undone where
// it gains nothing.
func (d *division) found(leader int) bool {
	var out, spare []int
	for _, i := range d.heaviest(leader, d.n) {
		switch from := d.group[i]; {
		case d.fixed[i] || i < d.firsts:
		case from < 0:
			out = append(out, i)
		case len(d.teams[from]) > d.sizes.Min:
			spare = append(spare, i)
		}
	}
	budget := mostSteps
	group := d.compatible(team{leader}, append(out, spare...), &budget)
	if group == nil {
		return false
	}
	before, groups := d.total(), slices.Clone(d.group)
	for _, i := range group[1:] {
		if from := d.group[i]; from >= 0 && len(d.teams[from]) == d.sizes.Min {
			d.restore(groups) // two of the same group were one too many
			return false
		} else if from >= 0 {
			d.take(i)
		}
		d.put(i, leader)
	}
	if d.objective() == Score && d.total() < before+leastGain {
		d.restore(groups)
		return false
	}
	return true
}

// mostSteps bounds the search for people who are all allowed to be together.
const mostSteps = 5000

// compatible returns the first group of the least size that begins so and goes
// on with some of the people, if it is found in so many steps.
func (d *division) compatible(group team, people []int, budget *int) team {
	if len(group) == d.sizes.Min {
		return group
	}
	for at, i := range people {
		if *budget--; *budget < 0 || len(people)-at < d.sizes.Min-len(group) {
			return nil
		}
		if slices.ContainsFunc(group, func(j int) bool { return d.weights[i][j] == apartScore }) {
			continue
		}
		if found := d.compatible(append(slices.Clip(group), i), people[at+1:], budget); found != nil {
			return found
		}
	}
	return nil
}

// restore puts everyone where they were.
func (d *division) restore(groups []int) {
	d.group = groups
	d.teams = make([]team, d.firsts)
	for i, leader := range groups {
		if leader >= 0 {
			d.teams[leader] = append(d.teams[leader], i)
		}
	}
}

// place puts somebody who is out into the group that gains most, or loses
// least; under Score, only where it gains.
func (d *division) place(person int) bool {
	best, gain := -1, 0.0
	for l, t := range d.teams {
		if len(t) == 0 || !d.fits(person, l, -1) {
			continue
		}
		within := d.within(l)
		g := mean(within+d.sum(person, l, -1), len(t)+1) - mean(within, len(t))
		if best < 0 || g > gain {
			best, gain = l, g
		}
	}
	if best < 0 || gain <= 0 && d.objective() == Score {
		return false
	}
	d.put(person, best)
	return true
}

// replace puts somebody who is out in the place of somebody who can go to
// another group; or else, where that gains most, of somebody who is out then.
func (d *division) replace(person int) bool {
	from, leaves, most := -1, -1, leastGain
	for l, t := range d.teams {
		within := d.within(l)
		for _, other := range t {
			if other == l || d.fixed[other] || !d.fits(person, l, other) {
				continue
			}
			if gain := mean(within-d.sum(other, l, -1)+d.sum(person, l, other), len(t)) - mean(within, len(t)); gain > most {
				from, leaves, most = l, other, gain
			}
			d.take(other)
			d.put(person, l)
			if d.place(other) {
				return true
			}
			d.take(person)
			d.put(other, l)
		}
	}
	if from >= 0 {
		d.take(leaves)
		d.put(person, from)
	}
	return from >= 0
}

// leastGain is more than rounding can make of nothing.
const leastGain = 1e-6

// move puts somebody into another group, where that gains most.
func (d *division) move(person int) bool {
	from := d.group[person]
	size := len(d.teams[from])
	if size <= d.sizes.Min {
		return false
	}
	all := d.within(from)
	loses := mean(all, size) - mean(all-d.sum(person, from, -1), size-1)
	best, gain := -1, leastGain
	for l, t := range d.teams {
		if l == from || len(t) == 0 || !d.fits(person, l, -1) {
			continue
		}
		within := d.within(l)
		if g := mean(within+d.sum(person, l, -1), len(t)+1) - mean(within, len(t)) - loses; g > gain {
			best, gain = l, g
		}
	}
	if best < 0 {
		return false
	}
	d.take(person)
	d.put(person, best)
	return true
}

// exchange lets somebody and a member of another group take each other's place,
// where that gains most.
func (d *division) exchange(person int) bool {
	from := d.group[person]
	mine := d.sum(person, from, -1)
	best, gain := -1, leastGain
	for other := d.firsts; other < d.n; other++ {
		to := d.group[other]
		if to < 0 || to == from || d.fixed[other] || !d.fits(person, to, other) || !d.fits(other, from, person) {
			continue
		}
		g := mean(d.sum(other, from, person)-mine, len(d.teams[from])) +
			mean(d.sum(person, to, other)-d.sum(other, to, -1), len(d.teams[to]))
		if g > gain {
			best, gain = other, g
		}
	}
	if best < 0 {
		return false
	}
	to := d.group[best]
	d.take(person)
	d.take(best)
	d.put(person, to)
	d.put(best, from)
	return true
}

// everyoneIn reports whether all who could be in a group are in one.
func (d *division) everyoneIn() bool {
	for i := range d.n {
		if d.group[i] >= 0 {
			continue
		}
		for j := range d.n {
			if i != j && d.weights[i][j] != apartScore {
				return false
			}
		}
	}
	return true
}
