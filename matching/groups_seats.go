package matching

import "slices"

// seat puts everyone into the group of the leader that is told, and nobody else
// into any.
func (d *division) seat(groups []int) {
	d.group = slices.Clone(groups)
	d.teams, d.within = make([]team, d.firsts), make([]int64, d.firsts)
	for i, leader := range d.group {
		if leader >= 0 {
			d.within[leader] += d.sum(i, leader, -1)
			d.teams[leader] = append(d.teams[leader], i)
		}
	}
}

func (d *division) put(person, leader int) {
	if len(d.teams[leader]) == 0 {
		d.teams[leader], d.group[leader] = team{leader}, leader
	}
	d.within[leader] += d.sum(person, leader, -1)
	d.teams[leader] = newTeam(append(d.teams[leader], person)...)
	d.group[person] = leader
}

func (d *division) take(person int) {
	leader := d.group[person]
	d.within[leader] -= d.sum(person, leader, -1)
	d.teams[leader] = slices.DeleteFunc(d.teams[leader], func(i int) bool { return i == person })
	d.group[person] = -1
}

func (d *division) dissolve(leader int) {
	for _, i := range d.teams[leader] {
		d.group[i] = -1
	}
	d.teams[leader], d.within[leader] = nil, 0
}

// fits reports whether somebody may join a group, in the place of without if
// that is a person.
func (d *division) fits(person, leader, without int) bool {
	t, weights := d.teams[leader], d.weights[person]
	room := d.sizes.Max - max(len(t), 1)
	if without >= 0 {
		room++
	}
	if room <= 0 || len(t) == 0 && weights[leader] == apartScore {
		return false
	}
	for _, i := range t {
		if i != without && i != person && weights[i] == apartScore {
			return false
		}
	}
	return true
}

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
		total += mean(d.within[l], len(t))
	}
	return total
}
