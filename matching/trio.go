package matching

import "context"

// withTrios brings in the people who are left over from a matching, by making
// trios of pairs: at most one more person to a pair, and all three allowed to
// be together. First as many as possible join the pairs as they are, best
// total first, which is a matching again and so exact. Who is still left may
// take the place of someone who can join elsewhere. Then people are exchanged
// between trios and other teams while that improves the total: finding the
// best trios is NP-hard (Karp 1972, 3-dimensional matching), so this is local
// search.
func (s *scores) withTrios(ctx context.Context, teams []team, left []int, seed int64) ([]team, error) {
	teams, left, err := s.join(ctx, teams, left, seed)
	if err != nil {
		return nil, err
	}
	for _, person := range left {
		if err := s.replace(ctx, teams, person); err != nil {
			return nil, err
		}
	}
	for at := 0; at < len(teams); at++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(teams[at]) == 3 && s.exchange(teams, at) {
			at = -1
		}
	}
	return teams, nil
}

// join matches left-over people to pairs, and returns who is still left.
func (s *scores) join(ctx context.Context, teams []team, left []int, seed int64) ([]team, []int, error) {
	g := Graph{N: len(left) + len(teams)}
	coarse := 1 + 6*(int64(s.most)+int64(s.keep.worth))/MostWeight // where pairs are kept, weights may be too far apart
	for i, person := range left {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		for at, pair := range teams {
			if worth, ok := s.worth(newTeam(person, pair[0], pair[1])); ok {
				before, _ := s.worth(pair)
				g.Edges = append(g.Edges, Edge{I: int32(i), J: int32(len(left) + at), Weight: int32((worth - before) / coarse)})
			}
		}
	}
	m, err := proven(ctx, g, Participation, seed)
	if err != nil {
		return nil, nil, err
	}
	var still []int
	partners := m.Partners(g.N)
	for i, person := range left {
		if len(partners[i]) == 0 {
			still = append(still, person)
			continue
		}
		at := partners[i][0] - len(left)
		teams[at] = newTeam(append(teams[at], person)...)
	}
	return teams, still, nil
}

// replace puts the person in the place of someone in a pair who can join
// another pair, where that is possible, in the way that gains most.
func (s *scores) replace(ctx context.Context, teams []team, person int) error {
	var most int64
	var from, to int
	var pair, trio team
	for at, old := range teams {
		if err := ctx.Err(); err != nil {
			return err
		}
		for k := 0; k < 2 && len(old) == 2; k++ {
			keeps, moves := old[k], old[1-k]
			fresh := newTeam(person, keeps)
			worth, ok := s.worth(fresh)
			if !ok {
				continue
			}
			before, _ := s.worth(old)
			joins, bigger, gain, ok := s.bestJoin(teams, at, moves)
			if ok && (trio == nil || worth-before+gain > most) {
				most, from, to, pair, trio = worth-before+gain, at, joins, fresh, bigger
			}
		}
	}
	if trio != nil {
		teams[from], teams[to] = pair, trio
	}
	return nil
}

// bestJoin returns the pair that gains most, or loses least, from one more
// person, and what it becomes. The team except is left out.
func (s *scores) bestJoin(teams []team, except, person int) (at int, trio team, gain int64, ok bool) {
	for k, pair := range teams {
		if k == except || len(pair) == 3 {
			continue
		}
		bigger := newTeam(person, pair[0], pair[1])
		worth, allowed := s.worth(bigger)
		before, _ := s.worth(pair)
		if allowed && (!ok || worth-before > gain) {
			at, trio, gain, ok = k, bigger, worth-before, true
		}
	}
	return at, trio, gain, ok
}

// exchange divides the members of a trio and one other team anew, if that
// improves the total, in the way that improves it most.
func (s *scores) exchange(teams []team, at int) bool {
	var most int64
	var other int
	var trio, rest team
	before, _ := s.worth(teams[at])
	for k, t := range teams {
		if k == at {
			continue
		}
		worth, _ := s.worth(t)
		everyone := append(append([]int(nil), teams[at]...), t...)
		eachTrio(everyone, func(three, others team) {
			a, allowedA := s.worth(three)
			b, allowedB := s.worth(others)
			if gain := a + b - before - worth; allowedA && allowedB && gain > most {
				most, other, trio, rest = gain, k, newTeam(three...), newTeam(others...)
			}
		})
	}
	if most > 0 {
		teams[at], teams[other] = trio, rest
	}
	return most > 0
}

// eachTrio calls do with every three of the people and the others.
func eachTrio(people []int, do func(three, others team)) {
	n := len(people)
	for a := range n {
		for b := a + 1; b < n; b++ {
			for c := b + 1; c < n; c++ {
				others := make(team, 0, 3)
				for k, person := range people {
					if k != a && k != b && k != c {
						others = append(others, person)
					}
				}
				do(team{people[a], people[b], people[c]}, others)
			}
		}
	}
}
