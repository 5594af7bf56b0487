package matching

import (
	"cmp"
	"context"
	"slices"
)

// oneTrio is the search for the best result in which one person is left over
// and joins two others: exact, as long as few trios can be the best one.
//
// Take the duals of the best matching of all. Those of everyone but three, with
// those of the odd sets, cover what is left when the three go together; so for
// each three the result is worth no more than that and their own mean. Threes
// are tried in the order of this bound, each with the best matching of the
// others, until no bound exceeds the best result.
type oneTrio struct {
	*scores
	objective Objective
	weights   [][]int32 // of each two, or apartScore
	dual      []int64   // in dualUnits
	all       int64     // what the duals come to
	person    int64     // what it is worth that somebody is in a team, in dualUnits
}

// three is people who could be the trio, and six times what a result with them
// is worth at most.
type three struct {
	team  [3]int
	bound int64
}

// mostTried bounds how many edges all the matchings of the search have.
const mostTried = 12_000_000

// mostThrees is how many trios are kept in mind.
const mostThrees = 100_000

// best improves teams, one of which may be a trio. It returns them with their
// worth as s.total counts it, and with what the total cannot exceed.
func (o *oneTrio) best(ctx context.Context, teams []team) ([]team, int64, error) {
	most := o.worth(teams)
	threes, bound, err := o.threes(ctx, most)
	if err != nil {
		return nil, 0, err
	}
	tried := 0
	for _, t := range threes {
		if t.bound <= most {
			break
		}
		if tried += o.n * o.n / 2; tried > mostTried {
			bound = max(bound, t.bound)
			break
		}
		with, err := o.with(ctx, t.team[:])
		if err != nil {
			return nil, 0, err
		}
		if worth := o.worth(with); worth > most {
			teams, most = with, worth
		}
	}
	total := o.total(teams)
	return teams, total + max(bound-most+7, 0)/8, nil
}

// worth is six times what teams are worth in dualUnits, with what it is worth
// that people are in them.
func (o *oneTrio) worth(teams []team) int64 {
	worth := 2 * dualUnit * o.total(teams)
	for _, t := range teams {
		worth += 6 * int64(len(t)) * o.person
	}
	return worth
}

// threes lists the trios whose bound exceeds this, best first, and the highest
// bound of those that are not listed. The bound of three is a sum over each two.
func (o *oneTrio) threes(ctx context.Context, worth int64) ([]three, int64, error) {
	gain := func(i, j int) int64 { return 2*dualUnit*int64(o.weights[i][j]) - 3*(o.dual[i]+o.dual[j]) }
	base, passed := 6*o.all+18*o.person-worth, int64(0)
	most := make([]int64, o.n) // person → the highest gain with anyone
	for i := range o.n {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		most[i] = -1 << 62
		for j := range o.n {
			if j != i && o.weights[i][j] != apartScore {
				most[i] = max(most[i], gain(i, j))
			}
		}
	}
	var list []three
	for i := range o.n {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		for j := i + 1; j < o.n; j++ {
			if o.weights[i][j] == apartScore || base+gain(i, j)+most[i]+most[j] <= passed {
				continue
			}
			for k := j + 1; k < o.n; k++ {
				if o.weights[i][k] == apartScore || o.weights[j][k] == apartScore {
					continue
				}
				if above := base + gain(i, j) + gain(i, k) + gain(j, k); above > passed {
					list = append(list, three{[3]int{i, j, k}, worth + above})
				}
			}
		}
		if len(list) > mostThrees {
			slices.SortFunc(list, before)
			passed = list[mostThrees/2].bound - worth
			list = list[:mostThrees/2]
		}
	}
	slices.SortFunc(list, before)
	return list, worth + passed, nil
}

// before puts the highest bound first.
func before(a, b three) int {
	return cmp.Or(cmp.Compare(b.bound, a.bound), slices.Compare(a.team[:], b.team[:]))
}

// with returns the best result in which these three are a trio.
func (o *oneTrio) with(ctx context.Context, trio team) ([]team, error) {
	g := Graph{N: o.n}
	for i := range o.n {
		for j := range i {
			if o.weights[i][j] != apartScore && !slices.Contains(trio, i) && !slices.Contains(trio, j) {
				g.Edges = append(g.Edges, Edge{I: int32(j), J: int32(i), Weight: o.weights[i][j]})
			}
		}
	}
	m, err := proven(ctx, g, o.objective, o.seed)
	return append(pairsOf(m), trio), err
}

// oneTrio prepares the search.
func (s *scores) oneTrio(ctx context.Context, objective Objective) (*oneTrio, error) {
	m, err := s.best(ctx, objective, false)
	if err != nil {
		return nil, err
	}
	x := people(s.n, s.most+s.keep.worth, objective)
	o := &oneTrio{scores: s, objective: objective, dual: m.Duals.Vertex[:s.n], all: m.Duals.total(nil), weights: make([][]int32, s.n)}
	for _, spare := range m.Duals.Vertex[s.n:] {
		o.all -= spare // nobody is matched with it then
	}
	if s.n > 0 {
		o.person = -x.floor[0]
	}
	for i := range s.n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		o.weights[i] = make([]int32, s.n)
		for j := range i {
			o.weights[i][j] = s.weight(i, j)
			o.weights[j][i] = o.weights[i][j]
		}
	}
	return o, nil
}
