package matching

import (
	"context"
	"slices"
)

// starts is how often the search begins anew, each time with a group fewer,
// where people are few enough for that.
func (d *division) starts() int { return max(1, min(8, 1500/max(d.n, 1))) }

// search improves the groups that several matchings begin with, and returns the
// best that comes out.
func (d *division) search(ctx context.Context) (*division, error) {
	var best *division
	for start, most := 0, d.firsts; start < d.starts() && most > 0; start++ {
		next := *d
		if err := next.begin(ctx, most); err != nil {
			return nil, err
		}
		most = min(most, len(next.led())) - 1
		if err := next.improve(ctx); err != nil {
			return nil, err
		}
		if best == nil || next.better(best) {
			best = &next
		}
	}
	return best, nil
}

// better compares by people and then by total; under Score, the other way
// round.
func (d *division) better(other *division) bool {
	people, gains := d.grouped()-other.grouped(), d.total()-other.total()
	if people != 0 && (d.objective() == Participation || max(gains, -gains) < leastGain) {
		return people > 0
	}
	return gains >= leastGain
}

// grouped is how many people are in groups.
func (d *division) grouped() int {
	count := 0
	for _, t := range d.teams {
		count += len(t)
	}
	return count
}

// improve puts in who is out, moves people and exchanges them between groups,
// while that gains anything.
func (d *division) improve(ctx context.Context) error {
	for better := true; better; {
		better = false
		for i := range d.n {
			if err := ctx.Err(); err != nil {
				return err
			}
			switch {
			case i < d.firsts && len(d.teams[i]) == 0:
				better = d.found(i) || better
			case d.fixed[i]:
			case i < d.firsts:
				better = d.succeed(i) || better
			case d.group[i] < 0:
				better = d.place(i) || d.replace(i) || better
			default:
				better = d.move(i) || d.exchange(i) || better
			}
		}
	}
	return nil
}

// found makes a group of a leader who has none: of people who are out, as far
// as possible, and of those whose groups can do without them. It is undone where
// that costs anything under Score.
func (d *division) found(leader int) bool {
	var out, spare []int
	for _, i := range d.heaviest(leader, d.n) {
		switch from := d.group[i]; {
		case d.fixed[i]:
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
	before, groups := d.total(), d.group
	d.group = slices.Clone(groups)
	for _, i := range group[1:] {
		if from := d.group[i]; from >= 0 && len(d.teams[from]) == d.sizes.Min {
			d.seat(groups) // two of the same group were one too many
			return false
		} else if from >= 0 {
			d.take(i)
		}
		d.put(i, leader)
	}
	if d.objective() == Score && d.total() < before-leastGain {
		d.seat(groups)
		return false
	}
	return true
}

// mostSteps bounds each search for people who are all allowed to be together.
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
