package matching

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// pinnedGroups tells the group of each person who is pinned, and -1 of others.
func (d *division) pinnedGroups() []int {
	groups := slices.Repeat([]int{-1}, d.n)
	for _, t := range d.pinned {
		groups[t[0]], groups[t[1]] = t[0], t[0]
	}
	return groups
}

// short lists the leaders whose groups are too small.
func (d *division) short() []int {
	var leaders []int
	for l, t := range d.teams {
		if len(t) > 0 && len(t) < d.sizes.Min {
			leaders = append(leaders, l)
		}
	}
	return leaders
}

// complete fills the groups that are too small with people who are in none. It
// fails with an InfeasibleError where there is no choice of people for that, or
// where it finds none in so many steps, and says which.
func (d *division) complete(ctx context.Context) error {
	groups, short := d.group, d.short()
	together := completion{d, short, map[[2]int]bool{}, mostSteps}
	if together.fill(ctx) {
		return nil
	}
	for _, leader := range short {
		d.seat(groups)
		alone := completion{d, []int{leader}, map[[2]int]bool{}, mostSteps}
		if !alone.fill(ctx) && ctx.Err() == nil {
			return &InfeasibleError{Says: d.pinnedShort(leader, alone.steps < 0)}
		}
	}
	var names []string
	for _, leader := range short {
		names = append(names, d.name(leader))
	}
	says := "there are not enough people for all of them at once"
	if together.steps < 0 {
		says = "no people were found for all of them at once, though each alone can be filled"
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return &InfeasibleError{Says: fmt.Sprintf("the groups of %s have people pinned, but fewer than %d members, and %s",
		strings.Join(names, ", "), d.sizes.Min, says)}
}

// pinnedShort says why a pinned group cannot be filled.
func (d *division) pinnedShort(leader int, gaveUp bool) string {
	others, needs := 0, d.needs(leader)
	for i := d.firsts; i < d.n; i++ {
		if d.group[i] < 0 && d.fits(i, leader, -1) {
			others++
		}
	}
	why := fmt.Sprintf("only %d of those who are not pinned may join it", others)
	switch {
	case gaveUp:
		why = fmt.Sprintf("among the %d who may join it no %d were found who may be together", others, needs)
	case others >= needs:
		why = fmt.Sprintf("no %d of the %d who may join it may be together", needs, others)
	}
	return fmt.Sprintf("the group of %s has people pinned, but %d members of at least %d, and %s",
		d.name(leader), len(d.teams[leader]), d.sizes.Min, why)
}

// completion is the search for people who fill groups.
type completion struct {
	*division
	leaders []int           // of the groups
	barred  map[[2]int]bool // leader, person: what has been tried
	steps   int             // that are left; below 0: not all could be tried
}

// fill tries all choices of people, and reports whether one fills all groups;
// if not, everyone is again where they were.
func (c *completion) fill(ctx context.Context) bool {
	leader, people := c.scarcest()
	if leader < 0 {
		return true
	}
	for _, i := range people {
		if c.steps--; c.steps < 0 || ctx.Err() != nil {
			break
		}
		c.put(i, leader)
		if c.fill(ctx) {
			return true
		}
		c.take(i)
		c.barred[[2]int{leader, i}] = true // with them, all has been tried
	}
	for _, i := range people {
		delete(c.barred, [2]int{leader, i})
	}
	return false
}

// scarcest returns the leader whose group has the fewest people to spare, of
// those that need more, and who may join it, heaviest first: nobody, where they
// are too few. If all groups are filled, it returns -1.
func (c *completion) scarcest() (leader int, people []int) {
	leader = -1
	for _, l := range c.leaders {
		needs := c.needs(l)
		if needs == 0 {
			continue
		}
		var fit []int
		for i := c.firsts; i < c.n; i++ {
			if c.group[i] < 0 && !c.barred[[2]int{l, i}] && c.fits(i, l, -1) {
				fit = append(fit, i)
			}
		}
		if len(fit) < needs {
			return l, nil
		}
		if leader < 0 || len(fit)-needs < len(people)-c.needs(leader) {
			leader, people = l, fit
		}
	}
	slices.SortStableFunc(people, func(a, b int) int { return int(c.sum(b, leader, -1) - c.sum(a, leader, -1)) })
	return leader, people
}
